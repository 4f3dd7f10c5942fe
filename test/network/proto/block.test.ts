import { common } from '@hyperledger/fabric-protos';
import {
    blockData,
    blockSignedData,
    commitHash,
    computeCommitHash,
    dataHash,
    headerBytes,
    headerHash,
    lastConfigIndex,
    metadataSlot,
    newBlock,
    setCommitHash,
    setGenesisMetadata,
    setTransactionCodes,
    signBlock,
    transactionCodes,
    BLOCK_METADATA,
} from '../../../network/src/proto/block';
import { orderPreservingVarint } from '../../../network/src/proto/commit-hash';
import { parseCertificatePem } from '../../../network/src/msp/certificate';
import { nodeCrypto } from '../../../network/src/seams/node-crypto';
import { enrolment, ordererOrganization, signer } from '../ca/organizations';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const fromHex = (text: string): Uint8Array => Buffer.from(text, 'hex');
const base64 = (text: string): Uint8Array => Buffer.from(text, 'base64');

describe('a block', () => {
    test('of real Fabric has the header hash that the next one names', () => {
        // Blocks 18 and 19 of a channel of Fabric 2.0.
        const header = new common.BlockHeader();
        header.setNumber(18);
        header.setPreviousHash(base64('W1PftN7xGMeyhNI39/hzutZfCSqfpIqiXngY7Vt1qb4='));
        header.setDataHash(base64('Bclk7KyoWJ+ffYMQsmsIuV8KD/LUVBfpV6TLw6+/BOM='));

        expect(headerHash(header)).toEqual(base64('NV5zBxuJpMdltRROvFthISI13VAWLp2e9VKcxMDdi2s='));
    });

    test.each([
        [0, '020100'],
        [127, '02017f'],
        [128, '02020080'],
        [65536, '0203010000'],
    ])('number %i stands in the header as DER does it', (number, integer) => {
        const header = newBlock(number, fromHex(''), []).getHeader() ?? new common.BlockHeader();

        const emptyHash = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
        const length = (integer.length / 2 + 2 + 34).toString(16);
        expect(hex(headerBytes(header))).toBe(`30${length}${integer}04000420${emptyHash}`);
    });

    test('hashes its envelopes one after the other', () => {
        const abc = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';

        const block = newBlock(1, fromHex('01'), [Buffer.from('a'), Buffer.from('bc')]);

        expect(hex(dataHash(blockData(block)))).toBe(abc);
        expect(hex(block.getHeader()?.getDataHash_asU8() ?? fromHex(''))).toBe(abc);
        expect(block.getMetadata()?.getMetadataList_asU8()).toHaveLength(5);
    });

    test('carries one code per transaction', () => {
        const block = newBlock(1, fromHex(''), []);
        expect(transactionCodes(block)).toEqual([]);

        setTransactionCodes(block, [0, 255, 11]);

        expect(hex(metadataSlot(block, BLOCK_METADATA.transactionsFilter))).toBe('00ff0b');
        expect(transactionCodes(common.Block.deserializeBinary(block.serializeBinary()))).toEqual([0, 255, 11]);
    });

    test('at the beginning of a channel has unsigned metadata', () => {
        const block = newBlock(0, fromHex(''), []);

        setGenesisMetadata(block);

        expect(block.getMetadata()?.getMetadataList_asU8().map(hex)).toEqual(['0a020a00', '', '', '', '']);
    });

    test('is signed over metadata, signature header and header', () => {
        const orderer = ordererOrganization();
        const { publicKey } = parseCertificatePem(enrolment(orderer, 'orderer').identity.certificatePem).x509;
        const block = newBlock(7, fromHex('aa'), [Buffer.from('tx')]);

        signBlock(block, {
            signer: signer(orderer, 'orderer'),
            random: { bytes: (length) => new Uint8Array(length).fill(7) },
            lastConfigIndex: 3,
        });

        const [signed, ...others] = blockSignedData(block);
        expect(others).toEqual([]);
        expect(signed?.identity).toEqual(signer(orderer, 'orderer').serialized);
        expect(hex(signed?.message ?? fromHex('')).startsWith('0a020803')).toBe(true);
        expect(nodeCrypto.verify(publicKey, signed?.message ?? fromHex(''), signed?.signature ?? fromHex(''))).toBe(
            true,
        );
        expect(lastConfigIndex(block)).toBe(3);
        expect(hex(metadataSlot(block, BLOCK_METADATA.lastConfig))).toBe('0a020803');
    });
});

describe('the commit hash', () => {
    test('is that of real Fabric', () => {
        // Block 19 of a channel of Fabric 2.0: one transaction that writes one key.
        const value = '{"docType":"marble","name":"marble100","color":"blue","size":35,"owner":"jerry"}';

        const hash = computeCommitHash(
            [0],
            [
                {
                    namespace: 'marbles',
                    key: Buffer.from('marble100'),
                    value: Buffer.from(value),
                    version: { blockNumber: 19, txNumber: 0 },
                },
            ],
            fromHex('7101de82a89f7529a6a0743ad48538d612724f9263383239b44b663044136402'),
        );

        expect(hex(hash)).toBe('02dc6429aaca0204e23d86dd36d1340dc5656d7e4eeb4344652cc3d1aaa3db58');
    });

    test('leaves out what a configuration transaction writes', () => {
        const update = {
            namespace: '',
            key: Buffer.from('CHANNEL_CONFIG_ENV_BYTES'),
            value: Buffer.from('config'),
            version: { blockNumber: 1, txNumber: 0 },
        };

        expect(computeCommitHash([0], [update], fromHex(''))).toEqual(computeCommitHash([0], [], fromHex('')));
        // SHA-256 of 0x01 0x00.
        expect(hex(computeCommitHash([0], [], fromHex('')))).toBe(
            '47dc540c94ceb704a23875c11273e16bb0b8a87aed84de911f2133568115f254',
        );
    });

    test('is kept in the last metadata slot', () => {
        const block = newBlock(1, fromHex(''), []);

        setCommitHash(block, fromHex('abcd'));

        expect(hex(metadataSlot(block, BLOCK_METADATA.commitHash))).toBe('0a02abcd');
        expect(hex(commitHash(block))).toBe('abcd');
        expect(hex(commitHash(newBlock(0, fromHex(''), [])))).toBe('');
    });

    test.each([
        [0, '00'],
        [1, '0101'],
        [255, '01ff'],
        [256, '020100'],
    ])('writes version number %i so that byte order is number order', (value, expected) => {
        expect(hex(orderPreservingVarint(value))).toBe(expected);
    });
});
