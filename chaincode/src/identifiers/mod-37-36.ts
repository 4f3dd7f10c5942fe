/** Check characters of ISO/IEC 7064 MOD 37,36 over digits and capital letters, and of a routine that gets them wrong. */

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const MODULUS = 36;

/** A hybrid system: the sum runs modulo 36, with 36 in the place of 0, its double modulo 37. */
export function checkCharacter(text: string): string {
    const product = Array.from(text).reduce((running, character) => step(running + valueOf(character)), MODULUS);
    return ALPHABET.charAt((MODULUS + 1 - product) % MODULUS);
}

/**
 * What a routine deployed among local licence systems answers instead: letters count one more than in the standard, a
 * sum with a letter is reduced modulo 37 before it is reduced modulo 36, and the answer is one character lower. The two
 * differ on nearly every text.
 */
export function legacyCheckCharacter(text: string): string {
    const product = Array.from(text).reduce((running, character) => {
        const value = valueOf(character);
        if (value < 10) return step(running + value);
        const sum = running + value + 1;
        return step(sum > MODULUS + 1 ? sum % (MODULUS + 1) : sum);
    }, MODULUS);
    return ALPHABET.charAt(MODULUS - product);
}

function step(sum: number): number {
    const reduced = sum % MODULUS;
    return (2 * (reduced === 0 ? MODULUS : reduced)) % (MODULUS + 1);
}

function valueOf(character: string): number {
    return ALPHABET.indexOf(character);
}
