import { directoryApi, landApi, licenceApi } from '@tabularium/client';
import { builtIns, type ContractDefinition, type TransactionDefinition } from '@tabularium/chaincode/api';
import { UsageError } from '../text/usage-error';

/** A call as it was typed, checked against the definitions. */
export interface RegisterCall {
    readonly definition: ContractDefinition;
    readonly transaction: string;
    readonly kind: TransactionDefinition['kind'];
    readonly input: unknown;
}

const definitions: Readonly<Record<string, ContractDefinition>> = {
    directory: directoryApi,
    land: landApi,
    licence: licenceApi,
};

/** @throws UsageError that lists what there is */
export function registerCall(register: string, transaction: string, json: string): RegisterCall {
    const definition = Object.hasOwn(definitions, register) ? definitions[register] : undefined;
    if (definition === undefined) {
        throw new UsageError(
            { en: `There is no register ${register}.`, zh: `没有登记簿 ${register}。` },
            {
                en: `There are: ${Object.keys(definitions).join(', ')}.`,
                zh: `现有：${Object.keys(definitions).join(', ')}。`,
            },
        );
    }
    const known = Object.hasOwn(definition.transactions, transaction)
        ? definition.transactions[transaction]
        : undefined;
    if (known === undefined) {
        const names = Object.keys(definition.transactions).filter((name) => !Object.hasOwn(builtIns, name));
        throw new UsageError(
            { en: `${register} has no transaction ${transaction}.`, zh: `${register} 没有交易 ${transaction}。` },
            { en: `It has: ${names.join(', ')}.`, zh: `现有：${names.join(', ')}。` },
        );
    }
    return { definition, transaction, kind: known.kind, input: inputFrom(json) };
}

function inputFrom(json: string): unknown {
    try {
        return JSON.parse(json);
    } catch (error) {
        const problem = error instanceof Error ? error.message : String(error);
        throw new UsageError(
            { en: `The input is not JSON: ${problem}.`, zh: `输入不是 JSON：${problem}。` },
            {
                en: `Put it in single quotes, e.g. '{"agencyId":"court"}'.`,
                zh: `请用单引号括起，例如 '{"agencyId":"court"}'。`,
            },
        );
    }
}
