import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { common } from '@hyperledger/fabric-protos';
import { mspConfig, organizationDir, writeOrganization } from '../../../network/src/ca/material';
import { createGenesisBlock } from '../../../network/src/channel/genesis-block';
import { parseChannelConfig } from '../../../network/src/channel/parse-channel-config';
import { blockData, dataHash } from '../../../network/src/proto/block';
import { nodeCrypto } from '../../../network/src/seams/node-crypto';
import { nodeFileSystem } from '../../../network/src/seams/node-file-system';
import { enrolment, ordererOrganization, peerOrganization, seams } from '../ca/organizations';

const binaries = process.env['FABRIC_BIN'];
const suite = binaries === undefined ? describe.skip : describe;

/** As in test-network, with one organisation and Raft. */
const configtx = (organization: string, orderer: string, tlsCertificate: string): string => `
Organizations:
  - &Orderer
    Name: OrdererOrg
    ID: OrdererMSP
    MSPDir: ${orderer}
    Policies:
      Readers: {Type: Signature, Rule: "OR('OrdererMSP.member')"}
      Writers: {Type: Signature, Rule: "OR('OrdererMSP.member')"}
      Admins: {Type: Signature, Rule: "OR('OrdererMSP.admin')"}
    OrdererEndpoints: ['orderer.example.com:7050']
  - &Org1
    Name: Org1MSP
    ID: Org1MSP
    MSPDir: ${organization}
    Policies:
      Readers: {Type: Signature, Rule: "OR('Org1MSP.admin', 'Org1MSP.peer', 'Org1MSP.client')"}
      Writers: {Type: Signature, Rule: "OR('Org1MSP.admin', 'Org1MSP.client')"}
      Admins: {Type: Signature, Rule: "OR('Org1MSP.admin')"}
      Endorsement: {Type: Signature, Rule: "OR('Org1MSP.peer')"}
Profiles:
  Test:
    Policies: &Policies
      Readers: {Type: ImplicitMeta, Rule: "ANY Readers"}
      Writers: {Type: ImplicitMeta, Rule: "ANY Writers"}
      Admins: {Type: ImplicitMeta, Rule: "MAJORITY Admins"}
    Capabilities: {V2_0: true}
    Orderer:
      OrdererType: etcdraft
      Addresses: ['orderer.example.com:7050']
      EtcdRaft:
        Consenters:
          - {Host: orderer.example.com, Port: 7050, ClientTLSCert: ${tlsCertificate}, ServerTLSCert: ${tlsCertificate}}
      BatchTimeout: 2s
      BatchSize: {MaxMessageCount: 10, AbsoluteMaxBytes: 99 MB, PreferredMaxBytes: 512 KB}
      Organizations: [*Orderer]
      Policies: {<<: *Policies, BlockValidation: {Type: ImplicitMeta, Rule: "ANY Writers"}}
      Capabilities: {V2_0: true}
    Application:
      Organizations: [*Org1]
      Policies:
        <<: *Policies
        LifecycleEndorsement: {Type: ImplicitMeta, Rule: "MAJORITY Endorsement"}
        Endorsement: {Type: ImplicitMeta, Rule: "MAJORITY Endorsement"}
      Capabilities: {V2_5: true}
`;

suite(binaries === undefined ? 'real Fabric (skipped: FABRIC_BIN is not set)' : 'real Fabric', () => {
    const org1 = peerOrganization(1);
    const orderer = ordererOrganization();
    let folder: string;
    beforeAll(() => {
        folder = mkdtempSync(join(tmpdir(), 'real-fabric-'));
    });
    afterAll(() => {
        rmSync(folder, { recursive: true });
    });

    const run = (tool: string, ...args: readonly string[]): void => {
        execFileSync(join(binaries ?? '', tool), args, {
            stdio: 'ignore',
            env: { ...process.env, FABRIC_CFG_PATH: folder },
        });
    };
    const createBlock = (): common.Block =>
        createGenesisBlock({
            channelId: 'mychannel',
            organizations: [{ mspId: 'Org1MSP', mspConfig: mspConfig(org1) }],
            ordererOrganization: {
                mspId: 'OrdererMSP',
                mspConfig: mspConfig(orderer),
                endpoints: ['orderer.example.com:7050'],
                consenterTlsCertificatesPem: [enrolment(orderer, 'orderer').tls.certificatePem],
            },
            ...seams,
        });

    test('makes a first block of our material that we read as our own', async () => {
        await Promise.all([org1, orderer].map((material) => writeOrganization(folder, material, nodeFileSystem)));
        const ordererDir = organizationDir(folder, orderer);
        const certificate = join(ordererDir, 'orderers', 'orderer.example.com', 'tls', 'server.crt');
        const text = configtx(join(organizationDir(folder, org1), 'msp'), join(ordererDir, 'msp'), certificate);
        writeFileSync(join(folder, 'configtx.yaml'), text);
        const path = join(folder, 'theirs.block');

        run('configtxgen', '-profile', 'Test', '-channelID', 'mychannel', '-outputBlock', path);

        const theirs = common.Block.deserializeBinary(readFileSync(path));
        const [config, own] = [theirs, createBlock()].map((block) => parseChannelConfig(block, nodeCrypto));
        expect(config?.organizations).toEqual(own?.organizations);
        expect(config?.batch).toEqual(own?.batch);
        expect(config?.msps.mspIds).toEqual(own?.msps.mspIds);
        expect(theirs.getHeader()?.getDataHash_asU8()).toEqual(dataHash(blockData(theirs)));
        expect(theirs.getMetadata()?.toObject()).toEqual(createBlock().getMetadata()?.toObject());
        expect(configOf(theirs)).toEqual(configOf(createBlock()));
    });

    test('reads our first block and writes the same bytes', () => {
        const [ours, json, theirs] = ['ours.block', 'ours.json', 'again.block'].map((name) => join(folder, name));
        const bytes = Buffer.from(createBlock().serializeBinary());
        writeFileSync(ours ?? '', bytes);

        run('configtxlator', 'proto_decode', '--type', 'common.Block', '--input', ours ?? '', '--output', json ?? '');
        run('configtxlator', 'proto_encode', '--type', 'common.Block', '--input', json ?? '', '--output', theirs ?? '');

        expect(readFileSync(theirs ?? '').equals(bytes)).toBe(true);
    });
});

/** Maps come in any order from Go, in one order from here. */
function configOf(block: common.Block): Uint8Array | undefined {
    const [envelope = new Uint8Array()] = blockData(block);
    const payload = common.Payload.deserializeBinary(common.Envelope.deserializeBinary(envelope).getPayload_asU8());
    return common.ConfigEnvelope.deserializeBinary(payload.getData_asU8()).serializeBinary();
}
