/**
 * Resolves with the first request to end. Later ones are taken and ignored while the work is being closed: a terminal's
 * Ctrl+C arrives twice, from the terminal itself and from the starter that passes it on.
 */
export function interrupted(): Promise<void> {
    return new Promise((resolve) => {
        for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
            process.on(signal, () => {
                resolve();
            });
        }
    });
}
