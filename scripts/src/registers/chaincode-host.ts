import type { HostConfig } from '@tabularium/chaincode/host';
import { spawn, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import { UsageError } from '../text/usage-error';
import { installedChaincode } from './chaincode-root';

/** A process that will serve chaincodes for one or more agencies: loaded, and waiting to be told which. */
export interface ChaincodeHostProcess {
    readonly pid: number;
    /** Resolves when every endpoint listens. @throws UsageError with what the process printed, when it ends instead */
    serve(config: HostConfig): Promise<void>;
    /** Ends the process and waits until it has ended. May be repeated. */
    close(): Promise<void>;
}

/**
 * In MiB. A transaction leaves some hundred short-lived objects of the shim behind: with room for more of them before
 * each collection, a transaction costs a tenth less.
 */
const youngGeneration = ['--min-semi-space-size=16', '--max-semi-space-size=32'];

/** How much of what a failing host prints is repeated to the person. */
const TAIL = 2000;

/**
 * Starts the process. Loading the registers takes as long as making certificates and a ledger, so whoever needs both
 * begins with this. Its standard input stays open as long as this process lives: the host ends when it closes.
 * `onOutput` hears everything that it prints.
 */
export function spawnChaincodeHost(
    chaincodeRoot = installedChaincode(),
    onOutput: (text: string) => void = () => undefined,
): ChaincodeHostProcess {
    const flags = ['--no-deprecation', '--disable-proto=delete', ...youngGeneration];
    const host = path.join(chaincodeRoot, 'dist/host.js');
    const child = spawn(process.execPath, [...flags, host, '-'], { stdio: 'pipe' });
    // A host that has ended is told of by its exit, not by the pipe that broke.
    child.stdin.on('error', () => undefined);
    const output = collectOutput(child, onOutput);
    return {
        pid: child.pid ?? 0,
        serve: async (config) => {
            child.stdin.write(`${JSON.stringify(config)}\n`);
            await listening(child, output);
        },
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

interface Output {
    /** What was printed before the endpoints listened; later lines go to this process's own standard error. */
    text(): string;
    pass(): void;
}

function collectOutput(child: ChildProcess, onOutput: (text: string) => void): Output {
    let printed = '';
    let passing = false;
    for (const stream of [child.stdout, child.stderr]) {
        stream?.setEncoding('utf8').on('data', (text: string) => {
            onOutput(text);
            printed = (printed + text).slice(-TAIL);
            if (passing && stream === child.stderr) {
                process.stderr.write(text);
            }
        });
    }
    return {
        text: () => printed.trim(),
        pass: () => {
            passing = true;
        },
    };
}

function listening(child: ChildProcess, output: Output): Promise<void> {
    return new Promise((resolve, reject) => {
        const refuse = (code: number | null): void => {
            reject(ended(code, output.text()));
        };
        if (child.exitCode !== null) {
            refuse(child.exitCode);
            return;
        }
        child.once('error', reject);
        child.once('exit', refuse);
        child.stdout?.on('data', () => {
            if (output.text().includes('"listening"')) {
                child.removeListener('exit', refuse);
                output.pass();
                resolve();
            }
        });
    });
}

function ended(code: number | null, why: string): UsageError {
    return new UsageError(
        {
            en: `The chaincode process ended with exit code ${String(code)}: ${why}`,
            zh: `链码进程以退出码 ${String(code)} 结束：${why}`,
        },
        {
            en: 'If a port is taken, end the other network or move this one with --port-base.',
            zh: '若端口被占用，请结束另一个网络，或用 --port-base 改换端口。',
        },
    );
}
