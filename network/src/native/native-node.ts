import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, fstatSync, mkdirSync, openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { DeployError } from '../deploy/deploy-error';
import type { Clock } from '../seams/clock';
import type { NodePlan } from './node-plan';
import { processName } from './remains';

export interface NativeNodeOptions {
    readonly plan: NodePlan;
    readonly folder: string;
    readonly environment: Readonly<Record<string, string>>;
    readonly clock: Clock;
    /** Hears of an end that nobody asked for, in words. */
    readonly onEnd: (node: NativeNode, words: string) => void;
}

/** How long a node may take to end when it is asked to. */
const graceMs = 10_000;
const excerptLines = 6;
const excerptLength = 600;

/** One node's place in the network, with its process while it runs. */
export class NativeNode {
    readonly plan: NodePlan;
    readonly logPath: string;
    readonly #options: NativeNodeOptions;
    #running: { readonly child: ChildProcess; readonly ended: Promise<void> } | undefined;
    /** While an end is expected. */
    #ending = false;
    #failure: Promise<string> | undefined;

    constructor(options: NativeNodeOptions) {
        this.#options = options;
        this.plan = options.plan;
        this.logPath = `${options.folder}/log/${options.plan.name}.log`;
    }

    /** While it runs. */
    get pid(): number | undefined {
        return this.#running?.child.pid;
    }

    /** Starts the process; whether it answers is another question. Standard output and errors go to the log. */
    launch(): void {
        const { plan, folder, environment } = this.#options;
        mkdirSync(dirname(this.logPath), { recursive: true });
        const log = openSync(this.logPath, 'a');
        const begun = fstatSync(log).size;
        const child = spawn(plan.program, plan.arguments, {
            argv0: processName(folder, plan.name),
            // Out of the terminal's reach: its Ctrl+C is for this process, which ends the nodes in order.
            detached: true,
            stdio: ['ignore', log, log],
            env: { ...environment, FABRIC_CFG_PATH: this.configDir, ...plan.environment },
        });
        closeSync(log);
        this.#ending = false;
        this.#failure = undefined;
        const ended = new Promise<void>((resolve) => {
            const end = (reason: string): void => {
                this.#running = undefined;
                if (!this.#ending) {
                    this.#failure = this.#describeEnd(reason, begun);
                    void this.#failure.then((words) => {
                        this.#options.onEnd(this, words);
                    });
                }
                resolve();
            };
            child.once('exit', (code, signal) => {
                end(`ended with ${signal ?? `code ${String(code)}`}`);
            });
            child.once('error', (error) => {
                end(`could not be started: ${error.message}`);
            });
        });
        this.#running = { child, ended };
    }

    get configDir(): string {
        return `${this.#options.folder}/config/${this.plan.name}`;
    }

    /** @throws DeployError NATIVE_START_FAILED with the end of its log, once it has ended by itself */
    async requireRunning(): Promise<void> {
        if (this.#failure !== undefined) {
            throw new DeployError('NATIVE_START_FAILED', await this.#failure, `Read its log: ${this.logPath}`);
        }
    }

    /** Asks it to end, kills it when it has not within ten seconds, and resolves when it has ended. */
    async stop(): Promise<void> {
        this.#ending = true;
        const running = this.#running;
        if (running === undefined) {
            return;
        }
        running.child.kill('SIGTERM');
        const cancel = this.#options.clock.after(graceMs, () => running.child.kill('SIGKILL'));
        await running.ended;
        cancel();
    }

    /** As a loss of power would: it gets no chance to tidy up. */
    async kill(): Promise<void> {
        this.#ending = true;
        const running = this.#running;
        running?.child.kill('SIGKILL');
        await running?.ended;
    }

    async #describeEnd(reason: string, begun: number): Promise<string> {
        const bytes = await readFile(this.logPath).catch(() => Buffer.alloc(0));
        const log = stripVTControlCharacters(bytes.subarray(begun).toString('utf8')).trim();
        // Fabric gives its reason first and a stack of goroutines after it.
        const cause = /^.*(?:panic:|PANI|FATA|Fatal error|address already in use|Error:).*$/m.exec(log)?.[0];
        const last = log.split('\n').slice(-excerptLines).join('\n');
        return `${this.plan.name} ${reason}: ${(cause ?? last).slice(-excerptLength)}`;
    }
}
