import { ERROR_KINDS, type WireError } from '@tabularium/chaincode/api';
import { z } from 'zod';

const Bilingual = z.object({ en: z.string(), zh: z.string() });

// A newer register may send a kind or a detail that this client does not know: the refusal is still a refusal.
const Wire = z.object({
    code: z.string().regex(/^[A-Z][A-Z0-9]*(_[A-Z0-9]+)+$/),
    kind: z.enum(ERROR_KINDS).catch('INTERNAL'),
    message: Bilingual,
    fix: Bilingual.catch({ en: '', zh: '' }),
    details: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).catch({}),
    retryable: z.boolean().catch(false),
});

/** Longest text that is searched, in characters: a peer decides what it sends. */
const longestText = 64 * 1024;
/** Prefixes may hold braces of their own; a text with more than this many is not ours. */
const mostStarts = 8;

/**
 * The register's refusal inside a peer's text, e.g. `chaincode response 500, {"code":"LAND_TITLE_SEALED",…}`, whatever
 * the peers on the way have put before or behind it.
 */
export function wireErrorIn(text: string): WireError | undefined {
    const end = text.lastIndexOf('}');
    if (end < 0 || text.length > longestText) {
        return undefined;
    }
    let start = text.indexOf('{');
    for (let tried = 0; start >= 0 && start < end && tried < mostStarts; tried++) {
        const found = Wire.safeParse(jsonOrUndefined(text.slice(start, end + 1)));
        if (found.success) {
            return found.data;
        }
        start = text.indexOf('{', start + 1);
    }
    return undefined;
}

function jsonOrUndefined(text: string): unknown {
    try {
        return JSON.parse(text);
    } catch {
        return undefined;
    }
}
