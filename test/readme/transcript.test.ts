import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { freePortBase } from '../support/ports';
import { memoryIsTold, peakMemory } from '../support/process-memory';

const root = path.resolve(__dirname, '../..');

/**
 * What differs from run to run: ids, places, times, and which witness endorses beside an owner. Everything else must be as
 * the README says.
 */
function normalised(text: string): string {
    return text
        .replace(/\btx [0-9a-f]{8}/g, 'tx ········')
        .replace(/(blocks|区块) \d+–\d+/g, '$1 N–N')
        .replace(/(block|区块) \d+/g, '$1 N')
        .replace(/\d+ (blocks|个区块)/g, 'N $1')
        .replace(/\b[0-9a-f]{8}…/g, '<id>')
        .replace(/\d+ ms/g, 'N ms')
        .replace(/[\d.]+ (s|秒)/g, 'N $1')
        .replace(/127\.0\.0\.1:\d+ */g, '127.0.0.1:PORT ')
        .replace(/(endorsed by|背书机构：).*,.*/g, '$1 …')
        .split('\n')
        .map((line) => line.trimEnd())
        .join('\n')
        .trim();
}

function transcriptOf(readme: string): string {
    const text = readFileSync(path.join(root, readme), 'utf8');
    const block = /<!-- transcript -->\s*```\n([\s\S]*?)```/.exec(text)?.[1];
    if (block === undefined) {
        throw new Error(`${readme} has no transcript`);
    }
    return block;
}

interface Played {
    readonly code: number | null;
    readonly output: string;
    /** By process id, in MB. */
    readonly memory: ReadonlyMap<number, number>;
}

const played = new Map<string, Promise<Played>>();

/** Once for each language: several tests look at the same run. */
function play(language: string): Promise<Played> {
    const known = played.get(language) ?? run(language);
    played.set(language, known);
    return known;
}

async function run(language: string): Promise<Played> {
    const folder = mkdtempSync(path.join(tmpdir(), 'tabularium-readme-'));
    const portBase = String(await freePortBase());
    const script = path.join(root, 'scripts/dist/start.js');
    const child = spawn(
        process.execPath,
        [script, '--exit', '--fresh', '--dir', folder, '--lang', language, '--port-base', portBase],
        { cwd: root, env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined } },
    );
    let output = '';
    const memory = new Map<number, number>();
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
        output += text;
        if (memoryIsTold) {
            peakMemory(child.pid ?? 0).forEach((megabytes, pid) => memory.set(pid, megabytes));
        }
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => (output += text));
    const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
    rmSync(folder, { recursive: true, force: true });
    return { code, output, memory };
}

/** npm and scripts/run.js, which only wait for the story's process to end: at most this. */
const LAUNCHERS_MB = 160;

describe('the story in the README', () => {
    it.each([
        ['README.md', 'en'],
        ['README.zh-CN.md', 'zh'],
    ])('%s shows word for word what npm start prints', async (readme, language) => {
        const { code, output } = await play(language);

        expect(normalised(output)).toBe(normalised(transcriptOf(readme)));
        expect(code).toBe(0);
    });

    const linux = memoryIsTold ? it : it.skip;
    linux('stays under 1 GB for all processes together (read from /proc, on Linux only)', async () => {
        const { memory } = await play('en');

        // The network with the story, and the chaincode.
        expect(memory.size).toBe(2);
        const [first = 0, second = 0] = memory.values();
        expect(first + second + LAUNCHERS_MB).toBeLessThan(1024);
    });
});
