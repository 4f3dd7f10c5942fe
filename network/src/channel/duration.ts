const UNIT_MS: Readonly<Record<string, number | undefined>> = {
    ns: 1e-6,
    us: 1e-3,
    µs: 1e-3,
    ms: 1,
    s: 1000,
    m: 60_000,
    h: 3_600_000,
};

/** Milliseconds of a Go duration such as `2s`, `500ms` or `1m30s`; undefined when it is none. */
export function parseDuration(text: string): number | undefined {
    if (!/^(?:\d+(?:\.\d+)?(?:ns|us|µs|ms|s|m|h))+$/.test(text)) {
        return undefined;
    }
    let total = 0;
    for (const [, amount, unit] of text.matchAll(/(\d+(?:\.\d+)?)(ns|us|µs|ms|s|m|h)/g)) {
        total += Number(amount) * (UNIT_MS[unit ?? ''] ?? Number.NaN);
    }
    return total;
}

export function formatDuration(ms: number): string {
    return ms % 1000 === 0 ? `${String(ms / 1000)}s` : `${String(ms)}ms`;
}
