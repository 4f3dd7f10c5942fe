/**
 * 不动产单元代码, the property unit code of GB/T 37346: 28 characters without a check digit. Structure as found in
 * deployed code: 6 county (GB/T 2260), 3 cadastral zone, 3 sub-zone, 2 parcel feature, 5 parcel serial, 1 fixture
 * feature, 8 fixture unit. Checked against public examples.
 */

export const OWNERSHIP_FEATURES = { G: 'state', J: 'collective', Z: 'unconfirmed' } as const;

export const USE_FEATURES = {
    A: 'collective ownership',
    B: 'surface',
    S: 'above ground',
    X: 'below ground',
    C: 'homestead',
    D: 'arable land',
    E: 'forest land',
    F: 'grassland',
    H: 'sea area',
    G: 'uninhabited island',
    W: 'disputed or undetermined',
    Y: 'other',
} as const;

export const FIXTURE_FEATURES = { F: 'building', L: 'trees', Q: 'other', W: 'none' } as const;

export interface PropertyUnit {
    readonly county: string;
    readonly zone: string;
    readonly subZone: string;
    readonly ownership: keyof typeof OWNERSHIP_FEATURES;
    readonly use: keyof typeof USE_FEATURES;
    readonly parcelSerial: string;
    readonly fixture: keyof typeof FIXTURE_FEATURES;
    readonly fixtureUnit: string;
    /** Zone and sub-zone all zeros outside the sea: numbered before the cadastral survey. */
    readonly provisional: boolean;
}

export type PropertyUnitProblem =
    | 'length'
    | 'county'
    | 'zone'
    | 'parcel feature'
    | 'parcel serial'
    | 'fixture feature'
    | 'fixture unit'
    | 'collective use on land that is not collective'
    | 'unit number without a fixture';

const LENGTH = 28;
const DIGITS = /^[0-9]+$/;

/** The first problem of a code, reading from the left; undefined when there is none. Lower-case letters are refused. */
export function propertyUnitProblem(code: string): PropertyUnitProblem | undefined {
    if (code.length !== LENGTH) return 'length';
    if (!DIGITS.test(code.slice(0, 6))) return 'county';
    if (!DIGITS.test(code.slice(6, 12))) return 'zone';
    if (!/^[GJZ][ABCDEFGHSWXY]$/.test(code.slice(12, 14))) return 'parcel feature';
    if (!DIGITS.test(code.slice(14, 19))) return 'parcel serial';
    if (!/^[FLQW]$/.test(code.charAt(19))) return 'fixture feature';
    if (!DIGITS.test(code.slice(20))) return 'fixture unit';
    // Collective ownership (A) and homesteads (C) exist on collective land only.
    if (/^[GZ][AC]$/.test(code.slice(12, 14))) return 'collective use on land that is not collective';
    if (code.charAt(19) === 'W' && code.slice(20) !== '00000000') return 'unit number without a fixture';
    return undefined;
}

export function isPropertyUnitCode(code: string): boolean {
    return propertyUnitProblem(code) === undefined;
}

/** Takes a code apart. @throws RangeError naming the first problem. */
export function parsePropertyUnitCode(code: string): PropertyUnit {
    const problem = propertyUnitProblem(code);
    if (problem !== undefined) throw new RangeError(`not a property unit code: ${problem}`);
    const use = code.charAt(13) as keyof typeof USE_FEATURES;
    return {
        county: code.slice(0, 6),
        zone: code.slice(6, 9),
        subZone: code.slice(9, 12),
        ownership: code.charAt(12) as keyof typeof OWNERSHIP_FEATURES,
        use,
        parcelSerial: code.slice(14, 19),
        fixture: code.charAt(19) as keyof typeof FIXTURE_FEATURES,
        fixtureUnit: code.slice(20),
        provisional: code.slice(6, 12) === '000000' && use !== 'H',
    };
}
