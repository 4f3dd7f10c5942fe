import { common } from '@hyperledger/fabric-protos';
import { blockData, blockHeader, dataHash, headerHash } from '../proto/block';
import { bytesEqual } from '../proto/hash';
import type { StoreReader } from '../seams/store';
import { blockKey, readUint64, SAVEPOINT, uint32, uint64 } from './layout';

/** The store does not hold what a ledger must: named so that a person can decide what to restore. */
export class LedgerCorruptError extends Error {
    override readonly name = 'LedgerCorruptError';
}

/** What is known of the newest block. Written in the block's own batch. */
export interface Savepoint {
    readonly height: number;
    readonly currentHash: Uint8Array;
    readonly previousHash: Uint8Array;
    readonly commitHash: Uint8Array;
}

const NOTHING = new Uint8Array();
const EMPTY: Savepoint = { height: 0, currentHash: NOTHING, previousHash: NOTHING, commitHash: NOTHING };

/** Also looks whether the newest block is the one that the savepoint names. @throws LedgerCorruptError */
export async function readSavepoint(store: StoreReader): Promise<Savepoint> {
    const bytes = await store.get(SAVEPOINT);
    const savepoint = bytes === undefined ? EMPTY : readable('the savepoint', () => decodeSavepoint(bytes));
    await checkTip(store, savepoint);
    return savepoint;
}

async function checkTip(store: StoreReader, savepoint: Savepoint): Promise<void> {
    if ((await store.get(blockKey(savepoint.height))) !== undefined) {
        throw new LedgerCorruptError(`block ${String(savepoint.height)} stands beyond the savepoint`);
    }
    if (savepoint.height === 0) {
        return;
    }
    const number = savepoint.height - 1;
    const bytes = await store.get(blockKey(number));
    if (bytes === undefined) {
        throw new LedgerCorruptError(`block ${String(number)} is missing although the savepoint names it`);
    }
    const name = `block ${String(number)}`;
    const { header, data } = readable(name, () => {
        const block = common.Block.deserializeBinary(bytes);
        return { header: blockHeader(block), data: blockData(block) };
    });
    if (!bytesEqual(headerHash(header), savepoint.currentHash)) {
        throw new LedgerCorruptError(`${name} is not the one that the savepoint names`);
    }
    if (!bytesEqual(header.getDataHash_asU8(), dataHash(data))) {
        throw new LedgerCorruptError(`the data of ${name} is not what its header names`);
    }
}

function readable<T>(name: string, read: () => T): T {
    try {
        return read();
    } catch (error) {
        throw new LedgerCorruptError(`${name} cannot be read`, { cause: error });
    }
}

export function encodeSavepoint({ height, currentHash, previousHash, commitHash }: Savepoint): Uint8Array {
    const parts: Uint8Array[] = [uint64(height)];
    for (const hash of [currentHash, previousHash, commitHash]) {
        parts.push(uint32(hash.length), hash);
    }
    return Buffer.concat(parts);
}

function decodeSavepoint(bytes: Uint8Array): Savepoint {
    const buffer = Buffer.from(bytes);
    let offset = 8;
    const take = (): Uint8Array => {
        const length = buffer.readUInt32BE(offset);
        offset += 4 + length;
        return buffer.subarray(offset - length, offset);
    };
    const height = readUint64(buffer, 0);
    return { height, currentHash: take(), previousHash: take(), commitHash: take() };
}
