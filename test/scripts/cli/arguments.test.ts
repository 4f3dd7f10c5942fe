import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { program } from '../../../scripts/src/cli/program';
import { spokenLanguage } from '../../../scripts/src/cli/terminal';
import { tabularium } from './terminal-session';

const options: Readonly<Record<string, readonly string[]>> = {
    up: ['--profile', '--dir', '--data', '--fresh', '--fabric', '--no-registers', '--batch', '--port-base', '--lang'],
    down: ['--dir', '--lang'],
    status: ['--dir', '--network', '--channel', '--json', '--lang'],
    deploy: [
        '--network',
        '--channel',
        '--orderer',
        '--fabric',
        '--profile',
        '--data',
        '--dir',
        '--serve',
        '--no-serve',
    ],
    call: [
        '--as',
        '--dir',
        '--network',
        '--channel',
        '--private',
        '--private-file',
        '--command-id',
        '--json',
        '--lang',
    ],
    endorsers: ['--as', '--dir', '--network', '--channel', '--private', '--private-file', '--json', '--lang'],
    events: ['--from', '--follow', '--as', '--dir', '--network', '--channel', '--json', '--lang'],
    blocks: ['--from', '--count', '--as', '--dir', '--network', '--channel', '--json', '--lang'],
    tx: ['--as', '--dir', '--network', '--channel', '--json', '--lang'],
    identity: ['--msp', '--json', '--lang'],
    'delivery-key': ['--lang'],
    seal: ['--as', '--out', '--dir', '--network', '--channel', '--json', '--lang'],
    open: ['--as', '--key', '--dir', '--network', '--channel', '--lang'],
};

const ofDeploy: Readonly<Record<string, readonly string[]>> = {
    contribute: ['--folder', '--agency', '--channel', '--orderer', '--lang'],
    found: ['--folder', '--contributions', '--submit', '--lang'],
    package: ['--folder', '--chaincode', '--type', '--slot', '--tls', '--json', '--lang'],
    serve: ['--folder', '--chaincode', '--lang'],
    approve: ['--folder', '--chaincode', '--plan', '--allow-weaker', '--replace-package', '--lang'],
    commit: ['--folder', '--chaincode', '--plan', '--allow-weaker', '--lang'],
    status: ['--folder', '--chaincode', '--json', '--lang'],
};

describe('help', () => {
    const commands = program('en').commands;

    it('knows exactly the documented commands', () => {
        expect(commands.map((command) => command.name())).toEqual(expect.arrayContaining(Object.keys(options)));
        expect(commands).toHaveLength(Object.keys(options).length);
    });

    it.each(Object.keys(options))('of %s lists its options in both languages', (name) => {
        for (const language of ['en', 'zh'] as const) {
            const help = program(language)
                .commands.find((command) => command.name() === name)
                ?.helpInformation();
            for (const option of options[name] ?? []) {
                expect(help).toContain(option);
            }
        }
    });

    it.each(Object.keys(ofDeploy))('of deploy %s lists its options in both languages', (name) => {
        for (const language of ['en', 'zh'] as const) {
            const deploy = program(language).commands.find((command) => command.name() === 'deploy');
            const help = deploy?.commands.find((command) => command.name() === name)?.helpInformation();
            expect(deploy?.commands).toHaveLength(Object.keys(ofDeploy).length);
            for (const option of ofDeploy[name] ?? []) {
                expect(help).toContain(option);
            }
        }
    });

    it('is Chinese where the language is', () => {
        expect(program('zh').helpInformation()).toContain('启动');
    });
});

describe('the language', () => {
    it.each([
        [['--lang', 'zh'], {}, 'zh'],
        [['--lang=zh'], { LANG: 'en_US.UTF-8' }, 'zh'],
        [['up'], { LANG: 'zh_CN.UTF-8' }, 'zh'],
        [['--lang', 'en'], { LANG: 'zh_CN.UTF-8' }, 'en'],
        [['up'], {}, 'en'],
    ] as const)('of %j with %j is %s', (argv, environment, language) => {
        expect(spokenLanguage(argv, environment)).toBe(language);
    });
});

