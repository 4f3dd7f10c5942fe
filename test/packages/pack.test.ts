/**
 * The packages as npm delivers them: packed, installed into an empty folder, and used without this repository around
 * them. What is packed is what `npm run build` has built.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { freePortBase } from '../support/ports';

const root = resolve(__dirname, '../..');
const packages = ['chaincode', 'client', 'network'] as const;
const reason = registryAnswers() ? undefined : 'the npm registry cannot be reached';
const suite = reason === undefined ? describe : describe.skip;

suite(`the packages${reason === undefined ? '' : ` (skipped: ${reason})`}`, () => {
    let folder: string;
    let tarballs: Record<(typeof packages)[number], string>;

    beforeAll(async () => {
        folder = await mkdtemp(join(tmpdir(), 'tabularium-packages-'));
        // As `npm run build` does last; compiling alone leaves it undone.
        execFileSync(process.execPath, [join(root, 'scripts/inline-api.js')], { stdio: 'pipe' });
        const packed = await Promise.all(packages.map(async (name) => [name, await pack(name, folder)] as const));
        tarballs = Object.fromEntries(packed) as typeof tarballs;
    }, 60_000);

    afterAll(() => rm(folder, { recursive: true, force: true }));

    describe('client and network, installed into an empty folder,', () => {
        let portBase: number;
        let application: string;
        const started: ChildProcess[] = [];

        beforeAll(async () => {
            portBase = await freePortBase();
            application = join(folder, 'application');
            await mkdir(application);
            await npm(application, 'init', '--yes');
            await npm(application, 'install', ...installQuietly, tarballs.client);
        }, 60_000);

        afterAll(async () => {
            for (const child of started.reverse()) {
                await ended(child);
            }
        });

        it('client: brings neither fabric-shim nor fabric-contract-api', async () => {
            const installed = await readdir(join(application, 'node_modules'));

            expect(installed).toEqual(expect.arrayContaining(['@grpc', '@hyperledger', '@tabularium', 'zod']));
            expect(installed).not.toContain('fabric-shim');
            expect(installed).not.toContain('fabric-contract-api');
            await expect(readdir(join(application, 'node_modules/@tabularium'))).resolves.toEqual(['client']);
        });

        it('client: its types name nothing that is not installed', async () => {
            const texts = await declarations(join(application, 'node_modules/@tabularium/client/dist'));

            expect(texts.filter((text) => text.includes('@tabularium/'))).toEqual([]);
        });

        it('network: serves the registers, and the client calls them', async () => {
            await npm(application, 'install', ...installQuietly, tarballs.network);
            const backend = await serve('network', { installed: application, root, portBase }, started);
            await serve('office', { installed: application, root, backend }, started);

            const output = await example('first-call');

            expect(output).toBe(
                'Land Registry holds governor, administrator, registrar, examiner, surveyor, consumer\n',
            );
        }, 60_000);

        it('client: the example of a command writes, and is refused the second time', async () => {
            expect(await example('first-command')).toMatch(
                /^archive is in block \d+, endorsed by .*\nEvent of block \d+: archive\n$/,
            );
            expect(await example('first-command')).toMatch(/^Refused: .*archive.*\nEvent of block \d+: archive\n$/);
        }, 60_000);

        it('client: the example of a licence issues, suspends and verifies, as often as it is run', async () => {
            const told = 'Valid\nNot valid: SUSPENDED\nValid\nRefused: the last character must be T\n';

            expect(await example('licence')).toBe(told);
            expect(await example('licence')).toBe(told);
        }, 60_000);

        it('client: the example of shared data keeps them between the two agencies', async () => {
            expect(await example('share-data')).toBe(
                'Refused: Item status needs clearance 2, yours is 1.\n' +
                    'Asked; the case number was seen by DataAuthorityMSP and LandRegistryMSP\n' +
                    'Delivered, endorsed by LandRegistryMSP alone\n' +
                    "Read at the registry's own peer and opened: married\n" +
                    'Erased; the use stays on record: PURGED\n',
            );
        }, 60_000);

        const block = readmeBlock();
        const withBlock = block === undefined ? it.skip : it;
        const unless = block === undefined ? ' (skipped: README.md has no block after <!-- client -->)' : '';

        withBlock(
            `client: the README's lines run as they stand${unless}`,
            async () => {
                await expect(runClient(block ?? '')).resolves.not.toBe('');
            },
            60_000,
        );

        function example(name: string): Promise<string> {
            return runClient(readFileSync(join(root, 'client/examples', `${name}.mjs`), 'utf8'));
        }

        /** The story's ports are moved, so that a network at them is not in the way. */
        async function runClient(source: string): Promise<string> {
            const { agencies } = JSON.parse(readFileSync(join(root, 'scripts/story/agencies.json'), 'utf8')) as {
                readonly agencies: readonly { readonly port: number }[];
            };
            const moved = agencies.reduce(
                (text, { port }) => text.replaceAll(`:${port}`, `:${port - 7050 + portBase}`),
                source,
            );
            await writeFile(join(application, 'client.mjs'), moved);
            return run(process.execPath, ['client.mjs'], application);
        }
    });

    describe('chaincode, unpacked as a chaincode builder gets it,', () => {
        let chaincode: string;

        beforeAll(async () => {
            execFileSync('tar', ['-xzf', tarballs.chaincode, '-C', folder]);
            chaincode = join(folder, 'package');
            await npm(chaincode, 'ci', '--omit=dev', ...installQuietly);
        }, 60_000);

        it('installs what its own lockfile says', async () => {
            const installed = await readdir(join(chaincode, 'node_modules'));

            expect(installed).toEqual(expect.arrayContaining(['fabric-shim', 'fabric-contract-api', 'zod']));
        });

        it('generates the metadata of its registers', async () => {
            await npm(chaincode, 'run', 'metadata');

            const { contracts } = JSON.parse(await readFile(join(chaincode, 'contract-metadata.json'), 'utf8')) as {
                readonly contracts: Readonly<
                    Record<string, { readonly transactions: readonly { readonly name: string }[] }>
                >;
            };
            const names = (contract: string): string[] =>
                contracts[contract]?.transactions.map(({ name }) => name) ?? [];
            expect(names('directory')).toEqual(
                expect.arrayContaining(['bootstrap', 'attestKey', 'agencyById', 'whoIs']),
            );
            expect(names('land')).toEqual(
                expect.arrayContaining(['openCase', 'lodgeConsent', 'validateCase', 'approveCase', 'titleByUnit']),
            );
            expect(names('exchange')).toEqual(
                expect.arrayContaining(['publishResource', 'requestShare', 'useGrant', 'deliverRecord', 'findUsage']),
            );
            expect(names('licence')).toEqual(
                expect.arrayContaining(['defineType', 'accreditIssuer', 'issueLicence', 'verifyLicence']),
            );
        }, 30_000);
    });
});

