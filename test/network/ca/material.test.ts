import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { connectionProfile } from '../../../network/src/ca/connection-profile';
import {
    loadSigningIdentity,
    organizationDir,
    readOrganization,
    writeOrganization,
} from '../../../network/src/ca/material';
import { nodeCrypto } from '../../../network/src/seams/node-crypto';
import { nodeFileSystem as fs } from '../../../network/src/seams/node-file-system';
import { enrolment, ordererOrganization, peerOrganization, seams, signer } from './organizations';

let root: string;
beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'material-'));
});
afterEach(async () => {
    await rm(root, { recursive: true });
});

async function files(folder: string): Promise<string[]> {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    return entries
        .filter((entry) => entry.isFile())
        .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
        .sort();
}

const mspFiles = (owner: string, authority: string): string[] => [
    `${owner}/msp/cacerts/ca.${authority}-cert.pem`,
    `${owner}/msp/config.yaml`,
    `${owner}/msp/keystore/priv_sk`,
];

describe('the folder of an organisation', () => {
    test('has the files of test-network', async () => {
        const folder = await writeOrganization(root, peerOrganization(1), fs);

        const domain = 'org1.example.com';
        const enrolled = (owner: string, name: string, tls: string): string[] => [
            ...mspFiles(owner, domain),
            `${owner}/msp/signcerts/${name}-cert.pem`,
            `${owner}/msp/signcerts/cert.pem`,
            `${owner}/msp/tlscacerts/tlsca.${domain}-cert.pem`,
            `${owner}/tls/ca.crt`,
            `${owner}/tls/${tls}.crt`,
            `${owner}/tls/${tls}.key`,
        ];
        expect(folder).toBe(join(root, 'peerOrganizations', domain));
        expect(await files(folder)).toEqual(
            [
                'ca/ca.org1.example.com-cert.pem',
                'ca/priv_sk',
                'msp/cacerts/ca.org1.example.com-cert.pem',
                'msp/config.yaml',
                'msp/tlscacerts/tlsca.org1.example.com-cert.pem',
                ...enrolled('peers/peer0.org1.example.com', 'peer0.org1.example.com', 'server'),
                'tlsca/priv_sk',
                'tlsca/tlsca.org1.example.com-cert.pem',
                ...enrolled('users/Admin@org1.example.com', 'Admin@org1.example.com', 'client'),
                ...enrolled('users/User1@org1.example.com', 'User1@org1.example.com', 'client'),
            ].sort(),
        );
    });

    test('of orderers stands beside and holds its orderers', async () => {
        const folder = await writeOrganization(root, ordererOrganization(), fs);

        expect(folder).toBe(join(root, 'ordererOrganizations', 'example.com'));
        expect(await fs.list(join(folder, 'orderers', 'orderer.example.com', 'tls'))).toEqual([
            'ca.crt',
            'server.crt',
            'server.key',
        ]);
    });

    test('pins the roles to its authority', async () => {
        const folder = await writeOrganization(root, peerOrganization(1), fs);

        const config = Buffer.from((await fs.readFile(join(folder, 'msp', 'config.yaml'))) ?? []).toString();

        expect(config.split('\n').slice(0, 5)).toEqual([
            'NodeOUs:',
            '  Enable: true',
            '  ClientOUIdentifier:',
            '    Certificate: cacerts/ca.org1.example.com-cert.pem',
            '    OrganizationalUnitIdentifier: client',
        ]);
        expect(config.match(/OrganizationalUnitIdentifier: \w+/g)).toHaveLength(4);
    });

    test('keeps private keys from others', async () => {
        const folder = await writeOrganization(root, peerOrganization(1), fs);

        for (const path of (await files(folder)).filter((name) => /priv_sk$|\.key$/.test(name))) {
            expect((await stat(join(folder, path))).mode & 0o077).toBe(0);
        }
    });

    test('is read back as it was written', async () => {
        const material = peerOrganization(1);
        await writeOrganization(root, material, fs);

        const read = await readOrganization(root, material, fs, seams);

        expect(read?.users).toEqual(material.users);
        expect(read?.nodes).toEqual(material.nodes);
        expect(read?.ca.certificatePem).toBe(material.ca.certificatePem);
        expect(read?.tlsCa.privateKeyPem).toBe(material.tlsCa.privateKeyPem);
    });

    test('is undefined where there is none', async () => {
        expect(await readOrganization(root, peerOrganization(1), fs, seams)).toBeUndefined();
    });

    test('gives the signing identity of a user', async () => {
        const material = peerOrganization(1);
        await writeOrganization(root, material, fs);
        const mspDir = join(organizationDir(root, material), 'users', 'User1@org1.example.com', 'msp');

        const identity = await loadSigningIdentity(mspDir, 'Org1MSP', fs, nodeCrypto);

        expect(identity.serialized).toEqual(signer(material, 'User1').serialized);
        expect(Buffer.from(identity.serialized).includes(enrolment(material, 'User1').identity.certificatePem)).toBe(
            true,
        );
    });

    test('gives no signing identity without a key', async () => {
        await expect(loadSigningIdentity(join(root, 'msp'), 'Org1MSP', fs, nodeCrypto)).rejects.toThrow('no file in');
    });
});

test('a connection profile tells older clients where the peer is', () => {
    const { json, yaml } = connectionProfile({
        organization: 'Org1',
        mspId: 'Org1MSP',
        domain: 'org1.example.com',
        peers: [{ name: 'peer0.org1.example.com', host: 'localhost', port: 7051 }],
        tlsCaPem: '-----BEGIN\nAAAA\n-----END\n',
        certificateAuthority: { url: 'https://localhost:7054', name: 'ca-org1', tlsCaPem: 'BBBB\nCCCC\n' },
    });

    expect(JSON.parse(json)).toEqual({
        name: 'test-network-org1',
        version: '1.0.0',
        client: { organization: 'Org1', connection: { timeout: { peer: { endorser: '300' } } } },
        organizations: {
            Org1: {
                mspid: 'Org1MSP',
                peers: ['peer0.org1.example.com'],
                certificateAuthorities: ['ca.org1.example.com'],
            },
        },
        peers: {
            'peer0.org1.example.com': {
                url: 'grpcs://localhost:7051',
                tlsCACerts: { pem: '-----BEGIN\nAAAA\n-----END\n' },
                grpcOptions: {
                    'ssl-target-name-override': 'peer0.org1.example.com',
                    hostnameOverride: 'peer0.org1.example.com',
                },
            },
        },
        certificateAuthorities: {
            'ca.org1.example.com': {
                url: 'https://localhost:7054',
                caName: 'ca-org1',
                tlsCACerts: { pem: ['BBBB\nCCCC\n'] },
                httpOptions: { verify: false },
            },
        },
    });
    expect(yaml).toBe(`---
name: test-network-org1
version: 1.0.0
client:
  organization: Org1
  connection:
    timeout:
      peer:
        endorser: '300'
organizations:
  Org1:
    mspid: Org1MSP
    peers:
    - peer0.org1.example.com
    certificateAuthorities:
    - ca.org1.example.com
peers:
  peer0.org1.example.com:
    url: grpcs://localhost:7051
    tlsCACerts:
      pem: |
          -----BEGIN
          AAAA
          -----END
    grpcOptions:
      ssl-target-name-override: peer0.org1.example.com
      hostnameOverride: peer0.org1.example.com
certificateAuthorities:
  ca.org1.example.com:
    url: https://localhost:7054
    caName: ca-org1
    tlsCACerts:
      pem:
      - |
            BBBB
            CCCC
    httpOptions:
      verify: false
`);
});
