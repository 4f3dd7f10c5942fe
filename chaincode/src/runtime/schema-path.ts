/** Places inside a document, told by the names of its schema. */
import { z } from 'zod';

/** Stands for a name that only the document has. */
const UNKNOWN = '*';

/** The path as far as the schema knows its names and positions; the first other name is a star and ends it. */
export function knownPath(schema: z.ZodType, path: readonly string[]): readonly string[] {
    const known: string[] = [];
    let place = schema;
    for (const part of path) {
        const member = memberOf(place, part);
        if (member === undefined) {
            return [...known, UNKNOWN];
        }
        known.push(part);
        place = member;
    }
    return known;
}

function memberOf(schema: z.ZodType, part: string): z.ZodType | undefined {
    if (schema instanceof z.ZodObject) {
        return Object.hasOwn(schema.shape, part) ? (schema.shape[part] as z.ZodType) : undefined;
    }
    if (schema instanceof z.ZodArray) {
        return /^\d+$/.test(part) ? (schema.element as z.ZodType) : undefined;
    }
    if (schema instanceof z.ZodUnion) {
        const options = schema.options as readonly z.ZodType[];
        return options.map((option) => memberOf(option, part)).find((member) => member !== undefined);
    }
    if (schema instanceof z.ZodOptional || schema instanceof z.ZodExactOptional || schema instanceof z.ZodDefault) {
        return memberOf(schema.unwrap() as z.ZodType, part);
    }
    return undefined;
}
