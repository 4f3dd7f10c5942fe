import { common, peer } from '@hyperledger/fabric-protos';
import { mspConfig } from '../../../network/src/ca/material';
import { createConfigGroup } from '../../../network/src/channel/config-group';
import { createMsps } from '../../../network/src/msp/create-msps';
import type { Identity, SigningIdentity } from '../../../network/src/msp/identity';
import { createPolicies } from '../../../network/src/policies/channel-policies';
import type { SignedData } from '../../../network/src/policies/policy';
import { parseSignaturePolicy } from '../../../network/src/policies/policy-dsl';
import { createSignaturePolicy } from '../../../network/src/policies/signature-policy';
import { nodeCrypto } from '../../../network/src/seams/node-crypto';
import { peerOrganization, signer } from '../ca/organizations';

const org1 = peerOrganization(1, [{ name: 'User1' }, { name: 'User2' }]);
const org2 = peerOrganization(2);
const org3 = peerOrganization(3);
const msps = createMsps(
    [org1, org2, org3].map((organization) => mspConfig(organization)),
    nodeCrypto,
);

const who: Readonly<Record<string, SigningIdentity>> = {
    admin1: signer(org1, 'Admin'),
    user1: signer(org1, 'User1'),
    other1: signer(org1, 'User2'),
    peer1: signer(org1, 'peer0'),
    peer2: signer(org2, 'peer0'),
    peer3: signer(org3, 'peer0'),
    stranger: signer(peerOrganization(1), 'User1'),
};

function signed(name: string, message = 'message'): SignedData {
    const identity = who[name];
    if (identity === undefined) {
        throw new Error(`no ${name}`);
    }
    const bytes = Buffer.from(message);
    return { message: bytes, identity: identity.serialized, signature: identity.sign(bytes) };
}

const satisfied = (policy: string, ...names: readonly string[]): boolean =>
    createSignaturePolicy(parseSignaturePolicy(policy), msps).evaluateSignedData(names.map((name) => signed(name))) ===
    undefined;

describe('a signature policy', () => {
    test.each([
        ["OR('Org1MSP.peer', 'Org2MSP.peer')", ['peer2'], true],
        ["OR('Org1MSP.peer', 'Org2MSP.peer')", ['user1'], false],
        ["AND('Org1MSP.peer', 'Org2MSP.peer')", ['peer2', 'peer1'], true],
        ["AND('Org1MSP.peer', 'Org2MSP.peer')", ['peer1'], false],
        ["OutOf(2, 'Org1MSP.peer', 'Org2MSP.peer', 'Org3MSP.peer')", ['peer3', 'peer1'], true],
        ["OutOf(2, 'Org1MSP.peer', 'Org2MSP.peer', 'Org3MSP.peer')", ['peer3', 'peer3'], false],
        // One identity counts for one principal.
        ["AND('Org1MSP.member', 'Org1MSP.member')", ['user1'], false],
        ["AND('Org1MSP.member', 'Org1MSP.member')", ['user1', 'other1'], true],
        // Greedy: the admin is taken as the member, and nobody is left to be the admin.
        ["AND('Org1MSP.member', 'Org1MSP.admin')", ['admin1', 'user1'], false],
        ["AND('Org1MSP.member', 'Org1MSP.admin')", ['user1', 'admin1'], true],
        // What a failed gate took is free again.
        ["OR(AND('Org1MSP.peer', 'Org3MSP.peer'), OR('Org1MSP.peer'))", ['peer1'], true],
        ["OutOf(0, 'Org1MSP.peer')", [], true],
        ["OutOf(2, 'Org1MSP.peer')", ['peer1'], false],
    ])('%s with signatures of %j: %s', (policy, names, expected) => {
        expect(satisfied(policy, ...names)).toBe(expected);
    });

    test('passes over wrong signatures and unknown signers', () => {
        const policy = createSignaturePolicy(parseSignaturePolicy("OR('Org1MSP.member')"), msps);

        const forged = { ...signed('user1'), message: Buffer.from('another') };
        const unreadable = { ...signed('user1'), identity: Buffer.from('junk') };

        expect(policy.evaluateSignedData([forged, unreadable, signed('stranger')])).toBe(
            'signature set did not satisfy policy',
        );
        expect(policy.evaluateSignedData([forged, unreadable, signed('stranger'), signed('user1')])).toBeUndefined();
    });

    test('takes identities without signatures too', () => {
        const identities: Identity[] = ['peer1', 'peer2'].map((name) => msps.deserialize(signed(name).identity));
        const policy = createSignaturePolicy(parseSignaturePolicy("AND('Org1MSP.peer', 'Org2MSP.peer')"), msps);

        expect(policy.evaluateIdentities(identities)).toBeUndefined();
        expect(policy.evaluateIdentities(identities.slice(1))).toBe('signature set did not satisfy policy');
    });

    test('that is malformed is refused', () => {
        const outOfRange = parseSignaturePolicy("OR('A.member')");
        outOfRange.setIdentitiesList([]);

        expect(() => createSignaturePolicy(new common.SignaturePolicyEnvelope(), msps)).toThrow('Empty policy element');
        expect(() => createSignaturePolicy(outOfRange, msps)).toThrow(
            'identity index out of range, requested 0, but identities length is 0',
        );
    });
});

