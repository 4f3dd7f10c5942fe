import { directoryApi, exchangeApi, landApi, licenceApi } from '@tabularium/client';
import type { ContractDefinition } from '@tabularium/chaincode/api';

/** The registers by name, for whoever is told a name by a person or a file. */
export const registerDefinitions: Readonly<Record<string, ContractDefinition>> = {
    directory: directoryApi,
    exchange: exchangeApi,
    land: landApi,
    licence: licenceApi,
};

export function registerDefinition(name: string): ContractDefinition | undefined {
    return Object.hasOwn(registerDefinitions, name) ? registerDefinitions[name] : undefined;
}
