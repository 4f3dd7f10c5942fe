import fc from 'fast-check';
import type { TxSimulator } from '../../../network/src/ledger/tx-simulator';
import { bytes, CODE, type Endorsed, scan, TestLedger } from './test-ledger';

const { VALID, MVCC_READ_CONFLICT, PHANTOM_READ_CONFLICT } = CODE;
type Script = (simulator: TxSimulator) => void | Promise<void>;

const put =
    (key: string, value = 'v'): Script =>
    (simulator) => {
        simulator.setState('cc', key, bytes(value));
    };
const remove =
    (key: string): Script =>
    (simulator) => {
        simulator.deleteState('cc', key);
    };
const increase =
    (key: string, value = 'v'): Script =>
    async (simulator) => {
        await simulator.getState('cc', key);
        simulator.setState('cc', key, bytes(value));
    };
const read =
    (key: string): Script =>
    async (simulator) => {
        await simulator.getState('cc', key);
    };
const scanned =
    (start = '', end = ''): Script =>
    async (simulator) => {
        await scan(simulator, start, end);
    };

/** A ledger whose state is `before`, then the scripts, all simulated over it, in one block. */
async function inOneBlock(before: Script, ...scripts: readonly Script[]): Promise<readonly number[]> {
    const test = await TestLedger.open();
    await test.run(before);
    return test.commit(await endorseAll(test, scripts));
}

async function endorseAll(test: TestLedger, scripts: readonly Script[]): Promise<Endorsed[]> {
    const endorsed: Endorsed[] = [];
    for (const script of scripts) {
        endorsed.push(await test.endorse(script));
    }
    return endorsed;
}

