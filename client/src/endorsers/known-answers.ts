import type { Endorsers } from '@tabularium/chaincode/api';
import type { WriteSet } from '../transport/chaincode-action';

interface Command {
    readonly chaincode: string;
    readonly transaction: string;
    readonly input: unknown;
    readonly privateInput?: Uint8Array | undefined;
}

/** So many records whose parties are known are kept; the oldest are asked about again. */
const mostRecords = 1_000;

/**
 * Answers to `endorsers` that need not be asked for again. An answer serves the next command of the same transaction
 * where it depended on no record: no written key had an endorsement policy of its own. Whether that is so for the next
 * command too shows in what its peers endorsed (`covers`), before anything is ordered.
 *
 * With private input a look afterwards would be too late: whoever endorses has seen it. So an answer serves only commands
 * about the same record, where the register says that the record's parties, which never change, decide (`partiesOf`).
 */
export class KnownAnswers {
    readonly #byTransaction = new Map<string, Endorsers>();
    /** Transactions that are asked about each time: keys with policies of their own are among what they write. */
    readonly #dependent = new Set<string>();
    /** Transaction → input field that names the record. */
    readonly #fields = new Map<string, string>();
    readonly #byRecord = new Map<string, Endorsers>();

    of(command: Command): Endorsers | undefined {
        const name = nameOf(command);
        if (this.#dependent.has(name)) {
            return undefined;
        }
        if (command.privateInput === undefined) {
            return this.#byTransaction.get(name);
        }
        const record = recordOf(command, this.#fields.get(name));
        return record === undefined ? undefined : this.#byRecord.get(record);
    }

    learn(command: Command, answer: Endorsers): void {
        const name = nameOf(command);
        if (answer.keyPolicies.length > 0) {
            this.#dependent.add(name);
        } else if (command.privateInput !== undefined || answer.collections.length > 0) {
            this.#learnOfRecord(command, answer);
        } else if (answer.namespaces.length > 0) {
            // An answer without namespaces is that of a command which ran before; it says nothing about the next one.
            this.#byTransaction.set(name, answer);
        }
    }

    /** From now on this transaction is asked about each time. */
    distrust(command: Command): void {
        this.#dependent.add(nameOf(command));
    }

    clear(): void {
        this.#byTransaction.clear();
        this.#dependent.clear();
        this.#byRecord.clear();
    }

    #learnOfRecord(command: Command, answer: Endorsers): void {
        const record = recordOf(command, answer.partiesOf);
        // Without a collection there is nobody whom the private input of the next command could be kept from.
        if (record === undefined || answer.partiesOf === undefined || answer.collections.length === 0) {
            return;
        }
        this.#fields.set(nameOf(command), answer.partiesOf);
        this.#byRecord.set(record, answer);
        const [oldest] = this.#byRecord.keys();
        if (this.#byRecord.size > mostRecords && oldest !== undefined) {
            this.#byRecord.delete(oldest);
        }
    }
}

/**
 * Whether validation will ask for no more than the answer says: no other namespace, no key that may have a policy, no
 * other private collection.
 */
export function covers(answer: Endorsers, { keys, collections }: WriteSet): boolean {
    return (
        collections.every((collection) => answer.collections.includes(collection)) &&
        keys.every(
            ({ namespace, key }) =>
                answer.namespaces.includes(namespace) && !answer.guarded.includes(objectTypeOf(key)),
        )
    );
}

/** Of a composite key as Fabric lays it out: U+0000, object type, U+0000, parts. */
function objectTypeOf(key: string): string {
    return key.slice(1, key.indexOf('\u0000', 1));
}

function nameOf({ chaincode, transaction }: Command): string {
    return `${chaincode} ${transaction}`;
}

/** The record in whose parts a command deals: the field's value, up to the `~` behind which a part is named. */
function recordOf(command: Command, field: string | undefined): string | undefined {
    const { input } = command;
    if (field === undefined || typeof input !== 'object' || input === null || !Object.hasOwn(input, field)) {
        return undefined;
    }
    const value = (input as Readonly<Record<string, unknown>>)[field];
    const [record = ''] = typeof value === 'string' ? value.split('~') : [];
    return record === '' ? undefined : `${nameOf(command)} ${record}`;
}
