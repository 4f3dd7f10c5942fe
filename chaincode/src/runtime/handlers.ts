/** The functions behind a register's transactions: load, decide by a pure rule, store, emit. */
import type { z } from 'zod';
import type { TxContext } from './context';
import type {
    ConfinedSubmit,
    ContractDefinition,
    ParsedInputOf,
    ParsedPrivateOf,
    RevealingEvaluate,
    TransactionName,
} from './definition';
import type { Private, Revealable } from './private';
import type { RegisterConfig } from './register-config';

/** What a handler may return: the transaction's output before it is checked, with closed values where it reveals. */
export type Answer<
    Definition extends ContractDefinition,
    Name extends TransactionName<Definition>,
> = Definition['transactions'][Name] extends RevealingEvaluate
    ? Revealable<z.input<Definition['transactions'][Name]['output']>>
    : z.input<Definition['transactions'][Name]['output']>;

/** Context and input; the private input behind them where the definition has one. */
type Arguments<Definition extends ContractDefinition, Name extends TransactionName<Definition>> = [
    ParsedPrivateOf<Definition, Name>,
] extends [never]
    ? [ctx: TxContext<Definition>, input: ParsedInputOf<Definition, Name>]
    : [
          ctx: TxContext<Definition>,
          input: ParsedInputOf<Definition, Name>,
          secret: Private<ParsedPrivateOf<Definition, Name>>,
      ];

type Handler<Definition extends ContractDefinition, Name extends TransactionName<Definition>> = (
    ...args: Arguments<Definition, Name>
) => Promise<Answer<Definition, Name>> | Answer<Definition, Name>;

/** A confined submit names its collection before anything is written, so that the door can look for its marker there. */
export interface ConfinedHandler<Definition extends ContractDefinition, Name extends TransactionName<Definition>> {
    /** Fabric name of the one collection; from `collectionOf`. */
    readonly collection: (
        ctx: TxContext<Definition>,
        input: ParsedInputOf<Definition, Name>,
    ) => Promise<string> | string;
    /** Decides and writes; not run again when the same command comes again. */
    readonly write: (...args: Arguments<Definition, Name>) => Promise<void> | void;
}

export type Handlers<Definition extends ContractDefinition> = {
    readonly [Name in TransactionName<Definition>]: Definition['transactions'][Name] extends ConfinedSubmit
        ? ConfinedHandler<Definition, Name>
        : Handler<Definition, Name>;
};

/** Handlers, or how to make them from the register's start-up configuration. */
export type HandlersSource<Definition extends ContractDefinition> =
    Handlers<Definition> | ((config: RegisterConfig) => Handlers<Definition>);