const installQuietly = ['--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error'];

function registryAnswers(): boolean {
    try {
        npmSync(tmpdir(), ['view', 'zod@4.6.7', 'version', '--fetch-retries=0', '--fetch-timeout=5000']);
        return true;
    } catch {
        return false;
    }
}

/** Resolves with the tarball's path. */
async function pack(name: string, to: string): Promise<string> {
    const printed = await npm(join(root, name), 'pack', '--ignore-scripts', '--json', '--pack-destination', to);
    const [tarball] = JSON.parse(printed) as readonly { readonly filename: string }[];
    return join(to, tarball?.filename ?? '');
}

function npm(cwd: string, ...parameters: readonly string[]): Promise<string> {
    return run('npm', parameters, cwd);
}

function npmSync(cwd: string, parameters: readonly string[]): void {
    execFileSync('npm', parameters, { cwd, env: environment(), stdio: 'pipe', timeout: 15_000 });
}

/** Without what an npm that runs this test says of its own folder. */
function environment(): NodeJS.ProcessEnv {
    const inherited = /^(npm_package_|npm_lifecycle_|npm_config_(local_prefix|workspace|prefix)|INIT_CWD)/i;
    return Object.fromEntries(Object.entries(process.env).filter(([name]) => !inherited.test(name)));
}

function run(command: string, parameters: readonly string[], cwd: string): Promise<string> {
    return new Promise((done, fail) => {
        const child = spawn(command, parameters, { cwd, env: environment(), stdio: ['ignore', 'pipe', 'pipe'] });
        let output = '';
        let problems = '';
        child.stdout.setEncoding('utf8').on('data', (text: string) => {
            output += text;
        });
        child.stderr.setEncoding('utf8').on('data', (text: string) => {
            problems += text;
        });
        child.once('error', fail);
        child.once('close', (code) => {
            if (code === 0) {
                done(output);
            } else {
                fail(new Error(`${command} ${parameters.join(' ')}: exit code ${String(code)}\n${output}${problems}`));
            }
        });
    });
}

/** Starts `serve.js` in a role; resolves with what it says when it is ready. */
function serve(role: 'network' | 'office', options: object, started: ChildProcess[]): Promise<unknown> {
    return new Promise((done, fail) => {
        const child = spawn(process.execPath, [join(__dirname, 'serve.js'), role, JSON.stringify(options)], {
            stdio: ['pipe', 'pipe', 'pipe'],
        });
        started.push(child);
        let printed = '';
        let problems = '';
        child.stderr.setEncoding('utf8').on('data', (text: string) => {
            problems += text;
        });
        child.stdout.setEncoding('utf8').on('data', (text: string) => {
            printed += text;
            if (printed.endsWith('\n')) {
                done(JSON.parse(printed));
            }
        });
        child.once('error', fail);
        child.once('exit', (code) => {
            fail(new Error(`${role} ended with exit code ${String(code)}: ${problems}`));
        });
    });
}

function ended(child: ChildProcess): Promise<void> {
    return new Promise((done) => {
        if (child.exitCode !== null || child.signalCode !== null) {
            done();
            return;
        }
        child.once('exit', () => {
            done();
        });
        child.stdin?.end();
    });
}

async function declarations(path: string): Promise<readonly string[]> {
    const names = await readdir(path, { recursive: true });
    return Promise.all(
        names.filter((name) => name.endsWith('.d.ts')).map((name) => readFile(join(path, name), 'utf8')),
    );
}

/** The JavaScript that follows the comment `<!-- client -->` in the README. */
function readmeBlock(): string | undefined {
    const file = join(root, 'README.md');
    const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
    return /<!-- client -->\s*```js\n([^]*?)```/.exec(text)?.[1];
}
