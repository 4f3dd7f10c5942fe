/**
 * Commands have one effect. Each submit leaves a marker under its principal and command id with the digest of its
 * input and its result: sent again it answers the stored result and writes nothing. A confined submit has its marker in
 * its collection, where whoever writes need not be able to read: there the marker's hash must say enough.
 */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Principal } from './caller';
import { type DomainError, refusal } from './errors';
import { canonicalJson, parseStrictJson } from './json';
import { compositeKey } from './keys';
import { RecordId, Sha256 } from './primitives';
import { runtimeErrors } from './runtime-errors';
import type { Private } from './private';
import type { PrivateWork } from './private-work';
import { open } from './sealed';
import type { UnitOfWork } from './unit-of-work';

const COMMAND = 'command';
const SCHEMA_VERSION = 1;

const Marker = z.strictObject({
    docType: z.literal(COMMAND),
    schemaVersion: z.literal(SCHEMA_VERSION),
    transaction: z.string(),
    inputDigest: Sha256,
    result: z.json(),
    /** Collections that the command wrote; absent when none. */
    collections: z.array(z.string()).exactOptional(),
    updatedAt: z.string(),
});

/** What a command leaves for the next one under its id. */
export interface Remembered {
    readonly result: unknown;
    readonly collections: readonly string[];
}

/** Input and private input as they came, before defaults: a later definition must not change the digest. */
export interface CommandInput {
    readonly input: unknown;
    readonly secret: Private<unknown> | undefined;
}

export class Command {
    readonly #principal: Principal;
    readonly #commandId: string;
    readonly #transaction: string;
    readonly #inputDigest: string;
    readonly #key: string;
    #ids = 0;

    constructor(principal: Principal, commandId: string, transaction: string, input: CommandInput) {
        this.#principal = principal;
        this.#commandId = commandId;
        this.#transaction = transaction;
        this.#inputDigest = digestOf(input);
        this.#key = compositeKey(COMMAND, [sha256(canonicalJson([principal.mspId, principal.subjectHash, commandId]))]);
    }

    /** What the same command left before, undefined when it is new. @throws RUNTIME_COMMAND_REUSED */
    async replayed(unit: UnitOfWork): Promise<Remembered | undefined> {
        const bytes = await unit.get(this.#key);
        if (bytes === undefined) {
            return undefined;
        }
        const marker = Marker.parse(parseStrictJson(Buffer.from(bytes).toString('utf8')));
        if (marker.transaction !== this.#transaction || marker.inputDigest !== this.#inputDigest) {
            throw this.#reused();
        }
        return { result: marker.result, collections: marker.collections ?? [] };
    }

    /** Puts the marker; flushed with everything else. */
    remember(unit: UnitOfWork, { result, collections }: Remembered, now: string): void {
        const written = collections.length === 0 ? {} : { collections };
        unit.put(this.#key, Buffer.from(canonicalJson({ ...this.#marker(), ...written, result, updatedAt: now })));
    }

    /** Whether the same command wrote into this collection before. @throws RUNTIME_COMMAND_REUSED */
    async replayedIn(work: PrivateWork, collection: string): Promise<boolean> {
        const hash = await work.hash(collection, this.#key);
        if (hash === undefined) {
            return false;
        }
        if (hash !== sha256(canonicalJson(this.#marker()))) {
            throw this.#reused();
        }
        return true;
    }

    /** Puts the marker into a collection: the same bytes each time, so that their hash tells the command. */
    rememberIn(work: PrivateWork, collection: string): void {
        work.put(collection, this.#key, Buffer.from(canonicalJson(this.#marker())));
    }

    /** The next record id of this command. */
    newId(): string {
        const { mspId, subjectHash } = this.#principal;
        const counter = this.#ids;
        this.#ids += 1;
        return RecordId.parse(sha256(canonicalJson([mspId, subjectHash, this.#commandId, counter])).slice(0, 32));
    }

    #marker(): object {
        return {
            docType: COMMAND,
            schemaVersion: SCHEMA_VERSION,
            transaction: this.#transaction,
            inputDigest: this.#inputDigest,
        };
    }

    #reused(): DomainError {
        return refusal(runtimeErrors.COMMAND_REUSED, { commandId: this.#commandId });
    }
}

/** The digest is public: of private input only because that carries its salt. */
function digestOf({ input, secret }: CommandInput): string {
    return sha256(canonicalJson(secret === undefined ? input : { input, private: open(secret) }));
}

function sha256(text: string): string {
    return createHash('sha256').update(text).digest('hex');
}
