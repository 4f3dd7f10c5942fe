/**
 * The life of every kind of record: each transaction is tried on it in each of its states. Where the expectation has an
 * end, the record must be in it afterwards; everywhere else the refusal must come and leave nothing behind.
 */
import { directoryLives } from './lives/directory-lives';
import { exchangeLives } from './lives/exchange-lives';
import { landLives } from './lives/land-lives';
import { licenceLives } from './lives/licence-lives';
import { expectedOf, nameOf, play, type Plays } from './lives/play';

describe.each([...directoryLives, ...exchangeLives, ...landLives, ...licenceLives])(
    'the $kind',
    ({ states, cells, open }) => {
        let plays: Plays;
        beforeAll(async () => {
            plays = await open();
        });

        it.each(states.map((state) => [state]))('can be brought to %s', async (state) => {
            expect(await plays.shown(state)).toBe(state === 'ABSENT' ? undefined : state);
        });

        it.each(cells.map((cell) => [nameOf(cell), cell] as const))('%s', async (_name, cell) => {
            expect(await play(plays, cell)).toEqual(expectedOf(cell));
        });
    },
);
