/**
 * Values that must not leave their collection. Handlers hold them closed: they can be examined, hashed to a commitment
 * and written to a collection, and a transaction that is defined to reveal them can answer them. Pure: types only.
 */

export interface Private<T> {
    /** What a predicate says about the value. Whatever the predicate throws is replaced by an error without text. */
    readonly satisfies: (predicate: (value: T) => boolean) => boolean;
    /** Which of the listed codes a judgement gives the value; another answer is an error. */
    readonly classify: <const Code extends string>(codes: readonly Code[], judge: (value: T) => Code) => Code;
    /** Whether both hold the same JSON. */
    readonly equals: (other: Private<unknown>) => boolean;
    /** A value derived from this one, as closed as this one. */
    readonly map: <U>(derive: (value: T) => U) => Private<U>;
}

/** Private values carry their salt, 128 to 256 bits: hashes of them are public and must not be guessable. */
export interface Salted {
    readonly salt: string;
}

/** An answer in which closed values may stand for open ones. */
export type Revealable<T> =
    | T
    | Private<T>
    | (T extends readonly (infer Item)[]
          ? readonly Revealable<Item>[]
          : T extends object
            ? { readonly [Key in keyof T]: Revealable<T[Key]> }
            : never);
