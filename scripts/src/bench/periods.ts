export const DAY_MS = 24 * 3600 * 1000;

/** An instant as registers take it. */
export function fromNow(milliseconds: number): string {
    return new Date(Date.now() + milliseconds).toISOString();
}
