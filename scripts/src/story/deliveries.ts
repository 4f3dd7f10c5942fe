import type { PublicJwk } from '@tabularium/chaincode/api';
import { type DeliveryKey, newDeliveryKey, openRecord, type SealedRecord, sealRecord } from '@tabularium/client';
import path from 'node:path';
import { commitmentOf } from '../registers/commitment';
import { keep, kept } from './kept-file';
import type { RecordData } from './story-data';

/** What a provider has sealed, and what it can publish about it. */
export interface SealedDelivery {
    readonly delivery: SealedRecord;
    readonly commitment: string;
}

/**
 * Both ends of sealed deliveries, by record. The consumer's department keeps its keys and the provider what it has
 * sealed, so that a second start finds the same: sealed again, a record would not be the one that was committed to.
 */
export interface Deliveries {
    /** Public halves. */
    readonly keys: ReadonlyMap<string, PublicJwk>;
    /** What an earlier start has sealed. */
    readonly sealed: ReadonlyMap<string, SealedDelivery>;
    seal(
        recordId: string,
        use: { readonly usageId: string; readonly deliverTo: PublicJwk },
        record: Readonly<Record<string, string>>,
    ): Promise<SealedDelivery>;
    open(recordId: string, read: { readonly usageId: string; readonly sealed: string }): Promise<object>;
}

export async function openDeliveries(data: readonly RecordData[], folder: string): Promise<Deliveries> {
    const keys = new Map<string, DeliveryKey>();
    const sealed = new Map<string, SealedDelivery>();
    const sealedFile = (recordId: string): string => path.join(folder, 'sealed', `${recordId}.json`);
    for (const { recordId, deliveredTo } of data) {
        if (deliveredTo !== undefined) {
            const file = path.join(folder, 'keys', deliveredTo, `${recordId}.json`);
            const key = await keep(file, async () => JSON.stringify(await newDeliveryKey()));
            keys.set(recordId, JSON.parse(key) as DeliveryKey);
            const before = await kept(sealedFile(recordId));
            if (before !== undefined) {
                sealed.set(recordId, withCommitment(JSON.parse(before) as SealedRecord));
            }
        }
    }
    return {
        keys: new Map([...keys].map(([recordId, { publicJwk }]) => [recordId, publicJwk])),
        sealed,
        seal: async (recordId, { usageId, deliverTo }, record) => {
            const made = await keep(sealedFile(recordId), async () =>
                JSON.stringify(await sealRecord({ usageId, deliverTo, record })),
            );
            return withCommitment(JSON.parse(made) as SealedRecord);
        },
        open: async (recordId, { usageId, sealed: text }) => {
            const key = keys.get(recordId);
            if (key === undefined) {
                throw new Error(`records.json delivers ${recordId} to nobody`);
            }
            return openRecord({ usageId, sealed: text, key: key.privateJwk });
        },
    };
}

function withCommitment(delivery: SealedRecord): SealedDelivery {
    return { delivery, commitment: commitmentOf(delivery) };
}
