/** Periods: `validFrom` inclusive to `validTo` exclusive, and how long a type lets one be. */
import { refusal } from '../runtime/errors';
import { licenceErrors as errors } from './errors';
import type { LicenceType } from './records';

export interface Period {
    readonly validFrom: string;
    readonly validTo?: string;
}

export function covers({ validFrom, validTo }: Period, at: string): boolean {
    return validFrom <= at && (validTo === undefined || at < validTo);
}

/** @throws LICENCE_PERIOD_EMPTY, LICENCE_PERIOD_PAST */
export function assertPeriod({ validFrom, validTo }: Period, now: string): void {
    if (validTo === undefined) return;
    if (validTo <= validFrom) throw refusal(errors.PERIOD_EMPTY, { validFrom, validTo });
    if (validTo <= now) throw refusal(errors.PERIOD_PAST, { validTo });
}

/** @throws LICENCE_PERIOD_WITHOUT_END, LICENCE_PERIOD_TOO_LONG */
export function assertValidity(
    { typeCode, validity }: Pick<LicenceType, 'typeCode' | 'validity'>,
    { validFrom, validTo }: Period,
): void {
    if (validity.rule === 'OPEN_ENDED') return;
    const { months } = validity;
    if (validTo === undefined) throw refusal(errors.PERIOD_WITHOUT_END, { typeCode, months });
    const latest = addMonths(validFrom, months);
    if (latest < validTo) throw refusal(errors.PERIOD_TOO_LONG, { typeCode, months, latest });
}

/** The same day and time of a later month; its last day where it has no such day. */
function addMonths(instant: string, months: number): string {
    const count = Number(instant.slice(0, 4)) * 12 + Number(instant.slice(5, 7)) - 1 + months;
    const [year, month] = [Math.floor(count / 12), (count % 12) + 1];
    if (year > 9999) return '9999-12-31T23:59:59.999Z';
    const day = Math.min(Number(instant.slice(8, 10)), daysOf(year, month));
    return `${digits(year, 4)}-${digits(month, 2)}-${digits(day, 2)}${instant.slice(10)}`;
}

function daysOf(year: number, month: number): number {
    if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
    return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

function digits(value: number, length: number): string {
    return String(value).padStart(length, '0');
}
