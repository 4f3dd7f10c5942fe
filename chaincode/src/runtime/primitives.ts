/** Schemas of the small values that every register speaks of. Pure: imports zod only. */
import { z } from 'zod';

/** 64 lower-case hex digits: a SHA-256, a commitment, a person reference. */
export const Sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** 16 to 32 random bytes as lower-case hex, inside every private value. */
export const Salt = z.string().regex(/^([0-9a-f]{2}){16,32}$/);

/** RFC 3339 in UTC with exactly three decimals, so that comparing strings compares times. */
export const Instant = z
    .string()
    .regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/)
    .refine(isRealInstant, { message: 'not a date of the calendar' });

/** Chosen by the client, unique for its principal; the same id makes a repeated command have one effect. */
export const CommandId = z.string().regex(/^[A-Za-z0-9._-]{1,64}$/);

/** 32 hex digits, made by the runtime from principal, command id and a counter. */
export const RecordId = z.string().regex(/^[0-9a-f]{32}$/);

export const MspId = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/);
export const AgencyId = z.string().regex(/^[A-Za-z][A-Za-z0-9-]{0,31}$/);
export const DepartmentId = z.string().regex(/^[A-Za-z][A-Za-z0-9-]{0,31}$/);
/** Stable for a person's time in office, across certificates and departments. */
export const OfficerId = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/);

/** Prefix of a GB/T 2260 code: '' for everywhere, 2 digits a province, 4 a prefecture, 6 a county. */
export const Jurisdiction = z.string().regex(/^(\d{2}){0,3}$/);
/** 1 (public) to 4 (most sensitive). */
export const Clearance = z.int().min(1).max(4);

/** A name in both languages of the network. */
export const BilingualName = z.strictObject({
    zh: z.string().min(1).max(120),
    en: z.string().min(1).max(200),
});

/** A sentence for the record: why something was decided. Never personal data. */
export const Reason = z.string().min(1).max(500);

/** At most 200 items a page; the cursor is opaque and comes from the page before, empty for the first. */
export const PageRequest = {
    limit: z.int().min(1).max(200).default(50),
    cursor: z.string().max(2048).default(''),
} as const;

export function pageOf<Item extends z.ZodType>(
    item: Item,
): z.ZodObject<{ items: z.ZodArray<Item>; cursor: z.ZodString }, z.core.$strict> {
    return z.strictObject({ items: z.array(item), cursor: z.string() });
}

const daysInMonths: readonly number[] = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** By arithmetic: instants are in every record, and a Date made and written again would cost as much as the rest of it. */
function isRealInstant(text: string): boolean {
    const part = (start: number, length = 2): number => Number(text.slice(start, start + length));
    const [year, month, day] = [part(0, 4), part(5), part(8)];
    const isLeapYear = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
    const days = (daysInMonths[month - 1] ?? 0) + (month === 2 && isLeapYear ? 1 : 0);
    return day >= 1 && day <= days && part(11) < 24 && part(14) < 60 && part(17) < 60;
}
