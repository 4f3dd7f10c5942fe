/**
 * Who can read what, derived from what a register declares. Public state has no read protection: each member reads its
 * own peer's database, whatever the access table says. Pure.
 */
import type { CollectionFamily } from './collections';
import type { ContractDefinition } from './definition';
import type { PrivateRecordType } from './private-records';
import type { RecordType } from './records';

export interface ReadersRow {
    readonly register: string;
    /** Record type, or what else the register leaves behind. */
    readonly what: string;
    readonly holds: string;
    readonly readers: string;
}

/** A register as far as its readers go. */
export interface ReadableRegister {
    readonly definition: ContractDefinition;
    readonly records: readonly RecordType[];
    readonly privateRecords: readonly PrivateRecordType[];
}

const EVERYBODY = 'every member of the channel';

const familyReaders: Readonly<Record<CollectionFamily['kind'], string>> = {
    inbox: 'the organisation whose inbox it is',
    pair: 'the two organisations of the pair and the owner of the register',
};

/** In the order of the registers; public rows before private ones. @throws Error when a family is not declared */
export function readersTable(registers: readonly ReadableRegister[]): readonly ReadersRow[] {
    return registers.flatMap(({ definition, records, privateRecords }) => {
        const register = definition.name;
        const rows = [
            ...records.map(({ docType, holds = '' }) => ({ what: docType, holds, readers: EVERYBODY })),
            { what: 'transactions', holds: 'Inputs and results of submits, events, signers.', readers: EVERYBODY },
            ...privateRecords.flatMap((type) => privateRows(type, definition)),
            ...privateInputRows(definition),
        ];
        return rows.map((row) => ({ register, ...row }));
    });
}

type Row = Omit<ReadersRow, 'register'>;

function privateRows({ docType, family, holds }: PrivateRecordType, definition: ContractDefinition): readonly Row[] {
    const declared = (definition.collections ?? []).find(({ name }) => name === family);
    if (declared === undefined) {
        throw new Error(`${docType} lies in family ${family}, which ${definition.name} does not declare`);
    }
    return [
        { what: `${docType} in ${family}`, holds: holds ?? declared.holds, readers: familyReaders[declared.kind] },
        { what: `${docType} (hashes)`, holds: 'SHA-256 of keys and of salted values.', readers: EVERYBODY },
    ];
}

/** Private input is in no block, but whoever endorses has seen it. */
function privateInputRows({ transactions }: ContractDefinition): readonly Row[] {
    return Object.entries(transactions)
        .filter(([, transaction]) => transaction.private !== undefined)
        .map(([name]) => ({
            what: `${name} (private input)`,
            holds: 'Transient data of the proposal.',
            readers: 'the organisations whose peers endorse it: members of the collections that it writes',
        }));
}
