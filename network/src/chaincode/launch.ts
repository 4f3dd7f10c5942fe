/** A started process, as `node:child_process` gives it. */
export interface HostProcess {
    readonly pid: number | undefined;
    kill(signal: NodeJS.Signals): void;
    /** Called once when the process has ended or could not be started. */
    onExit(listener: (exit: HostExit) => void): void;
    /** Lines of standard output and error. */
    onOutput(listener: (line: string) => void): void;
}

export interface HostExit {
    readonly code: number | null;
    readonly signal: NodeJS.Signals | null;
    readonly error?: Error;
}

export type Spawn = (
    command: string,
    args: readonly string[],
    options: { readonly env: Readonly<Record<string, string>>; readonly cwd: string },
) => HostProcess;

export interface ChaincodeHostOptions {
    readonly command: string;
    readonly args: readonly string[];
    /** The whole environment of the process. */
    readonly env: Readonly<Record<string, string>>;
    readonly cwd: string;
    /** `host:port` of every chaincode service in the process: ready when all accept connections. */
    readonly addresses: readonly string[];
    /** Called when the process ends by itself after it was ready. */
    readonly onExit?: (exit: HostExit) => void;
    readonly onOutput?: (line: string) => void;
}

export interface ChaincodeHost {
    readonly pid: number;
    /** Ends the process and all its children: SIGTERM, after a grace period SIGKILL. */
    close(): Promise<void>;
}
