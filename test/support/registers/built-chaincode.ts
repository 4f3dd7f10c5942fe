/**
 * The registers' program as the suites run it. Jest maps package names to sources, which Node cannot run; so the host is
 * started from chaincode/dist, which is built first when a source is newer.
 */
import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { HostConfig } from '../../../chaincode/src/host';
import type { ChaincodeHostProcess } from '../../../scripts/src/registers/chaincode-host';

const root = path.resolve(__dirname, '../../..');
const dist = path.join(root, 'chaincode/dist');
const program = path.join(dist, 'host.js');
/** Written anew by every build, whatever it changes. */
const stamp = path.join(root, 'chaincode/tsconfig.tsbuildinfo');

/** @throws Error that says what to run, when the build fails */
export function buildChaincode(): void {
    const built = existsSync(program) && existsSync(stamp) ? changed(stamp) : 0;
    const edited = Math.max(...filesOf(path.join(root, 'chaincode/src'), '.ts').map(changed));
    if (built >= edited) {
        return;
    }
    const compiler = require.resolve('typescript/bin/tsc');
    try {
        execFileSync(process.execPath, [compiler, '-b', 'chaincode'], { cwd: root, stdio: 'pipe' });
    } catch (error) {
        const { stdout } = error as { readonly stdout?: Buffer };
        throw new Error(`chaincode/dist is out of date; \`npx tsc -b chaincode\` says: ${stdout?.toString() ?? ''}`, {
            cause: error,
        });
    }
}

/** Version of the registers with a hash of the built code. */
export function codeVersion(): Promise<string> {
    const { version } = JSON.parse(readFileSync(path.join(root, 'chaincode/package.json'), 'utf8')) as {
        readonly version: string;
    };
    const hash = createHash('sha256');
    for (const file of filesOf(dist, '.js').sort()) {
        hash.update(path.relative(dist, file)).update(readFileSync(file));
    }
    return Promise.resolve(`${version}-${hash.digest('hex').slice(0, 12)}`);
}

export async function startHostProcess(file: string, config: HostConfig): Promise<ChaincodeHostProcess> {
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, JSON.stringify(config), { mode: 0o600 });
    const flags = ['--no-deprecation', '--disable-proto=delete'];
    const child = spawn(process.execPath, [...flags, program, file], { stdio: ['pipe', 'pipe', 'pipe'] });
    let printed = '';
    await new Promise<void>((resolve, reject) => {
        const hear = (text: string): void => {
            printed = (printed + text).slice(-2000);
            if (printed.includes('"listening"')) {
                resolve();
            }
        };
        child.stdout.setEncoding('utf8').on('data', hear);
        child.stderr.setEncoding('utf8').on('data', hear);
        child.once('error', reject);
        child.once('exit', (code) => {
            reject(new Error(`the chaincode host ended with exit code ${String(code)}: ${printed}`));
        });
    });
    return {
        pid: child.pid ?? 0,
        close: () =>
            new Promise((resolve) => {
                if (child.exitCode !== null || child.signalCode !== null) {
                    resolve();
                    return;
                }
                child.once('exit', () => {
                    resolve();
                });
                child.kill();
            }),
    };
}

function filesOf(folder: string, ending: string): string[] {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && entry.name.endsWith(ending))
        .map((entry) => path.join(entry.parentPath, entry.name));
}

function changed(file: string): number {
    return statSync(file).mtimeMs;
}
