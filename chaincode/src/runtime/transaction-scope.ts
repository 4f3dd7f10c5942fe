/** Everything that belongs to one transaction and to no other: contracts serve several at the same time. */
import type { Endorsers } from './built-ins';
import { callRegister } from './call';
import type { Caller } from './caller';
import type { Command } from './command';
import type { TxContext } from './context';
import type { ContractDefinition, InputOf, OutputOf, TransactionName } from './definition';
import { refusal } from './errors';
import { EventCollector } from './events';
import { RecordStore, type StoreScope } from './record-store';
import type { RecordType } from './records';
import { runtimeErrors } from './runtime-errors';
import { UnitOfWork } from './unit-of-work';
import type { Stub } from './stub';

export interface ScopeOptions {
    readonly definition: ContractDefinition;
    readonly stub: Stub;
    readonly now: string;
    readonly readOnly: boolean;
    readonly guardTime: boolean;
}

export class TransactionScope {
    readonly definition: ContractDefinition;
    readonly stub: Stub;
    readonly now: string;
    readonly unit: UnitOfWork;
    readonly events: EventCollector;
    readonly #stores = new Map<RecordType, RecordStore<RecordType>>();
    readonly #storeScope: StoreScope;
    #caller: Caller | undefined;
    #command: Command | undefined;

    constructor(options: ScopeOptions) {
        this.definition = options.definition;
        this.stub = options.stub;
        this.now = options.now;
        this.unit = new UnitOfWork(options.stub, { readOnly: options.readOnly });
        this.events = new EventCollector(options.definition);
        this.#storeScope = {
            unit: this.unit,
            now: options.now,
            guardTime: options.guardTime,
            updatedBy: () => signature(this.caller),
        };
    }

    get caller(): Caller {
        if (this.#caller === undefined) {
            throw new Error('the caller is not known yet');
        }
        return this.#caller;
    }

    set caller(caller: Caller) {
        this.#caller = caller;
    }

    set command(command: Command) {
        this.#command = command;
    }

    /** What the handler sees. */
    context(): TxContext {
        const scope = this.#bound();
        return Object.freeze({
            register: this.definition.name,
            txId: this.stub.getTxID(),
            now: this.now,
            get caller(): Caller {
                return scope.caller();
            },
            records: scope.records,
            privateRecords: scope.privateRecords,
            newId: scope.newId,
            emit: scope.emit,
            call: scope.call,
        });
    }

    /** Whose endorsement the buffered writes need. */
    async endorsers(): Promise<Endorsers> {
        const keys = this.unit.writtenKeys;
        const policies = new Set<string>();
        let plainKeys = false;
        for (const key of keys) {
            const policy = await this.unit.committedPolicy(key);
            if (policy === undefined) {
                plainKeys = true;
            } else {
                policies.add(Buffer.from(policy).toString('base64'));
            }
        }
        return {
            namespaces: keys.length === 0 ? [] : [this.definition.name],
            keyPolicies: [...policies].sort(),
            plainKeys,
        };
    }

    #bound(): Pick<TxContext, 'records' | 'privateRecords' | 'newId' | 'emit' | 'call'> & { caller(): Caller } {
        return {
            caller: () => this.caller,
            records: <Type extends RecordType>(type: Type) => this.#store(type),
            privateRecords: () => {
                throw new Error('not there yet');
            },
            newId: () => {
                if (this.#command === undefined) {
                    throw new Error('only a submit makes records');
                }
                return this.#command.newId();
            },
            emit: (name, payload) => {
                this.events.add(name, payload);
            },
            call: async <Other extends ContractDefinition, Name extends TransactionName<Other>>(
                other: Other,
                name: Name,
                input: InputOf<Other, Name>,
            ): Promise<OutputOf<Other, Name>> => {
                const transaction = other.transactions[name];
                if (transaction?.kind !== 'evaluate') {
                    throw refusal(runtimeErrors.CALL_NOT_ALLOWED, {
                        via: this.definition.name,
                        register: other.name,
                        transaction: name,
                    });
                }
                const called = { register: other.name, name, output: transaction.output };
                return (await callRegister(this.stub, called, input)) as OutputOf<Other, Name>;
            },
        };
    }

    #store<Type extends RecordType>(type: Type): RecordStore<Type> {
        const known = this.#stores.get(type);
        const store = known ?? new RecordStore<RecordType>(type, this.#storeScope);
        this.#stores.set(type, store);
        // One store per type object, made with exactly this type just above.
        return store as unknown as RecordStore<Type>;
    }
}

/** Who is written down as the author: an officer, or the principal of a signer whom no directory was asked about. */
function signature(caller: Caller): string {
    const { officerId, principal } = caller;
    return officerId === '' ? `${principal.mspId}:${principal.subjectHash}` : officerId;
}
