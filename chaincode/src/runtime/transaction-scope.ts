/** Everything that belongs to one transaction and to no other: contracts serve several at the same time. */
import { callRegister } from './call';
import { isOfFamily } from './collections';
import type { Caller } from './caller';
import type { Command } from './command';
import type { TxContext } from './context';
import type { ContractDefinition, InputOf, OutputOf, TransactionName } from './definition';
import { refusal } from './errors';
import { EVENT_NAME } from './event-envelope';
import { EventCollector } from './events';
import type { PrivateRecords, PrivateRecordType } from './private-records';
import { PrivateStore } from './private-store';
import { PrivateWork } from './private-work';
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
    /** Family of the one private collection that may be written. */
    readonly confinedTo: string | undefined;
    readonly guardTime: boolean;
}

export class TransactionScope {
    readonly definition: ContractDefinition;
    readonly stub: Stub;
    readonly now: string;
    readonly unit: UnitOfWork;
    readonly privateWork: PrivateWork;
    readonly events: EventCollector;
    readonly #stores = new Map<RecordType, RecordStore<RecordType>>();
    readonly #storeScope: StoreScope;
    readonly #confinedTo: string | undefined;
    #caller: Caller | undefined;
    #command: Command | undefined;

    constructor(options: ScopeOptions) {
        this.definition = options.definition;
        this.stub = options.stub;
        this.now = options.now;
        const { readOnly, confinedTo } = options;
        this.unit = new UnitOfWork(options.stub, { readOnly, confined: confinedTo !== undefined });
        this.privateWork = new PrivateWork(options.stub, { readOnly });
        this.#confinedTo = confinedTo;
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

    /** Lets a confined transaction write into this collection of its family, and nowhere else. */
    confine(collection: string): void {
        if (this.#confinedTo === undefined || !isOfFamily(this.#confinedTo, collection)) {
            throw new Error(`"${collection}" is not a collection to be confined to`);
        }
        this.privateWork.confine(collection);
    }

    /** Hands the buffered writes to the peer, public ones first, and sets the event. Nothing may follow. */
    async commit(): Promise<void> {
        await this.unit.flush();
        await this.privateWork.flush();
        if (!this.events.empty) {
            this.stub.setEvent(EVENT_NAME, this.events.encode(this.stub.getTxID()));
        }
    }

    #bound(): Pick<TxContext, 'records' | 'privateRecords' | 'newId' | 'emit' | 'call'> & { caller(): Caller } {
        return {
            caller: () => this.caller,
            records: <Type extends RecordType>(type: Type) => this.#store(type),
            privateRecords: <Type extends PrivateRecordType>(type: Type, collection: string) =>
                this.#privateStore(type, collection),
            newId: () => {
                if (this.#command === undefined) {
                    throw new Error('only a submit makes records');
                }
                return this.#command.newId();
            },
            emit: (name, payload) => {
                if (this.#confinedTo !== undefined) {
                    throw new Error('a confined transaction has no events');
                }
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

    #privateStore<Type extends PrivateRecordType>(type: Type, collection: string): PrivateRecords<Type> {
        const declared = (this.definition.collections ?? []).some((family) => family.name === type.family);
        if (!declared || !isOfFamily(type.family, collection)) {
            throw new Error(`"${collection}" is not a collection of family ${type.family} of ${this.definition.name}`);
        }
        return new PrivateStore(type, collection, this.privateWork);
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
