/**
 * The registers' program as the suites run it. Jest maps package names to sources, which Node cannot run; so the host is
 * started from chaincode/dist, which is built first when a source is newer.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(__dirname, '../../..');
/** What record offices are given: jest would map the package's name to its sources. */
export const chaincodeRoot = path.join(root, 'chaincode');
const program = path.join(chaincodeRoot, 'dist/host.js');
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

function filesOf(folder: string, ending: string): string[] {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && entry.name.endsWith(ending))
        .map((entry) => path.join(entry.parentPath, entry.name));
}

function changed(file: string): number {
    return statSync(file).mtimeMs;
}
