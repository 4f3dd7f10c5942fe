/**
 * What a handler sees. Handlers never see Fabric's stub: reads go through a cache, writes are buffered and flushed once,
 * in key order, when the handler has returned; a refusal thrown anywhere leaves an empty write set.
 */
import type { ContractDefinition, EventName, EventOf, InputOf, OutputOf, TransactionName } from './definition';
import type { Caller } from './caller';
import type { PrivateRecordType, PrivateRecords } from './private-records';
import type { RecordType, Records } from './records';

export interface TxContext<Definition extends ContractDefinition = ContractDefinition> {
    /** The register that runs, e.g. `land`: the chaincode's own name from its start-up configuration. */
    readonly register: string;
    readonly txId: string;
    /** The transaction's timestamp as RFC 3339 UTC with milliseconds. Chosen by the client: never a legal deadline. */
    readonly now: string;
    /** The officer who calls, with the grants that are valid now and that the certificate does not narrow away. */
    readonly caller: Caller;
    /** Typed access to the records of one kind. */
    records<Type extends RecordType>(type: Type): Records<Type>;
    /** Typed access to the records of one kind in one collection, whose name comes from `collectionOf`. */
    privateRecords<Type extends PrivateRecordType>(type: Type, collection: string): PrivateRecords<Type>;
    /** A new record id: 32 hex digits of SHA-256 over principal, command id and a counter; the same for every endorser. */
    newId(): string;
    /** Adds a domain event to the transaction's single envelope event. Public: never personal data. */
    emit<Name extends EventName<Definition>>(name: Name, payload: EventOf<Definition, Name>): void;
    /** Reads another register in its own chaincode (`invokeChaincode`); its refusal is thrown as it is. */
    call<Other extends ContractDefinition, Name extends TransactionName<Other>>(
        other: Other,
        name: Name,
        input: InputOf<Other, Name>,
    ): Promise<OutputOf<Other, Name>>;
}
