import { logVerbosity, setLogVerbosity } from '@grpc/grpc-js';
import { isDeployError, isNetworkError } from '@tabularium/network';
import type { Language } from './language';
import { UsageError } from './usage-error';

/** Runs a command's work and ends the process with its code; what a person can mend is told without a stack. */
export function runCommand(language: Language, work: () => Promise<number>): void {
    // grpc-js prints a line of its own beside every error that is told properly here.
    setLogVerbosity(logVerbosity.NONE);
    work().then(
        (code) => {
            process.exitCode = code;
        },
        (error: unknown) => {
            process.stderr.write(`${describe(error, language)}\n`);
            process.exitCode = 1;
        },
    );
}

function describe(error: unknown, language: Language): string {
    if (error instanceof UsageError) {
        return error.in(language);
    }
    if (isNetworkError(error) || isDeployError(error)) {
        return `${error.message}\n${error.advice}`;
    }
    return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
