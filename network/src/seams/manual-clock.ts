import type { Clock } from './clock';

interface Timer {
    readonly due: number;
    readonly action: () => void;
}

/** Time that stands still until it is told to move. For tests and for networks that must replay exactly. */
export class ManualClock implements Clock {
    #time: number;
    readonly #timers = new Set<Timer>();

    constructor(start = new Date('2026-01-01T00:00:00.000Z')) {
        this.#time = start.getTime();
    }

    now(): Date {
        return new Date(this.#time);
    }

    after(delayMs: number, action: () => void): () => void {
        const timer = { due: this.#time + Math.max(0, delayMs), action };
        this.#timers.add(timer);
        return () => {
            this.#timers.delete(timer);
        };
    }

    /**
     * Moves to a time and runs what falls due on the way, earliest first, each at its own time; timers that these
     * start run too if they fall due. Going back in time runs nothing.
     */
    set(time: Date): void {
        const target = time.getTime();
        for (let timer = this.#next(target); timer !== undefined; timer = this.#next(target)) {
            this.#timers.delete(timer);
            this.#time = Math.max(this.#time, timer.due);
            timer.action();
        }
        this.#time = target;
    }

    advance(ms: number): void {
        this.set(new Date(this.#time + ms));
    }

    #next(target: number): Timer | undefined {
        let next: Timer | undefined;
        for (const timer of this.#timers) {
            if (timer.due <= target && (next === undefined || timer.due < next.due)) {
                next = timer;
            }
        }
        return next;
    }
}
