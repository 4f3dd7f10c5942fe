import { createHash } from 'node:crypto';
import type { ParcelFeature } from './story-data';
import { UsageError } from '../text/usage-error';

/** What the register keeps of a parcel; the geometry itself stays with the surveyor. */
export interface ParcelReference {
    /** Square millimetres, decimal. */
    readonly areaMm2: string;
    readonly locationLabel: string;
    readonly geometrySha256: string;
}

/** The surveyed area must agree with the drawn polygon to this share: a slip of a digit, not a survey check. */
const tolerance = 0.01;

/** @throws UsageError when the stated area is not that of the polygon (coordinates in metres). */
export function parcelReference(feature: ParcelFeature): ParcelReference {
    const { unitCode, areaM2, location } = feature.properties;
    const stated = Number(areaM2);
    const drawn = Math.abs(feature.geometry.coordinates.reduce((sum, ring, index) => sum + signedArea(ring, index), 0));
    if (Math.abs(drawn - stated) > tolerance * stated) {
        const en = `parcels.geojson: ${unitCode} states ${areaM2} m² but its polygon has ${drawn.toFixed(3)} m².`;
        const zh = `parcels.geojson：${unitCode} 标注 ${areaM2} 平方米，图形为 ${drawn.toFixed(3)} 平方米。`;
        throw new UsageError({ en, zh }, { en: 'Mend the area or the polygon.', zh: '请更正面积或图形。' });
    }
    return {
        areaMm2: squareMillimetres(areaM2),
        locationLabel: location.zh,
        geometrySha256: createHash('sha256').update(JSON.stringify(feature.geometry)).digest('hex'),
    };
}

/** Exact: decimal text in, decimal text out. */
function squareMillimetres(areaM2: string): string {
    const [whole = '0', decimals = ''] = areaM2.split('.');
    return (BigInt(whole) * 1_000_000n + BigInt(decimals.padEnd(6, '0'))).toString();
}

function signedArea(ring: readonly (readonly [number, number])[], index: number): number {
    let twice = 0;
    for (let at = 0; at + 1 < ring.length; at += 1) {
        const [x1, y1] = ring[at] ?? [0, 0];
        const [x2, y2] = ring[at + 1] ?? [0, 0];
        twice += x1 * y2 - x2 * y1;
    }
    // The first ring is the outline, the others are holes, whichever way they are drawn.
    return (index === 0 ? 1 : -1) * Math.abs(twice / 2);
}
