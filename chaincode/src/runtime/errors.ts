/**
 * Catalogued errors. Every refusal a caller can see has a code here or in a domain's `errors.ts`; nothing else leaves
 * a register. A code is `<REGISTER>_<NOUN>_<STATE>`, its kind one of gRPC's canonical names, its texts are templates
 * in two languages whose `{placeholders}` name the details. Pure: loads no Fabric module, so clients share it.
 */

/** gRPC's canonical names; the vocabulary Fabric's gateway already speaks. */
export const ERROR_KINDS = [
    'INVALID_ARGUMENT',
    'NOT_FOUND',
    'ALREADY_EXISTS',
    'PERMISSION_DENIED',
    'UNAUTHENTICATED',
    'FAILED_PRECONDITION',
    'ABORTED',
    'OUT_OF_RANGE',
    'RESOURCE_EXHAUSTED',
    'UNIMPLEMENTED',
    'INTERNAL',
] as const;
export type ErrorKind = (typeof ERROR_KINDS)[number];

type Placeholder<Template extends string> = Template extends `${string}{${infer Name}}${infer Rest}`
    ? Name | Placeholder<Rest>
    : never;

/** What is written in a catalogue. `fix` says what the caller can do next. */
export interface ErrorEntry {
    readonly kind: ErrorKind;
    /** English text with `{placeholders}`. */
    readonly en: string;
    /** Chinese text with the same placeholders. */
    readonly zh: string;
    /** What the caller can do, in English and Chinese. */
    readonly fix: readonly [en: string, zh: string];
    /** True when the same command may succeed later without being changed. */
    readonly retryable?: boolean;
}

/** An entry with its full code. The type parameter carries the names of the details. */
export interface ErrorDescriptor<Name extends string = string> extends ErrorEntry {
    readonly code: string;
    readonly retryable: boolean;
    /** Only carries the detail names in the type; never set. */
    readonly details?: Record<Name, unknown>;
}

export type ErrorDetails = Readonly<Record<string, string | number | boolean>>;

type Catalogue<Entries extends Record<string, ErrorEntry>> = {
    readonly [Key in keyof Entries]: ErrorDescriptor<Placeholder<Entries[Key]['en']>>;
};

/** Gives each entry its code: `defineErrors('LAND', {TITLE_SEALED: …}).TITLE_SEALED.code === 'LAND_TITLE_SEALED'`. */
export function defineErrors<const Entries extends Record<string, ErrorEntry>>(
    prefix: string,
    entries: Entries,
): Catalogue<Entries> {
    const catalogue: Record<string, ErrorDescriptor> = {};
    for (const [name, entry] of Object.entries(entries)) {
        catalogue[name] = { ...entry, code: `${prefix}_${name}`, retryable: entry.retryable ?? false };
    }
    return catalogue as Catalogue<Entries>;
}

/** The form in which an error travels: canonical JSON in the message of the chaincode's response. */
export interface WireError {
    readonly code: string;
    readonly kind: ErrorKind;
    readonly message: { readonly en: string; readonly zh: string };
    readonly fix: { readonly en: string; readonly zh: string };
    readonly details: ErrorDetails;
    readonly retryable: boolean;
}

/** A refusal with a catalogued code. Thrown by rules and by the door; ends the transaction without a write. */
export class DomainError extends Error {
    readonly code: string;
    readonly kind: ErrorKind;
    readonly details: ErrorDetails;
    readonly retryable: boolean;
    readonly wire: WireError;

    constructor(wire: WireError) {
        super(wire.message.en);
        this.name = 'DomainError';
        this.code = wire.code;
        this.kind = wire.kind;
        this.details = wire.details;
        this.retryable = wire.retryable;
        this.wire = wire;
    }
}

/** Makes the error of a descriptor. Every placeholder of its text needs a detail; further details may be added. */
export function refusal<Name extends string>(
    descriptor: ErrorDescriptor<Name>,
    ...details: [Name] extends [never]
        ? [ErrorDetails?]
        : [Readonly<Record<Name, string | number | boolean>> & ErrorDetails]
): DomainError {
    const values: ErrorDetails = details[0] ?? {};
    return new DomainError({
        code: descriptor.code,
        kind: descriptor.kind,
        message: { en: fill(descriptor.en, values), zh: fill(descriptor.zh, values) },
        fix: { en: fill(descriptor.fix[0], values), zh: fill(descriptor.fix[1], values) },
        details: values,
        retryable: descriptor.retryable,
    });
}

function fill(template: string, values: ErrorDetails): string {
    return template.replace(/\{(\w+)\}/g, (whole, name: string) =>
        Object.hasOwn(values, name) ? String(values[name]) : whole,
    );
}