describe('the policies of a channel', () => {
    const organization = (mspId: string): common.ConfigGroup =>
        createConfigGroup({
            values: {},
            policies: { Endorsement: `OR('${mspId}.peer')`, Admins: `OR('${mspId}.admin')` },
        });
    const application = createConfigGroup({
        values: {},
        policies: {
            Endorsement: 'MAJORITY Endorsement',
            Anyone: 'ANY Endorsement',
            Everyone: 'ALL Endorsement',
            Missing: 'ANY Nothing',
        },
        groups: {
            Org1: organization('Org1MSP'),
            Org2: organization('Org2MSP'),
            Org3: organization('Org3MSP'),
        },
    });
    const policies = createPolicies(
        createConfigGroup({
            values: {},
            policies: { Endorsement: 'ANY Endorsement', Empty: 'ANY Nothing' },
            groups: {
                Application: application,
                Bare: createConfigGroup({ values: {}, policies: { Empty: 'MAJORITY X' } }),
            },
        }),
        msps,
    );
    const evaluate = (path: string, ...names: readonly string[]): string | undefined =>
        policies.policy(path)?.evaluateSignedData(names.map((name) => signed(name)));

    test.each([
        ['/Channel/Application/Endorsement', ['peer1', 'peer3']],
        ['/Channel/Application/Anyone', ['peer3']],
        ['/Channel/Application/Everyone', ['peer1', 'peer2', 'peer3']],
        ['/Channel/Application/Org2/Endorsement', ['peer2']],
        ['/Channel/Endorsement', ['peer1', 'peer2']],
        ['/Channel/Bare/Empty', []],
    ])('%s is satisfied by %j', (path, names) => {
        expect(policies.policy(path)).toBeDefined();
        expect(evaluate(path, ...names)).toBeUndefined();
    });

    test.each([
        ['/Channel/Application/Endorsement', ['peer1'], 1, 2, 'Endorsement'],
        ['/Channel/Application/Everyone', ['peer1', 'peer2'], 2, 3, 'Endorsement'],
        ['/Channel/Application/Missing', ['peer1'], 0, 1, 'Nothing'],
        ['/Channel/Endorsement', ['user1'], 0, 1, 'Endorsement'],
    ])('%s is not satisfied by %j', (path, names, count, needed, name) => {
        expect(evaluate(path, ...names)).toBe(
            `implicit policy evaluation failed - ${String(count)} sub-policies were satisfied, but this policy requires ${String(needed)} of the '${name}' sub-policies to be satisfied`,
        );
    });

    test('that do not exist are undefined', () => {
        expect(policies.policy('/Channel/Application/Nothing')).toBeUndefined();
        expect(policies.policy('Endorsement')).toBeUndefined();
    });

    test('are reached from a chaincode by reference or with its own signature policy', () => {
        const reference = (path: string): Uint8Array => {
            const policy = new peer.ApplicationPolicy();
            policy.setChannelConfigPolicyReference(path);
            return policy.serializeBinary();
        };
        const own = new peer.ApplicationPolicy();
        own.setSignaturePolicy(parseSignaturePolicy("OR('Org2MSP.peer')"));

        const byReference = policies.applicationPolicy(reference('/Channel/Application/Anyone'));
        const relative = policies.applicationPolicy(reference('Application/Anyone'));
        const bySignature = policies.applicationPolicy(own.serializeBinary());

        expect(byReference?.evaluateSignedData([signed('peer1')])).toBeUndefined();
        expect(relative?.evaluateSignedData([signed('peer1')])).toBeUndefined();
        expect(bySignature?.evaluateSignedData([signed('peer1')])).toBe('signature set did not satisfy policy');
        expect(policies.applicationPolicy(reference('/Channel/Nothing'))).toBeUndefined();
        expect(() => policies.applicationPolicy(new Uint8Array())).toThrow('unsupported policy type');
    });

    test('can be made from the bytes of a signature policy', () => {
        const bytes = parseSignaturePolicy("OR('Org1MSP.peer')").serializeBinary();

        expect(policies.signaturePolicy(bytes).evaluateSignedData([signed('peer1')])).toBeUndefined();
        expect(() => policies.signaturePolicy(Buffer.from('junk'))).toThrow(
            'error unmarshalling SignaturePolicyEnvelope',
        );
    });
});
