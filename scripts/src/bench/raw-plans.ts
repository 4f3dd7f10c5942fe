/**
 * What the measured transactions of the registers ask of their peer, as docs/state-operations.md has it, with the sizes of
 * the bench's own values. The bench compares both sides' blocks and stops when they differ.
 */
import { RAW_INBOX, RAW_PAIR } from './raw-chaincode';
import type { RawPlan } from './raw-contract';

export interface RawTransaction {
    readonly plan: RawPlan;
    /** Bytes of the register's own argument and private input. */
    readonly input: number;
    readonly private?: number;
}

/** The officer with grants, and the agency. */
const whoIs: readonly number[] = [640, 370];

const approval: RawTransaction = {
    input: 76,
    plan: {
        calls: [whoIs],
        absentReads: 1,
        reads: [1_900, 440],
        writes: [317, 2_000, 1, 1, 720],
        answer: 120,
        event: 414,
    },
};

const issue: RawTransaction = {
    input: 426,
    plan: {
        calls: [whoIs],
        absentReads: 4,
        reads: [480, 420],
        writes: [308, 367, 825, 1, 328],
        answer: 110,
        event: 309,
    },
};

const use: RawTransaction = {
    input: 438,
    private: 150,
    plan: {
        calls: [whoIs],
        absentReads: 2,
        reads: [680, 890],
        writes: [301, 1_002, 1],
        private: { collection: RAW_PAIR, hashReads: 0, writes: [206] },
        answer: 67,
        event: 253,
    },
};

const answer: RawTransaction = {
    input: 240,
    plan: {
        calls: [whoIs],
        absentReads: 1,
        reads: [1_000, 680],
        writes: [301, 1_270],
        answer: 68,
        event: 199,
    },
};

const delivery: RawTransaction = {
    input: 100,
    private: 570,
    plan: {
        calls: [whoIs],
        absentReads: 0,
        reads: [1_270, 680],
        writes: [],
        private: { collection: RAW_INBOX, hashReads: 2, writes: [150, 670] },
        answer: 2,
    },
};

/** By the measured operation; a delivery takes two. */
export const rawPlans = {
    approval: [approval],
    issue: [issue],
    use: [use],
    delivery: [answer, delivery],
} as const satisfies Readonly<Record<string, readonly RawTransaction[]>>;
