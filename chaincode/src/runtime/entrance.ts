/** What a register's door leads to: each transaction with its access row and its handler. */
import type { z } from 'zod';
import type { AccessTable, PlainRow } from './access';
import type { TxContext } from './context';
import type { ContractDefinition, TransactionDefinition } from './definition';
import type { HandlersSource } from './handlers';
import type { Private } from './private';
import type { RegisterConfig } from './register-config';
import type { WhoIs, WhoIsInput } from './who-is';

/** How the directory itself answers who a signer is: from its own records, since no register can call itself. */
export type OwnWhoIs = (ctx: Pick<TxContext, 'records'>, input: z.output<typeof WhoIsInput>) => Promise<WhoIs>;

/** What a door is made of: definition, access table and handlers of one register. */
export interface DoorParts<Definition extends ContractDefinition> {
    readonly definition: Definition;
    readonly access: AccessTable<Definition>;
    readonly handlers: HandlersSource<Definition>;
    readonly ownWhoIs?: OwnWhoIs;
}

type Handle = (ctx: TxContext, input: unknown, secret?: Private<unknown>) => unknown;
type Locate = (ctx: TxContext, input: unknown) => Promise<string> | string;

export interface Entrance {
    readonly name: string;
    readonly transaction: TransactionDefinition;
    readonly row: PlainRow;
    readonly handle: Handle;
    /** Of a confined submit: names its collection. */
    readonly locate?: Locate;
}

export function entrancesOf(
    parts: DoorParts<ContractDefinition>,
    config: RegisterConfig,
): ReadonlyMap<string, Entrance> {
    const source = parts.handlers;
    const handlers = typeof source === 'function' ? source(config) : source;
    const entrances = new Map<string, Entrance>();
    for (const [name, transaction] of Object.entries(parts.definition.transactions)) {
        const handler = handlers[name] as Handle | { readonly collection: Locate; readonly write: Handle } | undefined;
        const row = parts.access[name] as PlainRow | undefined;
        if (handler === undefined || row === undefined) {
            throw new Error(`${parts.definition.name}.${name} has no handler or no row in the access table`);
        }
        assertFamily(parts.definition, name, transaction);
        const way =
            typeof handler === 'function' ? { handle: handler } : { handle: handler.write, locate: handler.collection };
        entrances.set(name, { name, transaction, row, ...way });
    }
    return entrances;
}

function assertFamily(definition: ContractDefinition, name: string, { confinedTo }: TransactionDefinition): void {
    if (confinedTo !== undefined && !(definition.collections ?? []).some((family) => family.name === confinedTo)) {
        throw new Error(`${definition.name}.${name} is confined to ${confinedTo}, which the register does not declare`);
    }
}
