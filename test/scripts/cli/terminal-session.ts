import { type ChildProcess, execFile, spawn } from 'node:child_process';
import path from 'node:path';

/** The built commands, run as a person runs them: other processes, no terminal, English. */
const main = path.resolve(__dirname, '../../../scripts/dist/cli/main.js');
const env = { ...process.env, LC_ALL: 'C', NO_COLOR: '1', FORCE_COLOR: undefined };

export interface Ended {
    readonly code: number;
    readonly stdout: string;
    readonly stderr: string;
}

export function tabularium(...args: readonly string[]): Promise<Ended> {
    return new Promise((resolve) => {
        execFile(process.execPath, [main, ...args], { env }, (error, stdout, stderr) => {
            resolve({ code: error === null ? 0 : Number(error.code ?? 1), stdout, stderr });
        });
    });
}

/** A command that a test ends itself. */
export function started(...args: readonly string[]): ChildProcess {
    return spawn(process.execPath, [main, ...args], { env, stdio: 'ignore' });
}

export interface Staying {
    readonly printed: () => string;
    /** As Ctrl+C; resolves with the exit code. */
    end(): Promise<number>;
}

/** A command that stays up; resolves when it has printed `sign`, rejects with what it printed when it ends instead. */
export function staying(sign: string, ...args: readonly string[]): Promise<Staying> {
    const child: ChildProcess = spawn(process.execPath, [main, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    let printed = '';
    let code: number | undefined;
    const ended = new Promise<number>((resolve) => {
        child.once('exit', (exit) => {
            code = exit ?? 1;
            resolve(code);
        });
    });
    return new Promise((resolve, reject) => {
        const onData = (text: Buffer): void => {
            printed += text.toString('utf8');
            if (printed.includes(sign)) {
                resolve({
                    printed: () => printed,
                    end: () => {
                        if (code === undefined) {
                            child.kill('SIGINT');
                        }
                        return ended;
                    },
                });
            }
        };
        child.stdout?.on('data', onData);
        child.stderr?.on('data', onData);
        void ended.then((exit) => {
            reject(new Error(`ended with ${String(exit)}: ${printed}`));
        });
    });
}
