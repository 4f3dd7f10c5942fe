import type { Clock } from '../seams';

/** How long a failure counts against an organisation, in milliseconds. */
const grudgeMs = 60_000;

/** Which organisations answered lately. Only a preference: an organisation that must endorse is asked all the same. */
export class Availability {
    readonly #ownMspId: string;
    readonly #clock: Clock;
    readonly #answered = new Set<string>();
    readonly #failedAt = new Map<string, number>();

    constructor(ownMspId: string, clock: Clock) {
        this.#ownMspId = ownMspId;
        this.#clock = clock;
    }

    answered(mspIds: Iterable<string>): void {
        for (const mspId of mspIds) {
            this.#answered.add(mspId);
            this.#failedAt.delete(mspId);
        }
    }

    failed(mspIds: Iterable<string>): void {
        for (const mspId of mspIds) {
            this.#answered.delete(mspId);
            this.#failedAt.set(mspId, this.#clock.now().getTime());
        }
    }

    /** For the solver: the own organisation first, then those that answered, those never asked, those that failed. */
    rank(mspId: string): number {
        const failedAt = this.#failedAt.get(mspId);
        if (failedAt !== undefined && this.#clock.now().getTime() - failedAt < grudgeMs) {
            return 3;
        }
        if (mspId === this.#ownMspId) {
            return 0;
        }
        return this.#answered.has(mspId) ? 1 : 2;
    }
}
