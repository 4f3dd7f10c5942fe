import { sha256 } from '../proto/hash';
import { encodeQueryReads } from '../proto/rwset';
import type { KeyRead, RangeQuery } from './read-write-set';

/** More results than this are recorded as hashes. Fabric: core/ledger/kvledger/txmgmt/txmgr, maxDegreeQueryReadsHashing. */
const MAX_DEGREE = 50;

/**
 * What a range query read, in the form that endorsers sign: the reads themselves, or for many results the top level of
 * a Merkle tree over groups of them. Fabric: core/ledger/kvledger/txmgmt/rwsetutil/query_results_helper.go.
 */
export class RangeSummary {
    readonly #maxDegree: number;
    readonly #levels = new Map<number, Uint8Array[]>();
    #pending: KeyRead[] = [];
    #maxLevel = 1;

    constructor(maxDegree = MAX_DEGREE) {
        this.#maxDegree = maxDegree;
    }

    add(read: KeyRead): void {
        this.#pending.push(read);
        if (this.#pending.length > this.#maxDegree) {
            this.#hashPending();
        }
    }

    /** Ends the summary; nothing may be added afterwards. */
    done(): Pick<RangeQuery, 'reads' | 'merkle'> {
        if (this.#maxLevel === 1 && this.#level(1).length === 0) {
            return { reads: this.#pending };
        }
        if (this.#pending.length > 0) {
            this.#hashPending();
        }
        this.#combineLowerLevels();
        return {
            merkle: { maxDegree: this.#maxDegree, maxLevel: this.#maxLevel, hashes: this.#level(this.#maxLevel) },
        };
    }

    #hashPending(): void {
        this.#level(1).push(sha256(encodeQueryReads(this.#pending)));
        this.#pending = [];
        for (let level = 1; this.#level(level).length > this.#maxDegree; level += 1) {
            this.#raise(level, sha256(...this.#level(level)));
        }
    }

    #combineLowerLevels(): void {
        for (let level = 1; level < this.#maxLevel; level += 1) {
            const hashes = this.#level(level);
            const [only] = hashes;
            if (only !== undefined) {
                this.#raise(level, hashes.length === 1 ? only : sha256(...hashes));
            }
        }
        const top = this.#level(this.#maxLevel);
        if (top.length > this.#maxDegree) {
            this.#raise(this.#maxLevel, sha256(...top));
        }
    }

    /** Replaces a level by one hash on the next. */
    #raise(level: number, hash: Uint8Array): void {
        this.#levels.delete(level);
        this.#level(level + 1).push(hash);
        this.#maxLevel = Math.max(this.#maxLevel, level + 1);
    }

    #level(level: number): Uint8Array[] {
        const hashes = this.#levels.get(level) ?? [];
        this.#levels.set(level, hashes);
        return hashes;
    }
}
