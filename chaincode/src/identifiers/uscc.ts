/**
 * Unified social credit codes (统一社会信用代码, GB 32100): registrar 1, class 1, region 6, organisation code 9 with its
 * own check character (GB 11714), and a check character over all. Pure.
 */

const ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const MODULUS = 31;
/** 3^i mod 31 for the seventeen characters before the check character. */
const CODE_WEIGHTS = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28] as const;
const ORGANISATION_WEIGHTS = [3, 7, 9, 10, 5, 8, 4, 2] as const;

/** A check character that is wrong, and the one that should be there. */
export interface UsccCheckProblem {
    readonly standard: 'GB 11714' | 'GB 32100';
    readonly expected: string;
}

/** True when form and both check characters are right. Upper case only: normalise before asking. */
export function isUscc(text: string): boolean {
    return isUsccForm(text) && usccCheckProblem(text) === undefined;
}

/** Eighteen characters of the code's alphabet, whatever the check characters say. */
export function isUsccForm(text: string): boolean {
    return /^[0-9A-HJ-NPQRTUWXY]{18}$/.test(text);
}

/** The first wrong check character of a code of the right form: the organisation code's before the whole one's. */
export function usccCheckProblem(code: string): UsccCheckProblem | undefined {
    const organisation = organisationCheckCharacter(code.slice(8, 16));
    if (organisation !== code[16]) {
        return { standard: 'GB 11714', expected: organisation };
    }
    const whole = usccCheckCharacter(code.slice(0, 17));
    return whole === code[17] ? undefined : { standard: 'GB 32100', expected: whole };
}

/** Check character over the first seventeen characters. */
function usccCheckCharacter(code: string): string {
    const sum = weigh(code, CODE_WEIGHTS, (character) => ALPHABET.indexOf(character));
    return ALPHABET.charAt((MODULUS - (sum % MODULUS)) % MODULUS);
}

/** Check character of GB 11714 over the eight characters of an organisation code: A=10 to Z=35. */
function organisationCheckCharacter(code: string): string {
    const check = 11 - (weigh(code, ORGANISATION_WEIGHTS, (character) => Number.parseInt(character, 36)) % 11);
    if (check === 10) {
        return 'X';
    }
    return check === 11 ? '0' : String(check);
}

function weigh(code: string, weights: readonly number[], valueOf: (character: string) => number): number {
    return weights.reduce((sum, weight, index) => sum + weight * valueOf(code.charAt(index)), 0);
}
