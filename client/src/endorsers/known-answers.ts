import type { Endorsers } from '@tabularium/chaincode/api';
import type { WriteSet } from '../transport/chaincode-action';

interface Transaction {
    readonly chaincode: string;
    readonly transaction: string;
}

/**
 * Answers to `endorsers` that need not be asked for again. An answer serves the next command of the same transaction
 * where it depended on no record: no written key had an endorsement policy of its own. Whether that is so for the next
 * command too shows in what its peers endorsed (`covers`), before anything is ordered. Commands with private writes are
 * always asked about: which collection they write depends on the record.
 */
export class KnownAnswers {
    /** `undefined`: who endorses this transaction depends on the record, so it is asked about each time. */
    readonly #answers = new Map<string, Endorsers | undefined>();

    of(command: Transaction): Endorsers | undefined {
        return this.#answers.get(nameOf(command));
    }

    learn(command: Transaction, answer: Endorsers): void {
        const name = nameOf(command);
        if (answer.keyPolicies.length > 0 || answer.collections.length > 0) {
            this.#answers.set(name, undefined);
        } else if (answer.namespaces.length > 0 && !this.#answers.has(name)) {
            // An answer without namespaces is that of a command which ran before; it says nothing about the next one.
            this.#answers.set(name, answer);
        }
    }

    /** From now on this transaction is asked about each time. */
    distrust(command: Transaction): void {
        this.#answers.set(nameOf(command), undefined);
    }

    clear(): void {
        this.#answers.clear();
    }
}

/** Whether validation will ask for no more than the answer says: no other namespace, no key that may have a policy. */
export function covers({ namespaces, guarded }: Endorsers, { keys, isPrivate }: WriteSet): boolean {
    return (
        !isPrivate &&
        keys.every(({ namespace, key }) => namespaces.includes(namespace) && !guarded.includes(objectTypeOf(key)))
    );
}

/** Of a composite key as Fabric lays it out: U+0000, object type, U+0000, parts. */
function objectTypeOf(key: string): string {
    return key.slice(1, key.indexOf('\u0000', 1));
}

function nameOf({ chaincode, transaction }: Transaction): string {
    return `${chaincode} ${transaction}`;
}
