import { fork } from 'node:child_process';
import path from 'node:path';

/** A program of this folder in a process of its own; it ends when this one does. */
export interface Child<Told> {
    readonly pid: number;
    /** The one message that the program sends when it is ready. */
    readonly told: Told;
    close(): Promise<void>;
}

/** Starts `<name>.js` beside this file; resolves with its first message. */
export function startChild<Told>(
    name: string,
    parameters: readonly string[] = [],
    environment: Readonly<Record<string, string>> = {},
): Promise<Child<Told>> {
    const child = fork(path.join(__dirname, `${name}.js`), parameters, { env: { ...process.env, ...environment } });
    const ended = new Promise<void>((resolve) => {
        child.once('exit', () => {
            resolve();
        });
    });
    return new Promise((resolve, reject) => {
        child.once('error', reject);
        child.once('exit', (code) => {
            reject(new Error(`${name} ended with exit code ${String(code)}`));
        });
        child.once('message', (told) => {
            const close = (): Promise<void> => {
                if (child.connected) {
                    child.disconnect();
                }
                return ended;
            };
            resolve({ pid: child.pid ?? 0, told: told as Told, close });
        });
    });
}

/** In the child: tells the parent, and runs `close` when the parent lets go. */
export function ready(told: object, close: () => Promise<void>): void {
    process.once('disconnect', () => {
        close().then(
            () => process.exit(0),
            () => process.exit(1),
        );
    });
    process.send?.(told);
}