describe('in one block', () => {
    it('the first of two that read and write a key is valid, the second not, and a blind write after them is', async () => {
        const test = await TestLedger.open();
        await test.run(put('k'));
        const scripts = [increase('k', 'first'), increase('k', 'second'), put('k', 'blind')];
        const codes = await test.commit(await endorseAll(test, scripts.slice(0, 2)));
        expect(codes).toEqual([VALID, MVCC_READ_CONFLICT]);
        expect(await test.get('k')).toBe('first');
        expect(await test.commit(await endorseAll(test, scripts))).toEqual([VALID, MVCC_READ_CONFLICT, VALID]);
        expect(await test.get('k')).toBe('blind');
    });

    it.each<[string, Script, Script, number]>([
        ['a read after a write of the same value', put('k'), read('k'), MVCC_READ_CONFLICT],
        ['a read after a blind delete', remove('k'), increase('k'), MVCC_READ_CONFLICT],
        ['a read of an absent key after its insert', put('new'), read('new'), MVCC_READ_CONFLICT],
        ['a read of an absent key after its delete', remove('new'), read('new'), MVCC_READ_CONFLICT],
        ['a read after a metadata write', (s) => s.setMetadata('cc', 'k', []), read('k'), MVCC_READ_CONFLICT],
        ['a read after metadata of an absent key', (s) => s.setMetadata('cc', 'new', []), read('new'), VALID],
        ['a blind write after a write', put('k'), put('k'), VALID],
        ['a blind write after a delete', remove('k'), put('k'), VALID],
        ['a write after a read', read('k'), put('k'), VALID],
        ['a read of another key', put('j'), read('k'), VALID],
        ['a read of another namespace', (s) => s.setState('other', 'k', bytes('v')), read('k'), VALID],
    ])('%s', async (_name, first, second, code) => {
        expect(await inOneBlock(put('k'), first, second)).toEqual([VALID, code]);
    });

    it.each<[string, Script, Script, number]>([
        ['an insert', put('c'), scanned('a', 'f'), PHANTOM_READ_CONFLICT],
        ['an update', put('b', 'new'), scanned('a', 'f'), PHANTOM_READ_CONFLICT],
        ['a delete', remove('b'), scanned('a', 'f'), PHANTOM_READ_CONFLICT],
        ['a metadata write', (s) => s.setMetadata('cc', 'b', []), scanned('a', 'f'), PHANTOM_READ_CONFLICT],
        ['an insert into an empty range', put('x'), scanned('g', ''), PHANTOM_READ_CONFLICT],
        ['an insert at the end key', put('f'), scanned('a', 'f'), VALID],
        ['an insert before the start key', put('0'), scanned('a', 'f'), VALID],
        ['a delete of what was not there', remove('c'), scanned('a', 'f'), VALID],
    ])('a range query after %s', async (_name, first, second, code) => {
        const before: Script = (simulator) => {
            simulator.setState('cc', 'b', bytes('v'));
            simulator.setState('cc', 'd', bytes('v'));
        };
        expect(await inOneBlock(before, first, second)).toEqual([VALID, code]);
    });

    it.each<[string, Script, number]>([
        ['a key up to the last one read', put('b'), PHANTOM_READ_CONFLICT],
        ['the last key read', put('c'), PHANTOM_READ_CONFLICT],
        ['an insert before it', put('bb'), PHANTOM_READ_CONFLICT],
        ['an insert right after it', put('c\u0000'), VALID],
        ['a later key of the range', put('d'), VALID],
    ])('a range query that was not drained covers %s or not', async (_name, first, code) => {
        const before: Script = (simulator) => {
            for (const key of ['b', 'c', 'd']) {
                simulator.setState('cc', key, bytes('v'));
            }
        };
        const partly: Script = async (simulator) => {
            await simulator.range('cc', 'a', 'z').next(2);
        };
        expect(await inOneBlock(before, first, partly)).toEqual([VALID, code]);
    });

    it.each<[string, Script, number]>([
        ['an insert', put('100x'), PHANTOM_READ_CONFLICT],
        ['an update', put('000', 'new'), PHANTOM_READ_CONFLICT],
        ['an update of the last one', put('119', 'new'), PHANTOM_READ_CONFLICT],
        ['a delete', remove('060'), PHANTOM_READ_CONFLICT],
        ['an insert beyond the end', put('120'), VALID],
    ])('a query of 120 results after %s', async (_name, first, code) => {
        const before: Script = (simulator) => {
            for (let index = 0; index < 120; index += 1) {
                simulator.setState('cc', String(index).padStart(3, '0'), bytes('v'));
            }
        };
        expect(await inOneBlock(before, first, scanned('000', '120'))).toEqual([VALID, code]);
    });

    it('reads decide before ranges', async () => {
        const both: Script = async (simulator) => {
            await scan(simulator);
            await simulator.getState('cc', 'k');
        };
        expect(await inOneBlock(put('k'), put('k'), both)).toEqual([VALID, MVCC_READ_CONFLICT]);
    });

    it('two that read and write one private key conflict; blind private writes do not', async () => {
        const write: Script = (simulator) => simulator.setPrivate('cc', 'coll', 'k', bytes('v'));
        const readWrite: Script = async (simulator) => {
            await simulator.getPrivate('cc', 'coll', 'k');
            simulator.setPrivate('cc', 'coll', 'k', bytes('w'));
        };
        const byHash: Script = async (simulator) => {
            await simulator.getPrivateHash('cc', 'coll', 'k');
        };
        const elsewhere: Script = async (simulator) => {
            await simulator.getPrivateHash('cc', 'other', 'k');
        };
        const codes = await inOneBlock(write, readWrite, readWrite, write, byHash, elsewhere);
        expect(codes).toEqual([VALID, MVCC_READ_CONFLICT, VALID, MVCC_READ_CONFLICT, VALID]);
    });

    it('what an invalid transaction wrote conflicts with nothing', async () => {
        const test = await TestLedger.open();
        await test.run(put('k'));
        const block = await endorseAll(test, [put('k', 'forged'), increase('k', 'good')]);
        expect(await test.commit(block, [CODE.ENDORSEMENT_POLICY_FAILURE, VALID])).toEqual([
            CODE.ENDORSEMENT_POLICY_FAILURE,
            VALID,
        ]);
        expect(await test.get('k')).toBe('good');
    });
});

it.each([
    ['a read', increase('k'), MVCC_READ_CONFLICT],
    ['a range query', scanned(), PHANTOM_READ_CONFLICT],
    ['a blind write', put('k'), VALID],
])('%s that was endorsed before a change is judged in whatever later block it lands', async (_name, script, code) => {
    const test = await TestLedger.open();
    await test.run(put('k'));
    const early = await test.endorse(script);
    await test.run(put('k', 'changed'), put('other-1'), put('other-2'));
    expect(await test.commit([early])).toEqual([code]);
});

