/** Reading what a caller sent: strict JSON, then the schema. Problems become refusals that name the field. */
import { z } from 'zod';
import { JsonProblem, parseStrictJson } from './json';
import { CommandId } from './primitives';
import { inputRefusal } from './refusals';

export const SubmitEnvelope = z.strictObject({ commandId: CommandId, input: z.unknown() });
export const EvaluateEnvelope = z.strictObject({ input: z.unknown() });

export function readJson(argument: string): unknown {
    try {
        return parseStrictJson(argument);
    } catch (error) {
        throw error instanceof JsonProblem ? inputRefusal(error) : error;
    }
}

/** `path` is a JSON pointer to the value inside the argument. */
export function parseWith<Schema extends z.ZodType>(schema: Schema, value: unknown, path: string): z.output<Schema> {
    const parsed = schema.safeParse(value);
    if (!parsed.success) {
        throw inputRefusal(parsed.error, path);
    }
    return parsed.data;
}
