/** Reading another register through its own chaincode, as the same signer in the same transaction. */
import type { z } from 'zod';
import { refusal } from './errors';
import { canonicalJson, parseStrictJson } from './json';
import { parseRefusal } from './refusals';
import { runtimeErrors } from './runtime-errors';
import type { Stub } from './stub';

export type CallStub = Pick<Stub, 'invokeChaincode'>;

/** What the called transaction is, as far as the call needs it. */
export interface CalledTransaction<Output extends z.ZodType> {
    readonly register: string;
    readonly name: string;
    readonly output: Output;
}

/**
 * Asks an evaluate transaction of another register on the same channel. Its refusal is thrown as it is; an answer that
 * is not its own (not committed there, not running, not ours) becomes RUNTIME_CALL_FAILED.
 */
export async function callRegister<Output extends z.ZodType>(
    stub: CallStub,
    called: CalledTransaction<Output>,
    input: unknown,
): Promise<z.output<Output>> {
    return readAnswer(called, await askRegister(stub, called, input));
}

/** The same, with the answer's text. */
export async function askRegister(
    stub: CallStub,
    called: CalledTransaction<z.ZodType>,
    input: unknown,
): Promise<string> {
    const response = await invoke(stub, called, canonicalJson({ input }));
    if (response.status >= 400) {
        throw parseRefusal(response.message) ?? refusal(runtimeErrors.CALL_FAILED, { register: called.register });
    }
    return Buffer.from(response.payload).toString('utf8');
}

export function readAnswer<Output extends z.ZodType>(
    called: CalledTransaction<Output>,
    text: string,
): z.output<Output> {
    return called.output.parse(parseStrictJson(text));
}

interface Response {
    readonly status: number;
    readonly message: string;
    readonly payload: Uint8Array;
}

async function invoke(stub: CallStub, called: CalledTransaction<z.ZodType>, argument: string): Promise<Response> {
    try {
        // An empty channel name means the channel of this transaction; on another one reads would not be validated.
        const { status, message, payload } = await stub.invokeChaincode(called.register, [called.name, argument], '');
        return { status, message: message ?? '', payload: payload ?? new Uint8Array() };
    } catch (error) {
        // The shim throws the text of the peer, or of the called chaincode behind the peer's own words.
        const text = error instanceof Error ? error.message : '';
        const start = text.indexOf('{');
        return { status: 500, message: start < 0 ? text : text.slice(start), payload: new Uint8Array() };
    }
}
