import { builtIns, type ContractDefinition, type TransactionDefinition } from '@tabularium/chaincode/api';
import { registerDefinition, registerDefinitions } from '../registers/definitions';
import { UsageError } from '../text/usage-error';

/** A call as it was typed, checked against the definitions. */
export interface RegisterCall {
    readonly definition: ContractDefinition;
    readonly transaction: string;
    readonly kind: TransactionDefinition['kind'];
    readonly input: unknown;
    /** Whether it has private input beside the input. */
    readonly takesPrivate: boolean;
}

/** For help texts. */
export const registerNames = Object.keys(registerDefinitions).join(', ');

/** @throws UsageError that lists what there is */
export function registerCall(register: string, transaction: string, json: string): RegisterCall {
    const definition = registerDefinition(register);
    if (definition === undefined) {
        throw new UsageError(
            { en: `There is no register ${register}.`, zh: `没有登记簿 ${register}。` },
            { en: `There are: ${registerNames}.`, zh: `现有：${registerNames}。` },
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
    const { kind, private: secret } = known;
    return { definition, transaction, kind, input: inputFrom(json), takesPrivate: secret !== undefined };
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
