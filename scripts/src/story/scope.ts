import { createHash } from 'node:crypto';
import type { Citizen } from './citizens';
import type { Deliveries } from './deliveries';
import type { HeldRecord } from './held-records';
import { parcelReference } from './parcels';
import type { Pseudonyms } from './pseudonyms';
import type { ParcelFeature } from './story-data';

export interface ScopeParts {
    readonly citizens: ReadonlyMap<string, Citizen>;
    readonly parcels: readonly ParcelFeature[];
    readonly records: ReadonlyMap<string, HeldRecord>;
    readonly deliveries: Deliveries;
    readonly pseudonyms: Pseudonyms;
    /** When the story was first told. */
    readonly begun: Date;
    /** Results of the acts that an earlier start has told. */
    readonly told: ReadonlyMap<string, unknown>;
}

const DAY_MS = 24 * 3600 * 1000;

/**
 * What references stand for: `$person.<id>` (as the registers know the person), `$parcel.<code>`, `$document.<title>` (a
 * hash), `$record.<id>` and `$commitment.<id>` (of records.json), `$key.<id>` (to which such a record is delivered) and
 * `$sealed.<id>` (its `delivery` and `commitment`, once an act has sealed it), `$pseudonym.<person>.<consumer>.<provider>`,
 * `$day.<n>` (so many days after the story began), and `$<act>` (its result).
 */
export function openScope({
    citizens,
    parcels,
    records,
    deliveries,
    pseudonyms,
    begun,
    told,
}: ScopeParts): Map<string, unknown> {
    const held = [...records];
    return new Map<string, unknown>([
        ['person', Object.fromEntries([...citizens].map(([id, { party }]) => [id, party]))],
        ['parcel', Object.fromEntries(parcels.map((parcel) => [parcel.properties.unitCode, parcelReference(parcel)]))],
        ['document', anyName(documentHash)],
        ['record', Object.fromEntries(held.map(([id, { value }]) => [id, value]))],
        ['commitment', Object.fromEntries(held.map(([id, { commitment }]) => [id, commitment]))],
        ['key', Object.fromEntries(deliveries.keys)],
        ['sealed', Object.fromEntries(deliveries.sealed)],
        ['pseudonym', pseudonyms],
        ['day', anyName((count) => new Date(begun.getTime() + Number(count) * DAY_MS).toISOString())],
        ...told,
    ]);
}

function anyName(value: (name: string) => string): object {
    return new Proxy({}, { get: (_, name) => value(String(name)) });
}

/** Stands for a document that the story does not contain. */
function documentHash(name: string): string {
    return createHash('sha256').update(`document ${name}`).digest('hex');
}
