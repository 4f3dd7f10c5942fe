/** How a refusal travels between registers and to clients: canonical JSON in the message of the chaincode's response. */
import { z } from 'zod';
import { DomainError, ERROR_KINDS, refusal, type WireError } from './errors';
import { canonicalJson, JsonProblem, parseStrictJson } from './json';
import { runtimeErrors } from './runtime-errors';

export function wireText(error: DomainError): string {
    return canonicalJson(error.wire);
}

const bilingual = z.strictObject({ en: z.string(), zh: z.string() });
const WireErrorSchema: z.ZodType<WireError> = z.strictObject({
    code: z.string().regex(/^[A-Z][A-Z0-9_]+$/),
    kind: z.enum(ERROR_KINDS),
    message: bilingual,
    fix: bilingual,
    details: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
    retryable: z.boolean(),
});

/** The refusal that a text carries, or undefined where it is no refusal of ours. */
export function parseRefusal(text: string): DomainError | undefined {
    try {
        const parsed = WireErrorSchema.safeParse(parseStrictJson(text));
        return parsed.success ? new DomainError(parsed.data) : undefined;
    } catch (error) {
        if (error instanceof JsonProblem) {
            return undefined;
        }
        throw error;
    }
}

/** The refusal for the first problem of an input; names the field, never its value. `inside` is a JSON pointer. */
export function inputRefusal(error: JsonProblem | z.ZodError, inside = ''): DomainError {
    if (error instanceof JsonProblem) {
        return refusal(runtimeErrors.INPUT_INVALID, { path: error.path, problem: error.problem });
    }
    const [issue] = error.issues;
    const path = [inside, ...(issue?.path ?? [])].map(String).join('/');
    return refusal(runtimeErrors.INPUT_INVALID, { path, problem: issue?.message ?? 'not valid' });
}
