import { sha256 } from '../proto/hash';

/** Signatures remembered per identity: more than those of the transactions that are on their way at the same time. */
const MAX_REMEMBERED = 512;

/**
 * Remembers which signatures of one key have been found good, since the same bytes are looked at when they are endorsed,
 * ordered and committed, and once more per policy. Only good ones: what was refused is checked again.
 */
export class VerificationMemo {
    readonly #verify: (message: Uint8Array, signature: Uint8Array) => boolean;
    readonly #limit: number;
    readonly #good = new Set<string>();

    constructor(verify: (message: Uint8Array, signature: Uint8Array) => boolean, limit = MAX_REMEMBERED) {
        this.#verify = verify;
        this.#limit = limit;
    }

    verify(message: Uint8Array, signature: Uint8Array): boolean {
        // The length keeps bytes from moving between message and signature.
        const length = Buffer.alloc(8);
        length.writeBigUInt64BE(BigInt(message.length));
        const key = Buffer.from(sha256(length, message, signature)).toString('base64');
        if (this.#good.has(key)) {
            return true;
        }
        if (!this.#verify(message, signature)) {
            return false;
        }
        if (this.#good.size >= this.#limit) {
            // The oldest: sets keep the order of insertion.
            for (const oldest of this.#good) {
                this.#good.delete(oldest);
                break;
            }
        }
        this.#good.add(key);
        return true;
    }
}
