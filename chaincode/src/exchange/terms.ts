/**
 * The words of data sharing: what a catalogue entry says after the guide to government information resources
 * (政务信息资源目录编制指南), who asks whom, and what only both of them and the data authority may see. Pure.
 */
import { z } from 'zod';
import { AgencyId, BilingualName, Clearance, DepartmentId, Instant, MspId, Salt, Sha256 } from '../runtime/primitives';

/** A list's bounds: a resource stays below four kilobytes, a grant can be worked through by key. */
export const MAX_ITEMS = 32;
export const MAX_USES = 1000;
export const MAX_RECORD_BYTES = 8 * 1024;
/** The longest record in base64url, and the longest header. */
export const MAX_SEALED_BYTES = 13 * 1024;

/** 类 (1 digit), 项 (2), 目 (3), 细目 (any number), then the sequence number behind a slash. */
export const ResourceCode = z.string().regex(/^[1-9]\d{5}\d{0,12}\/\d{1,12}$/);
export const ItemCode = z.string().regex(/^[A-Za-z][A-Za-z0-9-]{0,31}$/);
/** What the data are for, e.g. `LAND-TRANSFER`; agreed between the agencies. */
export const PurposeCode = z
    .string()
    .regex(/^[A-Z][A-Z0-9]*(-[A-Z0-9]+)*$/)
    .max(32);

export const DATA_TYPES = ['TEXT', 'NUMBER', 'AMOUNT', 'DATE', 'DATE_TIME', 'BOOLEAN'] as const;
export const FORMATS = ['DOCUMENT', 'SPREADSHEET', 'DATABASE', 'IMAGE', 'STREAM', 'SELF_DESCRIBING'] as const;
export const SHARE_TYPES = ['UNCONDITIONAL', 'CONDITIONAL', 'NOT_SHARED'] as const;
export const SHARE_MODES = ['PLATFORM', 'MAIL', 'MEDIA'] as const;
export const UPDATE_CYCLES = ['REAL_TIME', 'DAILY', 'WEEKLY', 'MONTHLY', 'QUARTERLY', 'YEARLY'] as const;

/** 信息项: one field of the resource. `level` is the least clearance that may ask for it. */
export const Item = z.strictObject({
    itemCode: ItemCode,
    name: BilingualName,
    dataType: z.enum(DATA_TYPES),
    level: Clearance,
});
export type Item = z.output<typeof Item>;

const shareMode = z.enum(SHARE_MODES);

/** 共享属性. What is not shared needs the law that says so; what is shared under a condition needs the condition. */
export const Sharing = z.discriminatedUnion('shareType', [
    z.strictObject({ shareType: z.literal('UNCONDITIONAL'), shareMode }),
    z.strictObject({
        shareType: z.literal('CONDITIONAL'),
        shareCondition: z.string().min(1).max(500),
        shareMode,
    }),
    z.strictObject({ shareType: z.literal('NOT_SHARED'), legalBasis: z.string().min(1).max(500) }),
]);
export type Sharing = z.output<typeof Sharing>;

const distinct = (codes: readonly string[]): boolean => new Set(codes).size === codes.length;

/** What a provider writes about a resource. */
export const resourceMetadata = {
    name: BilingualName,
    abstract: z.string().min(1).max(500),
    format: z.enum(FORMATS),
    items: z
        .array(Item)
        .min(1)
        .max(MAX_ITEMS)
        .refine((items) => distinct(items.map(({ itemCode }) => itemCode)), { message: 'an item code occurs twice' }),
    sharing: Sharing,
    openToPublic: z.boolean(),
    updateCycle: z.enum(UPDATE_CYCLES),
    /** Calendar days from the conformity check to the answer; whoever publishes has counted holidays in. */
    answerWithinDays: z.int().min(1).max(365),
    relatedResourceCode: ResourceCode.exactOptional(),
} as const;
export const ResourceMetadata = z.strictObject(resourceMetadata);
export type ResourceMetadata = z.output<typeof ResourceMetadata>;

export const ItemCodes = z
    .array(ItemCode)
    .min(1)
    .max(MAX_ITEMS)
    .refine(distinct, { message: 'an item code occurs twice' });

/** How often and how long: `validFrom` inclusive, `validTo` exclusive. */
export const extent = {
    maxUses: z.int().min(1).max(MAX_USES),
    validFrom: Instant,
    validTo: Instant,
} as const;
export const Extent = z.strictObject(extent);
export type Extent = z.output<typeof Extent>;

/** The department that uses data, and the agency that answers for them; each with the MSP that its officers sign under. */
export const parties = {
    consumerAgencyId: AgencyId,
    consumerDepartmentId: DepartmentId,
    consumerMspId: MspId,
    providerAgencyId: AgencyId,
    providerMspId: MspId,
} as const;
export const Parties = z.strictObject(parties);
export type Parties = z.output<typeof Parties>;

/** Number of a use under its grant: 1 to the grant's `maxUses`. */
export const Slot = z.int().min(1).max(MAX_USES);
/** Grant id and slot, e.g. `0f…~7`. */
export const UsageId = z.string().regex(/^[0-9a-f]{32}~[1-9]\d{0,3}$/);
/** The person whom the data are about, as the data authority's service writes it for this pair of agencies. */
export const Pseudonym = Sha256;

const CaseNumber = z.string().min(1).max(100);

/** Why the data are asked for. Seen by consumer, provider and data authority. */
export const RequestDetails = z.strictObject({
    salt: Salt,
    caseNumber: CaseNumber,
    justification: z.string().min(1).max(2000),
});

/** In which case about whom they are used. Seen by consumer, provider and data authority. */
export const UseDetails = z.strictObject({
    salt: Salt,
    caseNumber: CaseNumber,
    subjectReference: z.string().min(1).max(200),
});

/** Item code → value as text; at most 8 KiB as JSON. What is sealed: no register ever sees it. */
export const DeliveredItems = z
    .record(ItemCode, z.string().max(MAX_RECORD_BYTES))
    .refine((record) => Buffer.byteLength(JSON.stringify(record)) <= MAX_RECORD_BYTES, {
        message: `longer than ${String(MAX_RECORD_BYTES)} bytes`,
    });

/** A JWE in compact serialisation, see ./sealed-record. */
export const Sealed = z.string().min(1).max(MAX_SEALED_BYTES);

/** The data, sealed to the key that the use names. Kept by the consumer's organisation, read by the holder of the key. */
export const Delivery = z.strictObject({ salt: Salt, sealed: Sealed });
export type Delivery = z.output<typeof Delivery>;
