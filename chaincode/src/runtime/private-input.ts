/**
 * Reading what came in the proposal's transient data: one entry, as strict as the argument. A refusal names the place
 * by names of the definition alone; what the caller wrote there, names included, is nobody else's.
 */
import { z } from 'zod';
import { type DomainError, refusal } from './errors';
import { JsonProblem, parseStrictJson } from './json';
import { Salt } from './primitives';
import type { Private, Salted } from './private';
import { runtimeErrors } from './runtime-errors';
import { knownPath } from './schema-path';
import { seal } from './sealed';

/** Name of the transient entry, and the beginning of the paths in refusals. */
export const PRIVATE_ENTRY = 'private';

export interface PrivateInput {
    /** Before defaults; what the command's digest covers. */
    readonly sent: Private<unknown>;
    readonly parsed: Private<unknown>;
}

/** The private input that a transaction declares; undefined when it declares none and none came. */
export function readPrivateInput(
    transient: ReadonlyMap<string, Uint8Array>,
    schema: z.ZodType<Salted> | undefined,
): PrivateInput | undefined {
    const bytes = transient.get(PRIVATE_ENTRY);
    if (transient.size > (bytes === undefined ? 0 : 1)) {
        throw invalid([], 'no transient entry has another name');
    }
    if (schema === undefined) {
        if (bytes === undefined) {
            return undefined;
        }
        throw invalid([], 'this transaction takes no private input');
    }
    if (bytes === undefined) {
        throw invalid([], 'private input expected in the transient data');
    }
    const sent = parse(bytes, schema);
    return { sent: seal(sent), parsed: seal(check(sent, schema)) };
}

function parse(bytes: Uint8Array, schema: z.ZodType): unknown {
    let text: string;
    try {
        text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    } catch {
        throw invalid([], 'not UTF-8');
    }
    try {
        return parseStrictJson(text);
    } catch (error) {
        if (error instanceof JsonProblem) {
            throw invalid(knownPath(schema, pointerParts(error.path)), error.problem);
        }
        throw error;
    }
}

function check(sent: unknown, schema: z.ZodType): unknown {
    const [issue, value] = issueOf(sent, schema);
    if (issue !== undefined) {
        throw invalid(knownPath(schema, issue.path.map(String)), problems[issue.code] ?? 'not valid');
    }
    // Whatever the schema lets pass: the digest of the command is public.
    if (!z.looseObject({ salt: Salt }).safeParse(sent).success) {
        throw invalid(['salt'], 'not 16 to 32 bytes in lower-case hex');
    }
    return value;
}

function issueOf(sent: unknown, schema: z.ZodType): readonly [z.core.$ZodIssue | undefined, unknown] {
    try {
        const { error, data } = schema.safeParse(sent);
        return [error?.issues[0], data];
    } catch {
        // A refinement of the definition threw; its text may repeat the value.
        throw new Error('the schema of a private input failed');
    }
}

/** Messages of the schema itself may name what was found. */
const problems: Readonly<Partial<Record<z.core.$ZodIssue['code'], string>>> = {
    invalid_type: 'missing, or of another type',
    invalid_value: 'not one of the values that are allowed',
    invalid_format: 'not in the form that is expected',
    too_big: 'too great or too long',
    too_small: 'too small or too short',
    unrecognized_keys: 'a field that the definition does not have',
};

function pointerParts(pointer: string): readonly string[] {
    return pointer
        .split('/')
        .slice(1)
        .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function invalid(path: readonly string[], problem: string): DomainError {
    return refusal(runtimeErrors.INPUT_INVALID, { path: ['', PRIVATE_ENTRY, ...path].join('/'), problem });
}