it('a key that was deleted and written again has another version', async () => {
    const test = await TestLedger.open();
    await test.run(put('k'));
    const early = await test.endorse(read('k'));
    await test.run(remove('k'), put('k'));
    expect(await test.commit([early])).toEqual([MVCC_READ_CONFLICT]);
});

// --- A naive model: state as a list of writes, every read compared by brute force. ---

const KEYS = ['a', 'b', 'c', 'd'] as const;
const step = fc.record({
    action: fc.constantFrom('read', 'put', 'delete', 'scan', 'metadata'),
    key: fc.constantFrom(...KEYS),
    end: fc.constantFrom(...KEYS, ''),
});
const blocks = fc.array(fc.array(fc.array(step, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 4 }), {
    minLength: 1,
    maxLength: 5,
});
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;
type Versions = ReadonlyMap<string, string>;

function inRange({ key: start, end }: Step, key: string): boolean {
    return key >= start && (end === '' || key < end);
}

function sees(state: Versions, one: Step): string {
    const keys = KEYS.filter((key) => (one.action === 'scan' ? inRange(one, key) : key === one.key));
    return JSON.stringify(keys.map((key) => state.get(key)));
}

function modelCode(transaction: readonly Step[], then: Versions, now: Versions, touched: ReadonlySet<string>): number {
    const conflict = (action: string): boolean =>
        transaction.some(
            (one) =>
                one.action === action &&
                (sees(then, one) !== sees(now, one) || (action === 'read' && touched.has(one.key))),
        );
    return conflict('read') ? MVCC_READ_CONFLICT : conflict('scan') ? PHANTOM_READ_CONFLICT : VALID;
}

function modelApply(transaction: readonly Step[], now: Map<string, string>, touched: Set<string>, at: string): void {
    for (const key of KEYS) {
        const value = transaction.findLast((one) => one.key === key && ['put', 'delete'].includes(one.action));
        const hasMetadata = transaction.some((one) => one.key === key && one.action === 'metadata');
        if (value?.action === 'put' || (value === undefined && hasMetadata && now.has(key))) {
            now.set(key, at);
            touched.add(key);
        } else if (value?.action === 'delete') {
            now.delete(key);
            touched.add(key);
        }
    }
}

function scriptOf(transaction: readonly Step[]): Script {
    return async (simulator) => {
        for (const one of transaction) {
            if (one.action === 'read') {
                await simulator.getState('cc', one.key);
            } else if (one.action === 'put') {
                simulator.setState('cc', one.key, bytes('v'));
            } else if (one.action === 'delete') {
                simulator.deleteState('cc', one.key);
            } else if (one.action === 'metadata') {
                simulator.setMetadata('cc', one.key, [{ name: 'n', value: bytes('m') }]);
            } else {
                await scan(simulator, one.key, one.end);
            }
        }
    };
}

async function codesAreTheModels(drawn: typeof blocks extends fc.Arbitrary<infer T> ? T : never): Promise<void> {
    const test = await TestLedger.open();
    const now = new Map<string, string>();
    // Each block is simulated over the state before the block that precedes it, so that conflicts cross blocks too.
    let waiting: { readonly steps: readonly Step[]; readonly then: Versions; readonly endorsed: Endorsed }[] = [];
    for (const transactions of [...drawn, []]) {
        const next: typeof waiting = [];
        for (const steps of transactions) {
            next.push({ steps, then: new Map(now), endorsed: await test.endorse(scriptOf(steps)) });
        }
        const touched = new Set<string>();
        const expected = waiting.map(({ steps, then }, index) => {
            const code = modelCode(steps, then, now, touched);
            if (code === VALID) {
                modelApply(steps, now, touched, `${String(test.ledger.height)}/${String(index)}`);
            }
            return code;
        });
        expect(await test.commit(waiting.map(({ endorsed }) => endorsed))).toEqual(expected);
        waiting = next;
    }
}

test('random transactions get the codes of a naive model', async () => {
    // fast-check prints seed and path of a failing run.
    await fc.assert(fc.asyncProperty(blocks, codesAreTheModels), { numRuns: 60 });
    expect.hasAssertions();
});
