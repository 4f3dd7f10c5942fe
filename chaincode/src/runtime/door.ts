/** A register as it is deployed: the contract class that fabric-shim instantiates, with the door inside. */
import { type Context, Contract } from 'fabric-contract-api';
import type { AccessTable } from './access';
import { builtIns } from './built-ins';
import type { ContractDefinition } from './definition';
import { Doorkeeper } from './doorkeeper';
import type { DoorParts, OwnWhoIs } from './entrance';
import { exposeTransactions } from './expose';
import type { HandlersSource } from './handlers';
import type { RegisterConfig } from './register-config';

/** What fabric-shim instantiates, without arguments, when a chaincode starts. */
export type ContractClass = new () => Contract;

/** A register ready to be deployed. */
export interface Register {
    readonly definition: ContractDefinition;
    /**
     * A class of its own for every start-up configuration, so that several registers and agencies can live in one
     * process. Without configuration it describes itself and refuses every call.
     */
    contractFor(config: RegisterConfig | undefined): ContractClass;
}

/** Joins definition, access table and handlers behind the one door. */
export function domainContract<Definition extends ContractDefinition>(
    definition: Definition,
    access: AccessTable<Definition>,
    handlers: HandlersSource<Definition>,
    options: { readonly ownWhoIs?: OwnWhoIs } = {},
): Register {
    // Inside, names and inputs are only known at run time; the schemas check what the types can no longer say.
    const parts = { definition, access, handlers, ...options } as unknown as DoorParts<ContractDefinition>;
    // Once for all start-up configurations: fabric-contract-api writes and formats a dozen log lines per transaction.
    class ExposedContract extends DomainContract {}
    exposeTransactions(ExposedContract as unknown as ContractClass, { ...definition.transactions, ...builtIns });
    return {
        definition,
        contractFor(config) {
            class RegisterContract extends ExposedContract {
                constructor() {
                    super(definition.name, new Doorkeeper(parts, config));
                }
            }
            return RegisterContract as unknown as ContractClass;
        },
    };
}

/** fabric-contract-api's Contract with results: its own types promise that transactions return nothing. */
const BaseContract = Contract as unknown as new (name: string) => { createContext(): Context };

class DomainContract extends BaseContract {
    // A true private field: fabric-shim writes instances into the metadata with JSON.stringify.
    readonly #door: Doorkeeper;

    constructor(name: string, door: Doorkeeper) {
        super(name);
        this.#door = door;
    }

    aroundTransaction(ctx: Context, name: string, parameters: readonly unknown[]): Promise<unknown> {
        return this.#door.enter(ctx.stub, name, parameters);
    }

    unknownTransaction(ctx: Context): Promise<void> {
        const { fcn } = ctx.stub.getFunctionAndParameters();
        return Promise.reject(this.#door.unknown(fcn.slice(fcn.indexOf(':') + 1)));
    }
}
