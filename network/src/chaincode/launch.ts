import { spawn as spawnChild } from 'node:child_process';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import type { Clock } from '../seams/clock';

/** A started process that leads a process group of its own. */
export interface HostProcess {
    readonly pid: number | undefined;
    /** Reaches the process and everything that it started. */
    kill(signal: NodeJS.Signals): void;
    /** Called once when the process has ended or could not be started. */
    onExit(listener: (exit: HostExit) => void): void;
    /** Lines of standard output and error. */
    onOutput(listener: (line: string) => void): void;
}

export interface HostExit {
    readonly code: number | null;
    readonly signal: NodeJS.Signals | null;
    /** Present when the process could not be started. */
    readonly error?: Error;
}

export interface LaunchSeams {
    readonly spawn: (
        command: string,
        args: readonly string[],
        options: { readonly env: Readonly<Record<string, string>>; readonly cwd: string },
    ) => HostProcess;
    /** True when something accepts connections at `host:port`. */
    readonly accepts: (address: string) => Promise<boolean>;
    /** Runs `action` when this process ends, also by a signal; the result takes that back. */
    readonly onShutdown: (action: () => void) => () => void;
    readonly clock: Clock;
}

export interface ChaincodeHostOptions {
    readonly command: string;
    readonly args: readonly string[];
    /** The whole environment of the process. */
    readonly env: Readonly<Record<string, string>>;
    readonly cwd: string;
    /** `host:port` of every chaincode service in the process: ready when all accept connections. */
    readonly addresses: readonly string[];
    /** Limit until all accept connections. Default 30 000. */
    readonly startTimeoutMs?: number;
    /** Called when the process ends by itself after it was ready. */
    readonly onExit?: (exit: HostExit) => void;
    readonly onOutput?: (line: string) => void;
}

export interface ChaincodeHost {
    readonly pid: number;
    /** Ends the process and its children: SIGTERM, after a grace period SIGKILL. Safe to call twice. */
    close(): Promise<void>;
}

const PROBE_INTERVAL_MS = 50;
const START_TIMEOUT_MS = 30_000;
const GRACE_MS = 5_000;
/** Lines of output repeated when the process ends too early. */
const TAIL_LINES = 20;

/**
 * Starts a process that serves chaincodes and resolves when all its services accept connections.
 * @throws Error with the end of its output when it ends or stays silent instead; nothing is left running.
 */
export async function spawnChaincodeHost(options: ChaincodeHostOptions, seams: LaunchSeams): Promise<ChaincodeHost> {
    const { clock } = seams;
    const child = seams.spawn(options.command, options.args, { env: options.env, cwd: options.cwd });
    const tail: string[] = [];
    child.onOutput((line) => {
        tail.push(line);
        tail.splice(0, tail.length - TAIL_LINES);
        options.onOutput?.(line);
    });
    let exit: HostExit | undefined;
    let state: 'starting' | 'ready' | 'closing' = 'starting';
    const forgetShutdown = seams.onShutdown(() => {
        child.kill('SIGKILL');
    });
    const ended = new Promise<void>((resolve) => {
        child.onExit((reason) => {
            exit = reason;
            forgetShutdown();
            resolve();
            if (state === 'ready') {
                options.onExit?.(reason);
            }
        });
    });
    const close = async (): Promise<void> => {
        state = 'closing';
        if (exit === undefined) {
            child.kill('SIGTERM');
            const cancel = clock.after(GRACE_MS, () => {
                child.kill('SIGKILL');
            });
            await ended;
            cancel();
        }
    };
    const deadline = clock.now().getTime() + (options.startTimeoutMs ?? START_TIMEOUT_MS);
    const failure = (): string | undefined => {
        if (exit !== undefined) {
            return describeExit(exit);
        }
        return clock.now().getTime() > deadline ? 'does not accept connections' : undefined;
    };
    while (!(await allAccept(options.addresses, seams))) {
        const reason = failure();
        if (reason !== undefined) {
            await close();
            throw new Error(`the chaincode host ${reason}${tail.length === 0 ? '' : `:\n${tail.join('\n')}`}`);
        }
        await Promise.race([ended, pause(clock)]);
    }
    state = 'ready';
    return { pid: child.pid ?? 0, close };
}

async function allAccept(addresses: readonly string[], seams: LaunchSeams): Promise<boolean> {
    const answers = await Promise.all(addresses.map((address) => seams.accepts(address)));
    return answers.every(Boolean);
}

function pause(clock: Clock): Promise<void> {
    return new Promise((resolve) => {
        clock.after(PROBE_INTERVAL_MS, resolve);
    });
}

function describeExit(exit: HostExit): string {
    if (exit.error !== undefined) {
        return `could not be started: ${exit.error.message}`;
    }
    return `ended with ${exit.signal ?? `code ${String(exit.code)}`}`;
}

/** The machine's own processes and sockets. */
export const nodeLaunchSeams: Omit<LaunchSeams, 'clock'> = {
    spawn: (command, args, { env, cwd }) => {
        // A group of its own, so that signals reach grandchildren; its standard input closes with this process.
        const child = spawnChild(command, args, { env: { ...env }, cwd, detached: true, stdio: 'pipe' });
        return {
            pid: child.pid,
            kill: (signal) => {
                if (child.pid === undefined) {
                    return;
                }
                try {
                    process.kill(-child.pid, signal);
                } catch {
                    // The group has ended.
                }
            },
            onExit: (listener) => {
                let told = false;
                const tell = (exit: HostExit): void => {
                    if (!told) {
                        told = true;
                        listener(exit);
                    }
                };
                child.once('exit', (code, signal) => {
                    tell({ code, signal });
                });
                child.once('error', (error) => {
                    tell({ code: null, signal: null, error });
                });
            },
            onOutput: (listener) => {
                createInterface({ input: child.stdout }).on('line', listener);
                createInterface({ input: child.stderr }).on('line', listener);
            },
        };
    },
    accepts: (address) =>
        new Promise((resolve) => {
            const separator = address.lastIndexOf(':');
            const socket = connect(Number(address.slice(separator + 1)), address.slice(0, separator));
            const answer = (value: boolean): void => {
                socket.destroy();
                resolve(value);
            };
            socket.once('connect', () => {
                answer(true);
            });
            socket.once('error', () => {
                answer(false);
            });
        }),
    onShutdown: (action) => {
        const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
        const forget = (): void => {
            process.removeListener('exit', action);
            signals.forEach((signal) => process.removeListener(signal, onSignal));
        };
        const onSignal = (signal: NodeJS.Signals): void => {
            action();
            forget();
            // What the signal would have done without a listener; others that listen decide for themselves.
            if (process.listenerCount(signal) === 0) {
                process.kill(process.pid, signal);
            }
        };
        process.once('exit', action);
        signals.forEach((signal) => process.on(signal, onSignal));
        return forget;
    },
};
