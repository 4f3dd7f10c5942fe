import { channelOptions, grpcClient } from '../../../client/src/transport/grpc-client';
import { identityFromMsp, type MaterialFiles, signingIdentity } from '../../../client/src/transport/identity';
import { connectionProfile } from '../../../client/src/transport/profile';
import { deadlinesFrom } from '../../../client/src/transport/deadlines';
import { newIdentity } from '../support/identities';

function filesOf(tree: Readonly<Record<string, string>>): MaterialFiles {
    return {
        names: (directory) =>
            Object.keys(tree)
                .filter((path) => path.startsWith(`${directory}/`))
                .map((path) => path.slice(directory.length + 1)),
        text: (path) => {
            const text = tree[path];
            if (text === undefined) {
                throw new Error(`no ${path}`);
            }
            return text;
        },
    };
}

const profile = {
    client: { organization: 'Org2' },
    organizations: { Org1: { peers: ['peer0.org1.example.com'] }, Org2: { peers: ['peer0.org2.example.com'] } },
    peers: {
        'peer0.org1.example.com': { url: 'grpcs://localhost:7051', tlsCACerts: { pem: 'ONE' } },
        'peer0.org2.example.com': {
            url: 'grpcs://localhost:9051',
            tlsCACerts: { pem: 'TWO' },
            grpcOptions: { 'ssl-target-name-override': 'peer0.org2.example.com', hostnameOverride: 'other' },
        },
    },
};

describe('an identity', () => {
    it('is the first certificate and the first key of an msp folder', () => {
        const files = filesOf({
            '/msp/signcerts/cert.pem': 'CERT',
            '/msp/signcerts/user.pem': 'CERT',
            '/msp/keystore/priv_sk': 'KEY',
        });

        expect(identityFromMsp('/msp', 'Org1MSP', files)).toEqual({
            mspId: 'Org1MSP',
            certificatePem: 'CERT',
            privateKeyPem: 'KEY',
        });
    });

    it('says which folder has none', () => {
        expect(() => identityFromMsp('/msp', 'Org1MSP', filesOf({ '/msp/keystore/priv_sk': 'KEY' }))).toThrow(
            'No identity in /msp/signcerts',
        );
    });

    it('is refused at once when key and certificate are no pair', () => {
        const { privateKeyPem } = newIdentity();

        expect(() => signingIdentity({ ...newIdentity(), privateKeyPem })).toThrow(
            'does not belong to the certificate',
        );
        expect(() => signingIdentity({ ...newIdentity(), certificatePem: 'x' })).toThrow('cannot be read');
    });
});

describe('a connection profile', () => {
    it("names the first peer of the client's organisation", () => {
        const files = filesOf({ '/n/connection-org2.json': JSON.stringify(profile) });

        expect(connectionProfile('/n/connection-org2.json', files)).toEqual({
            address: 'localhost:9051',
            hostAlias: 'peer0.org2.example.com',
            tlsRootCertPem: 'TWO',
        });
    });

    it('may name certificates by a path beside it, and peers without TLS', () => {
        const files = filesOf({
            '/n/p.json': JSON.stringify({ peers: { a: { url: 'grpcs://h:1', tlsCACerts: { path: 'ca.pem' } } } }),
            '/n/ca.pem': 'ROOT',
        });

        expect(connectionProfile('/n/p.json', files)).toEqual({ address: 'h:1', tlsRootCertPem: 'ROOT' });
        expect(connectionProfile({ peers: { a: { url: 'grpc://h:1' } } }, files)).toEqual({ address: 'h:1' });
    });

    it('is refused when it has no peer, no certificate or is no JSON', () => {
        const files = filesOf({ '/n/bad.json': '{' });

        expect(() => connectionProfile({ peers: {} }, files)).toThrow('the list of peers is empty');
        expect(() => connectionProfile({ peers: { a: { url: 'grpcs://h:1' } } }, files)).toThrow('no tlsCACerts');
        expect(() => connectionProfile('/n/bad.json', files)).toThrow('/n/bad.json names no peer');
    });
});

describe('a connection', () => {
    it('takes blocks of Fabric, keeps itself alive, and checks the name in the certificate', () => {
        expect(channelOptions({ address: 'localhost:7051', hostAlias: 'peer0.org1.example.com' })).toMatchObject({
            'grpc.max_receive_message_length': 104857600,
            'grpc.keepalive_time_ms': 90000,
            'grpc.ssl_target_name_override': 'peer0.org1.example.com',
        });
    });

    it("leaves a caller's own client open", () => {
        const own = grpcClient({ address: '127.0.0.1:1' });
        const borrowed = grpcClient(own.client);

        borrowed.close();

        expect(borrowed.client).toBe(own.client);
        own.close();
    });
});

describe('deadlines', () => {
    it('have defaults; later settings win', () => {
        expect(deadlinesFrom(undefined, { submitMs: 1 }, { submitMs: 2, outcomeMs: 3 })).toEqual({
            evaluateMs: 5000,
            endorseMs: 15000,
            submitMs: 2,
            commitStatusMs: 60000,
            outcomeMs: 3,
        });
    });
});
