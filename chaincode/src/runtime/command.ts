/**
 * Commands have one effect. Each submit leaves a marker under its principal and command id with the digest of its
 * input and its result: sent again it answers the stored result and writes nothing.
 */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Principal } from './caller';
import { refusal } from './errors';
import { canonicalJson, parseStrictJson } from './json';
import { compositeKey } from './keys';
import { RecordId, Sha256 } from './primitives';
import { runtimeErrors } from './runtime-errors';
import type { UnitOfWork } from './unit-of-work';

const COMMAND = 'command';
const SCHEMA_VERSION = 1;

const Marker = z.strictObject({
    docType: z.literal(COMMAND),
    schemaVersion: z.literal(SCHEMA_VERSION),
    transaction: z.string(),
    inputDigest: Sha256,
    result: z.json(),
    updatedAt: z.string(),
});

export class Command {
    readonly #principal: Principal;
    readonly #commandId: string;
    readonly #transaction: string;
    readonly #inputDigest: string;
    readonly #key: string;
    #ids = 0;

    /** `input` as it came, before defaults: a later version of the definition must not change the digest. */
    constructor(principal: Principal, commandId: string, transaction: string, input: unknown) {
        this.#principal = principal;
        this.#commandId = commandId;
        this.#transaction = transaction;
        this.#inputDigest = sha256(canonicalJson(input));
        this.#key = compositeKey(COMMAND, [sha256(canonicalJson([principal.mspId, principal.subjectHash, commandId]))]);
    }

    /** What the same command answered before, wrapped; undefined when it is new. @throws RUNTIME_COMMAND_REUSED */
    async replayed(unit: UnitOfWork): Promise<{ readonly result: unknown } | undefined> {
        const bytes = await unit.get(this.#key);
        if (bytes === undefined) {
            return undefined;
        }
        const marker = Marker.parse(parseStrictJson(Buffer.from(bytes).toString('utf8')));
        if (marker.transaction !== this.#transaction || marker.inputDigest !== this.#inputDigest) {
            throw refusal(runtimeErrors.COMMAND_REUSED, { commandId: this.#commandId });
        }
        return { result: marker.result };
    }

    /** Puts the marker; flushed with everything else. */
    remember(unit: UnitOfWork, result: unknown, now: string): void {
        const marker = {
            docType: COMMAND,
            schemaVersion: SCHEMA_VERSION,
            transaction: this.#transaction,
            inputDigest: this.#inputDigest,
            result,
            updatedAt: now,
        };
        unit.put(this.#key, Buffer.from(canonicalJson(marker)));
    }

    /** The next record id of this command. */
    newId(): string {
        const { mspId, subjectHash } = this.#principal;
        const counter = this.#ids;
        this.#ids += 1;
        return RecordId.parse(sha256(canonicalJson([mspId, subjectHash, this.#commandId, counter])).slice(0, 32));
    }
}

function sha256(text: string): string {
    return createHash('sha256').update(text).digest('hex');
}
