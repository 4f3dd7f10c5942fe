/**
 * 电子证照标识, the licence identifier of GB/T 36904: `1.2.156.3005.2.` type 21 `.` issuer `.` serial `.` version 3 `.`
 * check 1. The type begins with the unified social credit code of the authority that defined it; the issuer is such a
 * code, or in deployed registers a region of six digits. Checked against public examples.
 */
import { checkCharacter, legacyCheckCharacter } from './mod-37-36';
import { isUsccForm, usccCheckProblem } from './uscc';

const ROOT = '1.2.156.3005.2.';
const NAMES = ['type', 'issuer', 'serial', 'version', 'check'] as const;

export interface LicenceIdentifier {
    readonly typeCode: string;
    /** Unified social credit code, or a GB/T 2260 region. */
    readonly issuer: string;
    readonly serial: string;
    readonly version: string;
}

/** A part that has not the form of GB/T 36904, or a check character that does not fit. */
export type LicenceIdentifierProblem =
    | { readonly kind: 'form'; readonly part: 'root' | 'parts' | (typeof NAMES)[number] }
    | {
          readonly kind: 'check';
          readonly part: 'type' | 'issuer' | 'identifier';
          readonly standard: 'GB 11714' | 'GB 32100' | 'GB/T 36904';
          readonly expected: string;
          /** The check character is the one that a widespread vendor routine computes instead. */
          readonly legacy: boolean;
      };

/** The first problem: form from the left, then the codes inside, then the whole. Lower-case letters are refused. */
export function licenceIdentifierProblem(text: string): LicenceIdentifierProblem | undefined {
    const problem = formProblem(text);
    if (problem !== undefined) return problem;
    const { typeCode, issuer } = parseLicenceIdentifier(text);
    const inner = usccProblem('type', typeCode.slice(0, 18)) ?? usccProblem('issuer', issuer);
    if (inner !== undefined) return inner;
    const characters = protectedCharacters(text.slice(0, -1));
    const expected = checkCharacter(characters);
    const found = text.slice(-1);
    if (found === expected) return undefined;
    const legacy = found === legacyCheckCharacter(characters);
    return { kind: 'check', part: 'identifier', standard: 'GB/T 36904', expected, legacy };
}

/** Takes an identifier without a problem apart. */
export function parseLicenceIdentifier(text: string): LicenceIdentifier {
    const [typeCode = '', issuer = '', serial = '', version = ''] = text.slice(ROOT.length).split('.');
    return { typeCode, issuer, serial, version };
}

/** The identifier of these parts, with its check character. */
export function formatLicenceIdentifier({ typeCode, issuer, serial, version }: LicenceIdentifier): string {
    const unchecked = ROOT + [typeCode, issuer, serial, version].join('.');
    return `${unchecked}.${checkCharacter(protectedCharacters(unchecked))}`;
}

/** Type codes hold the code of the authority that defined the type, and three characters of its own choice. */
export function isLicenceTypeCode(text: string): boolean {
    const authority = text.slice(0, 18);
    return typeForm.test(text) && isUsccForm(authority) && usccCheckProblem(authority) === undefined;
}

const typeForm = /^[0-9A-Z]{21}$/;
const forms: Readonly<Record<(typeof NAMES)[number], (part: string) => boolean>> = {
    type: (part) => typeForm.test(part) && isUsccForm(part.slice(0, 18)),
    issuer: (part) => isUsccForm(part) || /^[0-9]{6}$/.test(part),
    serial: (part) => /^[0-9A-Z]{1,32}$/.test(part),
    version: (part) => /^[0-9]{3}$/.test(part) && part !== '000',
    check: (part) => /^[0-9A-Z]$/.test(part),
};

function formProblem(text: string): LicenceIdentifierProblem | undefined {
    if (!text.startsWith(ROOT)) return { kind: 'form', part: 'root' };
    const parts = text.slice(ROOT.length).split('.');
    if (parts.length !== NAMES.length) return { kind: 'form', part: 'parts' };
    const part = NAMES.find((name, index) => !forms[name](parts[index] ?? ''));
    return part && { kind: 'form', part };
}

function usccProblem(part: 'type' | 'issuer', code: string): LicenceIdentifierProblem | undefined {
    const problem = isUsccForm(code) ? usccCheckProblem(code) : undefined;
    return problem && { kind: 'check', part, ...problem, legacy: false };
}

/** What the check character is computed over: everything behind the root, without the dots. */
function protectedCharacters(identifier: string): string {
    return identifier.slice(ROOT.length).replaceAll('.', '');
}
