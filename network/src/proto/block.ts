import { common } from '@hyperledger/fabric-protos';
import type { SigningIdentity } from '../msp/identity';
import type { SignedData } from '../policies/policy';
import type { Random } from '../seams/random';
import { derInteger, derSequence, encodeDer, DER } from './der';
import { sha256 } from './hash';

export { computeCommitHash } from './commit-hash';

/** Slots of `BlockMetadata`. */
export const BLOCK_METADATA = {
    signatures: 0,
    lastConfig: 1,
    transactionsFilter: 2,
    orderer: 3,
    commitHash: 4,
} as const;

const NONCE_LENGTH = 24;
const NOTHING = new Uint8Array();

/** SHA-256 of all envelopes one after the other. */
export function dataHash(data: readonly Uint8Array[]): Uint8Array {
    return sha256(...data);
}

/** DER SEQUENCE { number, previous hash, data hash }. Fabric: protoutil/blockutils.go. */
export function headerBytes(header: common.BlockHeader): Uint8Array {
    return derSequence(
        derInteger(BigInt(header.getNumber())),
        encodeDer(DER.octetString, header.getPreviousHash_asU8()),
        encodeDer(DER.octetString, header.getDataHash_asU8()),
    );
}

/** What the next block names as its previous hash. */
export function headerHash(header: common.BlockHeader): Uint8Array {
    return sha256(headerBytes(header));
}

/** With data hash and five empty metadata slots. `previousHash` is empty for block 0. */
export function newBlock(number: number, previousHash: Uint8Array, data: readonly Uint8Array[]): common.Block {
    const header = new common.BlockHeader();
    header.setNumber(number);
    header.setPreviousHash(previousHash);
    header.setDataHash(dataHash(data));
    const blockData = new common.BlockData();
    blockData.setDataList([...data]);
    const metadata = new common.BlockMetadata();
    metadata.setMetadataList(Object.values(BLOCK_METADATA).map(() => NOTHING));
    const block = new common.Block();
    block.setHeader(header);
    block.setData(blockData);
    block.setMetadata(metadata);
    return block;
}

/** @throws Error for a block without a header. */
export function blockHeader(block: common.Block): common.BlockHeader {
    const header = block.getHeader();
    if (header === undefined) {
        throw new Error('block without a header');
    }
    return header;
}

export function blockNumber(block: common.Block): number {
    return blockHeader(block).getNumber();
}

/** Serialized envelopes. */
export function blockData(block: common.Block): Uint8Array[] {
    return block.getData()?.getDataList_asU8() ?? [];
}

/** Empty where the slot is missing. */
export function metadataSlot(block: common.Block, slot: number): Uint8Array {
    return block.getMetadata()?.getMetadataList_asU8()[slot] ?? NOTHING;
}

export function setMetadataSlot(block: common.Block, slot: number, value: Uint8Array): void {
    const metadata = block.getMetadata() ?? new common.BlockMetadata();
    const slots = metadata.getMetadataList_asU8();
    while (slots.length < Object.keys(BLOCK_METADATA).length) {
        slots.push(NOTHING);
    }
    slots[slot] = value;
    metadata.setMetadataList(slots);
    block.setMetadata(metadata);
}

/** `TxValidationCode` per transaction; empty for a block fresh from an orderer. */
export function transactionCodes(block: common.Block): readonly number[] {
    return [...metadataSlot(block, BLOCK_METADATA.transactionsFilter)];
}

export function setTransactionCodes(block: common.Block, codes: readonly number[]): void {
    setMetadataSlot(block, BLOCK_METADATA.transactionsFilter, Uint8Array.from(codes));
}

/** How an orderer signs a block. */
export interface BlockSignatureOptions {
    readonly signer: SigningIdentity;
    readonly random: Random;
    /** Number of the last configuration block; its own number for a configuration block. */
    readonly lastConfigIndex: number;
    /** Bytes of the consenter's own record, e.g. `etcdraft.BlockMetadata`. */
    readonly consenterMetadata?: Uint8Array;
}

