import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { directoryErrors, exchangeErrors, landErrors, licenceErrors } from '../../../client/src/index';
import { readStory, type StoryData } from '../../../scripts/src/story/story-data';

const shipped = path.resolve(__dirname, '../../../scripts/story');

describe('the data of the story', () => {
    let folder: string;

    beforeEach(async () => {
        folder = await mkdtemp(path.join(tmpdir(), 'tabularium-story-'));
        await cp(shipped, folder, { recursive: true });
    });
    afterEach(() => rm(folder, { recursive: true }));

    /** Reads the story with its first act changed; resolves with what is said of it. */
    async function problemOf(change: (acts: Record<string, unknown>[]) => void): Promise<string> {
        const file = path.join(folder, 'cases.json');
        const cases = JSON.parse(await readFile(file, 'utf8')) as { chapters: { acts: Record<string, unknown>[] }[] };
        change(cases.chapters[0]?.acts ?? []);
        await writeFile(file, JSON.stringify(cases));
        return readStory(folder).then(
            () => '',
            (error: unknown) => String(error),
        );
    }

    it('expects refusals that the registers have', async () => {
        const catalogues = [directoryErrors, exchangeErrors, landErrors, licenceErrors];
        const known = new Set(catalogues.flatMap((errors) => Object.values(errors)).map(({ code }) => code));
        const expected = refusalsOf(await readStory(shipped));
        expect(expected).toHaveLength(7);
        expect(expected.filter((code) => !known.has(code))).toEqual([]);
    });

    it('names the place of what does not fit, in the form that comes nearest', async () => {
        await expect(problemOf(([, , act = {}]) => delete act['input'])).resolves.toContain(
            'chapters.0.acts.2.input: Invalid input: expected record, received undefined',
        );
    });

    it('has no act twice, since acts are remembered by their ids', async () => {
        await expect(problemOf((acts) => acts.push(...acts))).resolves.toContain('an act id occurs twice');
    });
});

function refusalsOf({ cases }: StoryData): readonly string[] {
    return cases.chapters
        .flatMap(({ acts }) => acts)
        .flatMap((act) => ('race' in act ? act.race : 'fold' in act ? act.fold : [act]))
        .flatMap((act) => ('expect' in act ? [act.expect] : []))
        .filter((code) => code !== undefined);
}
