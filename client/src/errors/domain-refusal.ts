import type { ErrorDescriptor, ErrorDetails, ErrorKind, WireError } from '@tabularium/chaincode/api';
import { type ErrorContext, TabulariumError } from './tabularium-error';

/** A peer that answered, as the gateway names it. `message` is its text as it came. */
export interface PeerAnswer {
    readonly mspId: string;
    /** Advertised `host:port`. */
    readonly address: string;
    readonly message: string;
}

/**
 * The register said no, with a code of its catalogue. Nothing was written. `endorsers` are the peers that said so; where
 * more were asked, the others did not answer or had not yet caught up with the ledger.
 */
export class DomainRefusal extends TabulariumError {
    /** E.g. `LAND_TITLE_SEALED`. */
    readonly code: string;
    readonly kind: ErrorKind;
    readonly details: ErrorDetails;
    /** The refusal's text in both languages; `message` is the code and the English one. */
    readonly messages: { readonly en: string; readonly zh: string };
    /** What the caller can do. */
    readonly fix: { readonly en: string; readonly zh: string };
    readonly endorsers: readonly PeerAnswer[];

    constructor(wire: WireError, endorsers: readonly PeerAnswer[], context: Omit<ErrorContext, 'retryable'>) {
        super(`${wire.code}: ${wire.message.en}`, { ...context, retryable: wire.retryable });
        this.code = wire.code;
        this.kind = wire.kind;
        this.details = wire.details;
        this.messages = wire.message;
        this.fix = wire.fix;
        this.endorsers = endorsers;
    }
}

/** What `isRefusal` knows about an error, whichever copy of the package made it. */
export interface RefusalOf<Name extends string> extends Error {
    readonly code: string;
    readonly kind: ErrorKind;
    readonly details: ErrorDetails & Readonly<Record<Name, string | number | boolean>>;
    readonly retryable: boolean;
    readonly messages: { readonly en: string; readonly zh: string };
    readonly fix: { readonly en: string; readonly zh: string };
}

/**
 * Whether an error is the refusal of this catalogue entry. Compares the code, never the class, so it also works on
 * errors of another copy of this package.
 */
export function isRefusal<Name extends string>(
    error: unknown,
    descriptor: ErrorDescriptor<Name>,
): error is RefusalOf<Name> {
    return error instanceof Error && 'code' in error && 'messages' in error && error.code === descriptor.code;
}
