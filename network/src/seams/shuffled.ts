import type { Random } from './random';

/** A new array in random order (Fisher-Yates). */
export function shuffled<T>(items: readonly T[], random: Random): T[] {
    const result = [...items];
    for (let last = result.length - 1; last > 0; last--) {
        const bytes = random.bytes(4);
        const pick = new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0) % (last + 1);
        const [a, b] = [result[last], result[pick]];
        if (a !== undefined && b !== undefined) {
            result[last] = b;
            result[pick] = a;
        }
    }
    return result;
}
