import {
    nodeLaunchSeams,
    spawnChaincodeHost,
    type ChaincodeHostOptions,
    type HostExit,
    type HostProcess,
    type LaunchSeams,
} from '../../../network/src/chaincode/launch';
import { systemClock } from '../../../network/src/seams/clock';
import { ManualClock } from '../../../network/src/seams/manual-clock';

const options: ChaincodeHostOptions = {
    command: 'chaincode',
    args: ['serve'],
    env: {},
    cwd: '/',
    addresses: ['127.0.0.1:1', '127.0.0.1:2'],
};

/** A process that does what the test says. */
class ScriptedProcess implements HostProcess {
    readonly pid = 42;
    readonly signals: NodeJS.Signals[] = [];
    readonly #exits: ((exit: HostExit) => void)[] = [];
    readonly #outputs: ((line: string) => void)[] = [];
    readonly #diesOf: ReadonlySet<NodeJS.Signals>;

    constructor(...diesOf: readonly NodeJS.Signals[]) {
        this.#diesOf = new Set(diesOf);
    }

    kill(signal: NodeJS.Signals): void {
        this.signals.push(signal);
        if (this.#diesOf.has(signal)) {
            this.exit({ code: null, signal });
        }
    }

    exit(exit: HostExit): void {
        this.#exits.splice(0).forEach((listener) => {
            listener(exit);
        });
    }

    print(line: string): void {
        this.#outputs.forEach((listener) => {
            listener(line);
        });
    }

    onExit(listener: (exit: HostExit) => void): void {
        this.#exits.push(listener);
    }

    onOutput(listener: (line: string) => void): void {
        this.#outputs.push(listener);
    }
}

function seamsOf(child: ScriptedProcess, overrides: Partial<LaunchSeams> = {}): LaunchSeams {
    return {
        spawn: () => child,
        accepts: () => Promise.resolve(true),
        onShutdown: () => () => undefined,
        clock: new ManualClock(),
        ...overrides,
    };
}

describe('a chaincode host', () => {
    it('is ready when every service accepts connections', async () => {
        const clock = new ManualClock();
        const listening = new Set(['127.0.0.1:1']);
        const starting = spawnChaincodeHost(
            options,
            seamsOf(new ScriptedProcess('SIGTERM'), {
                clock,
                accepts: (address) => {
                    const answer = listening.has(address);
                    // The second service comes up after the first look.
                    listening.add('127.0.0.1:2');
                    setImmediate(() => {
                        clock.set(new Date(clock.now().getTime() + 50));
                    });
                    return Promise.resolve(answer);
                },
            }),
        );

        expect((await starting).pid).toBe(42);
    });

    it('says what the process printed when it ends instead', async () => {
        const child = new ScriptedProcess();
        const starting = spawnChaincodeHost(options, seamsOf(child, { accepts: () => Promise.resolve(false) }));
        child.print('no such contract');
        child.exit({ code: 1, signal: null });

        await expect(starting).rejects.toThrow('the chaincode host ended with code 1:\nno such contract');
    });

    it('gives up and leaves nothing running when no service comes up in time', async () => {
        const child = new ScriptedProcess('SIGTERM');
        const clock = new ManualClock();
        const starting = spawnChaincodeHost(
            { ...options, startTimeoutMs: 100 },
            seamsOf(child, {
                clock,
                accepts: () => {
                    setImmediate(() => {
                        clock.set(new Date(clock.now().getTime() + 60));
                    });
                    return Promise.resolve(false);
                },
            }),
        );

        await expect(starting).rejects.toThrow('the chaincode host does not accept connections');
        expect(child.signals).toEqual(['SIGTERM']);
    });

    it('kills a process that does not heed SIGTERM', async () => {
        const child = new ScriptedProcess('SIGKILL');
        const clock = new ManualClock();
        const host = await spawnChaincodeHost(options, seamsOf(child, { clock }));

        const closed = host.close();
        clock.set(new Date(clock.now().getTime() + 5_000));
        await closed;

        expect(child.signals).toEqual(['SIGTERM', 'SIGKILL']);
    });

    it('kills the process when this one shuts down', async () => {
        const child = new ScriptedProcess('SIGKILL');
        let shutDown = (): void => undefined;
        const forget = jest.fn();
        await spawnChaincodeHost(
            options,
            seamsOf(child, {
                onShutdown: (action) => {
                    shutDown = action;
                    return forget;
                },
            }),
        );

        shutDown();

        expect(child.signals).toEqual(['SIGKILL']);
        expect(forget).toHaveBeenCalledTimes(1);
    });

    it('reports an end of its own, but not the one that was asked for', async () => {
        const exits: HostExit[] = [];
        const first = new ScriptedProcess('SIGTERM');
        const second = new ScriptedProcess('SIGTERM');
        const onExit = (exit: HostExit): void => void exits.push(exit);
        await spawnChaincodeHost({ ...options, onExit }, seamsOf(first));
        const closing = await spawnChaincodeHost({ ...options, onExit }, seamsOf(second));

        first.exit({ code: 3, signal: null });
        await closing.close();

        expect(exits).toEqual([{ code: 3, signal: null }]);
    });

    it('ends children of the process too', async () => {
        const lines: string[] = [];
        let told = (): void => undefined;
        const printed = new Promise<void>((resolve) => {
            told = (): undefined => {
                resolve();
                return undefined;
            };
        });
        const host = await spawnChaincodeHost(
            {
                command: process.execPath,
                args: [
                    '-e',
                    "const c = require('node:child_process').spawn(process.execPath, ['-e', 'setInterval(() => 0, 1000)']); console.log(c.pid); setInterval(() => 0, 1000)",
                ],
                env: {},
                cwd: __dirname,
                addresses: [],
                onOutput: (line) => {
                    lines.push(line);
                    told();
                },
            },
            { ...nodeLaunchSeams, clock: systemClock },
        );
        await printed;
        const grandchild = Number(lines[0]);

        await host.close();

        await expect(ends(grandchild)).resolves.toBe(true);
    });

    it('reports a command that does not exist', async () => {
        await expect(
            spawnChaincodeHost(
                { ...options, command: '/no/such/command', cwd: __dirname, addresses: ['127.0.0.1:1'] },
                { ...nodeLaunchSeams, clock: systemClock },
            ),
        ).rejects.toThrow('the chaincode host could not be started: spawn /no/such/command ENOENT');
    });
});

/** True once no such process runs any more. */
async function ends(pid: number): Promise<boolean> {
    for (let attempt = 0; attempt < 200; attempt += 1) {
        try {
            process.kill(pid, 0);
        } catch {
            return true;
        }
        await new Promise((resolve) => setTimeout(resolve, 10));
    }
    return false;
}
