/** Fabric sorts keys and names by their UTF-8 bytes, which is not the order of JavaScript strings outside the BMP. */
export function compareKeys(left: string, right: string): number {
    return left === right ? 0 : Buffer.compare(Buffer.from(left, 'utf8'), Buffer.from(right, 'utf8'));
}

/** The entries of a map, sorted by key. */
export function sortedEntries<Value>(map: ReadonlyMap<string, Value>): (readonly [string, Value])[] {
    return [...map].sort(([left], [right]) => compareKeys(left, right));
}