describe('a wrong argument', () => {
    let folder: string;

    beforeAll(async () => {
        folder = await mkdtemp(path.join(tmpdir(), 'tabularium-cli-'));
        await writeFile(path.join(folder, 'not-a-cert.pem'), 'hello');
    });
    afterAll(() => rm(folder, { recursive: true }));

    it.each<readonly [string, readonly string[], string, string]>([
        ['an unknown command', ['dpeloy'], 'unknown command', 'Did you mean deploy?'],
        ['a deployment of nothing', ['deploy'], 'deploy needs --network', 'deploy --help'],
        ['an unknown option of a command of deploy', ['deploy', 'approve', '--all'], '--all', 'deploy approve --help'],
        ['a call without an officer', ['call', 'land', 'publicExtract'], '--as <officer>', 'call --help'],
        [
            'an unknown register',
            ['call', 'lnad', 'x', '--as', 'chen'],
            'no register lnad',
            'directory, exchange, land, licence',
        ],
        ['an unknown transaction', ['call', 'land', 'sell', '--as', 'chen'], 'no transaction sell', 'openCase'],
        [
            'a property of every object',
            ['call', 'land', 'toString', '--as', 'chen'],
            'no transaction toString',
            'openCase',
        ],
        [
            'input that is not JSON',
            ['call', 'land', 'publicExtract', '{x', '--as', 'chen'],
            'not JSON',
            'single quotes',
        ],
        [
            'private input that is missing',
            ['call', 'exchange', 'requestShare', '--as', 'lu'],
            'requestShare needs private input',
            '--private-file',
        ],
        [
            'private input where there is none',
            ['call', 'exchange', 'resources', '--as', 'lu', '--private', '{}'],
            'resources takes no private input',
            'Leave out',
        ],
        [
            'private input from two places',
            ['call', 'exchange', 'useGrant', '--as', 'lu', '--private', '{}', '--private-file', 'x.json'],
            'given both',
            'one of them',
        ],
        [
            'private input that is a list',
            ['endorsers', 'exchange', 'useGrant', '--as', 'lu', '--private', '[]'],
            'not a JSON object',
            'single quotes',
        ],
        [
            'a file of private input that is not there',
            ['call', 'exchange', 'useGrant', '--as', 'lu', '--private-file', 'nowhere.json'],
            'no file nowhere.json',
            'JSON file',
        ],
        ['a port that is too low', ['up', '--port-base', '80'], '80', '1024 to 37000'],
        ['a block that is no number', ['blocks', '--from', 'x'], "'x' is invalid", 'whole number'],
        ['a short transaction id', ['tx', 'abc'], 'abc is not a transaction id', '64 hex digits'],
        ['data for another profile', ['up', '--profile', 'test-network', '--data', '.'], '--data belongs', 'Leave out'],
        ['an unknown language', ['up', '--lang', 'fr'], 'fr', 'en, zh'],
        [
            'a record that is not there',
            ['seal', 'u~1', 'nowhere.json', '--as', 'wu', '--out', 'sealed.json'],
            'no file nowhere.json',
            'JSON file',
        ],
        [
            'a key that is not there',
            ['open', 'u~1', '--as', 'lu', '--key', 'nowhere.json'],
            'no file nowhere.json',
            'JSON',
        ],
        ['opening without a key', ['open', 'u~1', '--as', 'lu'], '--key <file>', 'open --help'],
        ['a missing certificate', ['identity', 'nowhere.pem', '--msp', 'Org1MSP'], 'no file nowhere.pem', 'PEM'],
    ])('as %s is told with the way out, exit code 1', async (_, args, what, wayOut) => {
        const { code, stderr } = await tabularium(...args);
        expect(code).toBe(1);
        expect(stderr).toContain(what);
        expect(stderr).toContain(wayOut);
        expect(stderr).not.toContain('    at ');
    });

    it('as private input that is not JSON is told without a word of it', async () => {
        const file = path.join(folder, 'private.json');
        await writeFile(file, '{"caseNumber": LT-2026-117}');
        const call = ['call', 'exchange', 'useGrant', '--as', 'lu'];
        const answers = await Promise.all([
            tabularium(...call, '--private-file', file),
            tabularium(...call, '--private', '{"caseNumber": LT-2026-117}'),
        ]);
        for (const { code, stderr } of answers) {
            expect(code).toBe(1);
            expect(stderr).toContain('The private input is not a JSON object.');
            expect(stderr).not.toContain('LT-2026');
        }
    });

    it('as a record that is not JSON is told without a word of it', async () => {
        const file = path.join(folder, 'record.json');
        await writeFile(file, '{"status": married}');
        const { code, stderr } = await tabularium('seal', 'u~1', file, '--as', 'wu', '--out', `${file}.sealed`);
        expect(code).toBe(1);
        expect(stderr).toContain('is not a JSON object');
        expect(stderr).not.toContain('married');
    });

    it('as a file that is no certificate is told', async () => {
        const { code, stderr } = await tabularium('identity', path.join(folder, 'not-a-cert.pem'), '--msp', 'Org1MSP');
        expect(code).toBe(1);
        expect(stderr).toContain('is not a certificate');
    });

    it('as a folder where nothing runs names the commands that start a network', async () => {
        const answers = await Promise.all([
            tabularium('status', '--dir', folder),
            tabularium('down', '--dir', folder),
            tabularium('call', 'land', 'publicExtract', '--as', 'chen', '--dir', folder),
        ]);
        for (const { code, stderr } of answers) {
            expect(code).toBe(1);
            expect(stderr).toContain(`No network runs in ${folder}.`);
            expect(stderr).toContain('npm run tabularium -- up');
        }
    });

    it('as a folder without a network’s material names what is missing', async () => {
        const { code, stderr } = await tabularium('deploy', '--network', folder);
        expect(code).toBe(1);
        expect(stderr).toContain('There is nothing at');
        expect(stderr).toContain('test-network');
    });
});

describe('a key for a delivery', () => {
    let folder: string;

    beforeAll(async () => {
        folder = await mkdtemp(path.join(tmpdir(), 'tabularium-key-'));
    });
    afterAll(() => rm(folder, { recursive: true }));

    it('is kept in a file for its owner alone; its public half is printed', async () => {
        const file = path.join(folder, 'use.key.json');
        const { code, stdout } = await tabularium('delivery-key', file);
        expect(code).toBe(0);
        const { d, ...publicHalf } = JSON.parse(await readFile(file, 'utf8')) as Readonly<Record<string, string>>;
        expect(JSON.parse(stdout)).toEqual(publicHalf);
        expect(Object.keys(publicHalf)).toEqual(['kty', 'crv', 'x', 'y']);
        expect(stdout).not.toContain(d);
        expect((await stat(file)).mode & 0o777).toBe(0o600);
    });

    it('never replaces another one', async () => {
        const file = path.join(folder, 'other.key.json');
        await writeFile(file, 'the only copy');
        const { code, stderr } = await tabularium('delivery-key', file, '--lang', 'zh');
        expect(code).toBe(1);
        expect(stderr).toContain('已存在');
        expect(await readFile(file, 'utf8')).toBe('the only copy');
    });
});