/** Fills slots 0 and 1. Call it last: the signature covers the header. */
export function signBlock(block: common.Block, options: BlockSignatureOptions): void {
    const value = ordererMetadata(options.lastConfigIndex, options.consenterMetadata);
    const signatureHeader = new common.SignatureHeader();
    signatureHeader.setCreator(options.signer.serialized);
    signatureHeader.setNonce(options.random.bytes(NONCE_LENGTH));
    const signature = new common.MetadataSignature();
    signature.setSignatureHeader(signatureHeader.serializeBinary());
    signature.setSignature(
        options.signer.sign(
            Buffer.concat([value, signature.getSignatureHeader_asU8(), headerBytes(blockHeader(block))]),
        ),
    );
    const metadata = new common.Metadata();
    metadata.setValue(value);
    metadata.setSignaturesList([signature]);
    setMetadataSlot(block, BLOCK_METADATA.signatures, metadata.serializeBinary());
    setMetadataSlot(block, BLOCK_METADATA.lastConfig, lastConfigMetadata(options.lastConfigIndex));
}

/** The metadata of a channel's block 0, which nobody signs. */
export function setGenesisMetadata(block: common.Block): void {
    const metadata = new common.Metadata();
    metadata.setValue(ordererMetadata(0));
    setMetadataSlot(block, BLOCK_METADATA.signatures, metadata.serializeBinary());
    setMetadataSlot(block, BLOCK_METADATA.lastConfig, lastConfigMetadata(0));
}

/** Empty where the block has none, as block 0. */
export function commitHash(block: common.Block): Uint8Array {
    return common.Metadata.deserializeBinary(metadataSlot(block, BLOCK_METADATA.commitHash)).getValue_asU8();
}

export function setCommitHash(block: common.Block, hash: Uint8Array): void {
    const metadata = new common.Metadata();
    metadata.setValue(hash);
    setMetadataSlot(block, BLOCK_METADATA.commitHash, metadata.serializeBinary());
}

/** For the policy `/Channel/Orderer/BlockValidation`. @throws Error when slot 0 cannot be decoded. */
export function blockSignedData(block: common.Block): readonly SignedData[] {
    const metadata = signatureMetadata(block);
    const header = headerBytes(blockHeader(block));
    return metadata.getSignaturesList().map((signature) => ({
        message: Buffer.concat([metadata.getValue_asU8(), signature.getSignatureHeader_asU8(), header]),
        identity: common.SignatureHeader.deserializeBinary(signature.getSignatureHeader_asU8()).getCreator_asU8(),
        signature: signature.getSignature_asU8(),
    }));
}

/** Number of the last configuration block, as slot 0 says. */
export function lastConfigIndex(block: common.Block): number {
    const value = signatureMetadata(block).getValue_asU8();
    return common.OrdererBlockMetadata.deserializeBinary(value).getLastConfig()?.getIndex() ?? 0;
}

function signatureMetadata(block: common.Block): common.Metadata {
    return common.Metadata.deserializeBinary(metadataSlot(block, BLOCK_METADATA.signatures));
}

function ordererMetadata(index: number, consenterMetadata: Uint8Array = NOTHING): Uint8Array {
    const lastConfig = new common.LastConfig();
    lastConfig.setIndex(index);
    const metadata = new common.OrdererBlockMetadata();
    metadata.setLastConfig(lastConfig);
    metadata.setConsenterMetadata(consenterMetadata);
    return metadata.serializeBinary();
}

/** No bytes at all while the last configuration block is block 0. */
function lastConfigMetadata(index: number): Uint8Array {
    const lastConfig = new common.LastConfig();
    lastConfig.setIndex(index);
    const metadata = new common.Metadata();
    metadata.setValue(lastConfig.serializeBinary());
    return metadata.serializeBinary();
}
