import type { HostConfig } from '@tabularium/chaincode/host';
import { nodeFileSystem } from '@tabularium/network';
import { spawn, type ChildProcess } from 'node:child_process';
import { UsageError } from '../text/usage-error';

/** A process that serves chaincodes for one or more agencies. */
export interface ChaincodeHostProcess {
    readonly pid: number;
    /** Ends the process and waits until it has ended. */
    close(): Promise<void>;
}

/** How much of what a failing host prints is repeated to the person. */
const TAIL = 2000;

/**
 * Starts the host with its configuration in `file`, and resolves when every endpoint listens.
 * @throws UsageError with what the host printed, when it ends instead
 */
export async function startHostProcess(file: string, config: HostConfig): Promise<ChaincodeHostProcess> {
    await nodeFileSystem.writeFile(file, JSON.stringify(config), { mode: 0o600 });
    // Its standard input stays open as long as this process lives: the host ends when it closes.
    const child = spawn(
        process.execPath,
        ['--no-deprecation', '--disable-proto=delete', require.resolve('@tabularium/chaincode/host'), file],
        {
            stdio: ['pipe', 'pipe', 'pipe'],
        },
    );
    await listening(child);
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

function listening(child: ChildProcess): Promise<void> {
    return new Promise((resolve, reject) => {
        let printed = '';
        let isListening = false;
        child.stderr?.setEncoding('utf8').on('data', (text: string) => {
            printed = (printed + text).slice(-TAIL);
            if (isListening) {
                process.stderr.write(text);
            }
        });
        child.stdout?.setEncoding('utf8').on('data', (text: string) => {
            printed = (printed + text).slice(-TAIL);
            if (text.includes('"listening"')) {
                isListening = true;
                resolve();
            }
        });
        child.once('error', reject);
        child.once('exit', (code) => {
            const why = printed.trim();
            reject(
                new UsageError(
                    {
                        en: `The chaincode process ended with exit code ${String(code)}: ${why}`,
                        zh: `链码进程以退出码 ${String(code)} 结束：${why}`,
                    },
                    {
                        en: 'If a port is taken, end the other network or move this one with --port-base.',
                        zh: '若端口被占用，请结束另一个网络，或用 --port-base 改换端口。',
                    },
                ),
            );
        });
    });
}
