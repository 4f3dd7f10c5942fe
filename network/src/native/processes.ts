import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { DeployError } from '../deploy/deploy-error';
import type { Clock } from '../seams/clock';

export interface ProcessOptions {
    readonly name: string;
    readonly program: string;
    readonly arguments: readonly string[];
    readonly environment: Readonly<Record<string, string>>;
    readonly logPath: string;
}

const killDelayMs = 10_000;
const logExcerptLength = 600;

/** The node processes of one network. They end with it, and are killed when this process exits without stopping them. */
export class Processes {
    readonly #clock: Clock;
    readonly #running: { readonly name: string; readonly child: ChildProcess; readonly ended: Promise<void> }[] = [];
    #failure: Promise<string> | undefined;
    readonly #killAll = (): void => {
        this.#running.forEach(({ child }) => child.kill('SIGKILL'));
    };

    constructor(clock: Clock) {
        this.#clock = clock;
        process.once('exit', this.#killAll);
    }

    /** Standard output and errors go to the log. */
    start(options: ProcessOptions): void {
        mkdirSync(dirname(options.logPath), { recursive: true });
        const log = openSync(options.logPath, 'a');
        const child = spawn(options.program, options.arguments, {
            stdio: ['ignore', log, log],
            env: { ...options.environment },
        });
        closeSync(log);
        const ended = new Promise<void>((resolve) => {
            const end = (reason: string): void => {
                this.#failure ??= describeEnd(options, reason);
                resolve();
            };
            child.once('exit', (code, signal) => {
                end(`ended with ${signal ?? `code ${String(code)}`}`);
            });
            child.once('error', (error) => {
                end(`could not be started: ${error.message}`);
            });
        });
        this.#running.push({ name: options.name, child, ended });
    }

    /** @throws DeployError NATIVE_START_FAILED with the end of its log, once one of the processes has ended. */
    async assertRunning(): Promise<void> {
        if (this.#failure !== undefined) {
            throw new DeployError(
                'NATIVE_START_FAILED',
                await this.#failure,
                'Read its log; often a port is taken by another network that still runs.',
            );
        }
    }

    /** Resolves when all have ended; those that do not within ten seconds are killed. */
    async stop(): Promise<void> {
        this.#running.forEach(({ child }) => child.kill('SIGTERM'));
        const cancel = this.#clock.after(killDelayMs, this.#killAll);
        await Promise.all(this.#running.map(({ ended }) => ended));
        cancel();
        process.removeListener('exit', this.#killAll);
    }
}

async function describeEnd(options: ProcessOptions, reason: string): Promise<string> {
    const log = stripVTControlCharacters(await readFile(options.logPath, 'utf8').catch(() => '')).trim();
    // Fabric gives its reason first and a stack of goroutines after it.
    const cause = /^.*(?:panic:|PANI|FATA|Fatal error|address already in use|Error:).*$/m.exec(log)?.[0];
    return `${options.name} ${reason}: ${(cause ?? log).slice(-logExcerptLength)} (${options.logPath})`;
}
