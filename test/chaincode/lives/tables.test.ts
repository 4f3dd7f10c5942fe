/** The registers' own tables of transitions, held against the lives that were written without looking at them. */
import * as directory from '../../../chaincode/src/directory/states';
import * as exchange from '../../../chaincode/src/exchange/states';
import * as land from '../../../chaincode/src/land/states';
import * as licence from '../../../chaincode/src/licence/states';
import * as directoryLives from '../../expectations/directory-transitions';
import * as exchangeLives from '../../expectations/exchange-transitions';
import * as landLives from '../../expectations/land-transitions';
import * as licenceLives from '../../expectations/licence-transitions';
import { type Cell, cellsOf } from '../../expectations/transitions';

type Table = Readonly<Record<string, { readonly from: readonly string[]; readonly to: readonly string[] }>>;

interface Pair {
    readonly kind: string;
    readonly cells: readonly Cell[];
    readonly table: Table;
}

/** What the tables cannot know: these follow from time, from claimed uses and from an inbox. */
const derived: readonly string[] = ['EXPIRED', 'EXHAUSTED', 'ENDED'];
const stored: Readonly<Record<string, string>> = { DELIVERED: 'ANSWERED', ABSENT: 'none' };
/** Passed within one step, never rested in. */
const passing: readonly string[] = ['CONFORMITY_CHECKED', 'APPROVED'];

const pairs: readonly Pair[] = [
    {
        kind: 'resource',
        cells: cellsOf(exchangeLives.resourceStates, exchangeLives.resourceLife),
        table: exchange.resourceTransitions,
    },
    {
        kind: 'request',
        cells: cellsOf(exchangeLives.requestStates, exchangeLives.requestLife),
        table: exchange.requestTransitions,
    },
    {
        kind: 'grant',
        cells: cellsOf(exchangeLives.grantStates, exchangeLives.grantLife),
        table: submitsOf(exchange.grantTransitions),
    },
    {
        kind: 'use',
        cells: cellsOf(exchangeLives.usageStates, exchangeLives.usageLife),
        table: exchange.usageTransitions,
    },
    {
        kind: 'accreditation',
        cells: cellsOf(licenceLives.accreditationStates, licenceLives.accreditationLife),
        table: licence.accreditationTransitions,
    },
    {
        kind: 'licence',
        cells: cellsOf(licenceLives.licenceStates, licenceLives.licenceLife),
        table: licence.licenceTransitions,
    },
    { kind: 'case', cells: cellsOf(landLives.caseStates, landLives.caseLife), table: land.caseTransitions },
    { kind: 'title', cells: cellsOf(landLives.titleStates, landLives.titleLife), table: land.titleTransitions },
    {
        kind: 'mortgage',
        cells: cellsOf(landLives.mortgageStates, landLives.mortgageLife),
        table: land.mortgageTransitions,
    },
    { kind: 'seal', cells: cellsOf(landLives.sealStates, landLives.sealLife), table: land.sealTransitions },
    {
        kind: 'agency',
        cells: cellsOf(directoryLives.agencyStates, directoryLives.agencyLife),
        table: byStep(directory.agencyStates, { suspend: 'secondMotion', reinstate: 'secondMotion' }),
    },
    {
        kind: 'officer',
        cells: cellsOf(directoryLives.officerStates, directoryLives.officerLife),
        table: byStep(directory.officerStates, { retire: 'retireOfficer', rebind: 'rebindOfficer' }),
    },
    {
        kind: 'key',
        cells: cellsOf(directoryLives.keyStates, directoryLives.keyLife),
        table: byStep(directory.keyStates, { revoke: 'revokeKey' }),
    },
    {
        kind: 'motion',
        cells: cellsOf(directoryLives.motionStates, directoryLives.motionLife),
        table: byStep(directory.motionStates, { second: 'secondMotion', withdraw: 'withdrawMotion' }),
    },
];

describe.each(pairs)('the table of transitions of a $kind', ({ cells, table }) => {
    const expected = cells.flatMap(({ transaction, from, to }) =>
        to === undefined || derived.includes(from)
            ? []
            : [{ transaction, from: stored[from] ?? from, to: stored[to] ?? to }],
    );

    it('allows every change that the expectation has', () => {
        const begins = Object.values(table).some(({ from }) => from.includes('none'));
        const missing = expected
            .filter(({ from, to }) => from !== to && (begins || from !== 'none'))
            .filter(({ transaction, from, to }) => {
                const step = Object.hasOwn(table, transaction) ? table[transaction] : undefined;
                return step?.from.includes(from) !== true || !step.to.includes(to);
            });
        expect(missing).toEqual([]);
    });

    it('allows nothing else', () => {
        const steps = Object.entries(table);
        const tooMany = steps.flatMap(([transaction, step]) => {
            const own = expected.filter((cell) => cell.transaction === transaction);
            const from = step.from.filter((state) => !own.some((cell) => cell.from === state));
            const to = step.to.filter((state) => !passing.includes(state) && !own.some((cell) => cell.to === state));
            return from.length + to.length === 0 ? [] : [{ transaction, from, to }];
        });
        expect(tooMany).toEqual([]);
    });
});

/** Without the one question in the table, which reads a delivery. */
function submitsOf({ deliveredRecord, ...submits }: typeof exchange.grantTransitions): Table {
    expect(deliveredRecord.from).toEqual(['ACTIVE']);
    return submits;
}

/** The directory's form, state → operation → state, turned round; `names` are the transactions of its operations. */
function byStep(
    states: Readonly<Record<string, Readonly<Record<string, string>>>>,
    names: Readonly<Record<string, string>>,
): Table {
    const rows = Object.entries(states).flatMap(([from, steps]) =>
        Object.entries(steps).map(([operation, to]) => ({ step: names[operation] ?? operation, from, to })),
    );
    return Object.fromEntries(
        rows.map(({ step }) => {
            const own = rows.filter((row) => row.step === step);
            return [step, { from: own.map(({ from }) => from), to: own.map(({ to }) => to) }];
        }),
    );
}
