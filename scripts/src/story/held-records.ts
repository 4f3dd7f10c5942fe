import type { Salted } from '@tabularium/chaincode/api';
import { createHmac, randomBytes } from 'node:crypto';
import path from 'node:path';
import { commitmentOf } from '../registers/commitment';
import { keep } from './kept-file';
import type { RecordData } from './story-data';

/** What an agency keeps outside the ledger, and what it can publish about it. */
export interface HeldRecord {
    readonly value: Salted;
    /** Lower-case hex SHA-256; tells nothing about the value without its salt. */
    readonly commitment: string;
}

export interface HeldRecords {
    readonly records: ReadonlyMap<string, HeldRecord>;
    /** Another one for each name; the same when the name comes again. */
    readonly saltOf: (name: string) => string;
}

/** Salts follow from a key that is made once and kept, so that a second start finds the same. */
export async function openHeldRecords(data: readonly RecordData[], folder: string): Promise<HeldRecords> {
    const key = await keep(path.join(folder, 'salts.key'), () => randomBytes(32).toString('hex'));
    const saltOf = (name: string): string => createHmac('sha256', key).update(name).digest('hex');
    const records = data.map(({ recordId, value: plain }) => {
        const value = { ...plain, salt: saltOf(`record ${recordId}`) };
        const commitment = commitmentOf(value);
        return [recordId, { value, commitment }] as const;
    });
    return { records: new Map(records), saltOf };
}
