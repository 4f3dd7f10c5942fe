/**
 * Closed values, as the frame makes and opens them. Registers know the interface alone (`./private`): nothing of theirs
 * imports this module. The value lies in a private field, so that neither JSON, inspection nor cloning shows it.
 */
import { canonicalJson } from './json';
import type { Private } from './private';

const inspection = Symbol.for('nodejs.util.inspect.custom');
const SHOWN = '[private]';

class Sealed<T> implements Private<T> {
    readonly #value: T;

    constructor(value: T) {
        this.#value = value;
        Object.freeze(this);
    }

    static open<T>(sealed: Sealed<T>): T {
        return sealed.#value;
    }

    static is(value: unknown): value is Sealed<unknown> {
        return typeof value === 'object' && value !== null && #value in value;
    }

    satisfies(predicate: (value: T) => boolean): boolean {
        const verdict: unknown = this.#ask(predicate);
        if (typeof verdict !== 'boolean') {
            throw new Error('a predicate on a private value answers yes or no');
        }
        return verdict;
    }

    classify<const Code extends string>(codes: readonly Code[], judge: (value: T) => Code): Code {
        const verdict = this.#ask(judge);
        const code = codes.find((candidate) => candidate === verdict);
        if (code === undefined) {
            throw new Error('a judgement on a private value is none of the listed codes');
        }
        return code;
    }

    equals(other: Private<unknown>): boolean {
        return this.#ask((value) => canonicalJson(value) === canonicalJson(open(other)));
    }

    map<U>(derive: (value: T) => U): Private<U> {
        return seal(this.#ask(derive));
    }

    toJSON(): never {
        throw new Error('a private value is not JSON');
    }

    toString(): string {
        return SHOWN;
    }

    [inspection](): string {
        return SHOWN;
    }

    /** What a function of a register throws here could carry the value, in its text or its details. */
    #ask<Answer>(question: (value: T) => Answer): Answer {
        try {
            return question(this.#value);
        } catch {
            throw new Error('a function of a private value failed');
        }
    }
}

export function seal<T>(value: T): Private<T> {
    return new Sealed(value);
}

/** @throws Error when something else is passed off as a closed value */
export function open<T>(value: Private<T>): T {
    if (!Sealed.is(value)) {
        throw new Error('not a private value');
    }
    return Sealed.open(value as Sealed<T>);
}

/** The answer of a revealing transaction with every closed value opened. */
export function reveal(answer: unknown): unknown {
    if (Sealed.is(answer)) {
        return reveal(Sealed.open(answer));
    }
    if (Array.isArray(answer)) {
        return answer.map(reveal);
    }
    if (typeof answer === 'object' && answer !== null && Object.getPrototypeOf(answer) === Object.prototype) {
        return Object.fromEntries(Object.entries(answer).map(([name, value]) => [name, reveal(value)]));
    }
    return answer;
}
