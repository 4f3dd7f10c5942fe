/** The functions behind a register's transactions: load, decide by a pure rule, store, emit. */
import type { z } from 'zod';
import type { ContractDefinition, ParsedInputOf, TransactionName } from './definition';
import type { RegisterConfig } from './register-config';
import type { TxContext } from './context';

/** What a handler may return: the transaction's output before it is checked. */
export type Answer<Definition extends ContractDefinition, Name extends TransactionName<Definition>> = z.input<
    Definition['transactions'][Name]['output']
>;

export type Handlers<Definition extends ContractDefinition> = {
    readonly [Name in TransactionName<Definition>]: (
        ctx: TxContext<Definition>,
        input: ParsedInputOf<Definition, Name>,
    ) => Promise<Answer<Definition, Name>> | Answer<Definition, Name>;
};

/** Handlers, or how to make them from the register's start-up configuration. */
export type HandlersSource<Definition extends ContractDefinition> =
    Handlers<Definition> | ((config: RegisterConfig) => Handlers<Definition>);
