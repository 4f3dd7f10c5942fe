/**
 * The story as data: agencies, persons, parcels, records and the acts of the cases, read from a folder that a user may
 * replace (`--data DIR`). This folder of code owns how a story is read and played; what the registers decide is not its business.
 */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { UsageError } from '../text/usage-error';
import { BilingualText, Chapter, Name } from './acts';

const AgencyData = z.strictObject({
    agencyId: Name,
    mspId: z.string().regex(/^[A-Za-z0-9.-]+$/),
    domain: z.string().regex(/^[a-z0-9.-]+$/),
    port: z.int().min(1).max(65_535),
    uscc: z.string().length(18),
    name: BilingualText,
    founding: z.boolean(),
    roles: z.array(z.string()),
    jurisdiction: z.string(),
    departments: z.array(z.strictObject({ departmentId: Name, name: BilingualText })),
    officers: z.array(
        z.strictObject({
            officerId: Name,
            departmentId: Name,
            grants: z.array(
                z.strictObject({ role: z.string(), jurisdiction: z.string(), clearance: z.int().min(1).max(4) }),
            ),
        }),
    ),
});

const Ownership = z.strictObject({ owner: Name, witnesses: z.array(Name).min(1) });

export const AgenciesFile = z.strictObject({
    title: BilingualText,
    /** Who keeps each register, and whose peers may witness; the directory belongs to all founding agencies. */
    registers: z.object({ land: Ownership }).catchall(Ownership),
    agencies: z.array(AgencyData).min(2).max(32),
});
export type AgenciesData = z.output<typeof AgenciesFile>;
export type AgencyData = AgenciesData['agencies'][number];

export const PersonsFile = z.strictObject({
    persons: z.array(z.strictObject({ personId: Name, name: BilingualText, idNumber: z.string().length(18) })),
});
export type PersonData = z.output<typeof PersonsFile>['persons'][number];

const Position = z.tuple([z.number(), z.number()]);
export const ParcelsFile = z.object({
    type: z.literal('FeatureCollection'),
    features: z.array(
        z.object({
            type: z.literal('Feature'),
            properties: z.object({
                unitCode: z.string(),
                /** Square metres as a decimal string with at most six decimals. */
                areaM2: z.string().regex(/^\d{1,12}(\.\d{1,6})?$/),
                location: BilingualText,
            }),
            geometry: z.object({ type: z.literal('Polygon'), coordinates: z.array(z.array(Position).min(4)).min(1) }),
        }),
    ),
});
export type ParcelFeature = z.output<typeof ParcelsFile>['features'][number];

/** What agencies keep outside the ledger, about persons and companies. Each gets a salt when the story is first told. */
export const RecordsFile = z.strictObject({
    records: z.array(
        z.strictObject({
            recordId: Name,
            keeper: Name,
            value: z.record(z.string(), z.unknown()),
            /** The agency that reads its `record` sealed. It makes a key for it when the story is first told. */
            deliveredTo: Name.optional(),
        }),
    ),
});
export type RecordData = z.output<typeof RecordsFile>['records'][number];

export const CasesFile = z.strictObject({
    title: BilingualText,
    chapters: z
        .array(Chapter)
        .min(1)
        .refine((chapters) => isDistinct(chapters.flatMap(({ acts }) => acts.flatMap(idsOf))), {
            message: 'an act id occurs twice',
        }),
    /** What the register must say when every act came out as told. */
    outcome: z.strictObject({
        unitCode: z.string(),
        owners: z.array(z.unknown()),
        entryNo: z.int(),
        mortgages: z.int(),
        seals: z.int(),
    }),
});

export interface StoryData {
    readonly agencies: AgenciesData;
    readonly persons: readonly PersonData[];
    readonly parcels: readonly ParcelFeature[];
    readonly records: readonly RecordData[];
    readonly cases: z.output<typeof CasesFile>;
}

/** @throws UsageError that names the file and the path in it. */
export async function readStory(folder: string): Promise<StoryData> {
    const [agencies, persons, parcels, records, cases] = await Promise.all([
        readAgencies(folder),
        readJson(folder, 'persons.json', PersonsFile),
        readJson(folder, 'parcels.geojson', ParcelsFile),
        readJson(folder, 'records.json', RecordsFile),
        readJson(folder, 'cases.json', CasesFile),
    ]);
    return { agencies, persons: persons.persons, parcels: parcels.features, records: records.records, cases };
}

export async function readAgencies(folder: string): Promise<AgenciesData> {
    return readJson(folder, 'agencies.json', AgenciesFile);
}

async function readJson<Schema extends z.ZodType>(
    folder: string,
    name: string,
    schema: Schema,
): Promise<z.output<Schema>> {
    const file = path.join(folder, name);
    const text = await readFile(file, 'utf8').catch(() => undefined);
    if (text === undefined) {
        throw fileError(file, 'cannot be read', '无法读取');
    }
    let value: unknown;
    try {
        value = JSON.parse(text);
    } catch (error) {
        throw fileError(file, `is not JSON: ${String(error)}`, `不是 JSON：${String(error)}`);
    }
    const parsed = schema.safeParse(value);
    if (!parsed.success) {
        const problems = parsed.error.issues.map((issue) => problem(issue)).join('; ');
        throw fileError(file, `does not fit: ${problems}`, `格式不符：${problems}`);
    }
    return parsed.data;
}

/** Of several forms, the one that comes nearest to what is there is meant. */
function problem({ path: at, message, ...issue }: z.core.$ZodIssue): string {
    const forms = issue.code === 'invalid_union' ? [...issue.errors] : [];
    const [nearest] = forms.sort((left, right) => left.length - right.length);
    return nearest === undefined || nearest.length === 0
        ? `${at.join('.')}: ${message}`
        : nearest.map((inner) => problem({ ...inner, path: [...at, ...inner.path] })).join('; ');
}

/** Of an act and of those inside it. */
function idsOf(act: Chapter['acts'][number]): readonly string[] {
    const inside = 'race' in act ? act.race : 'fold' in act ? act.fold : [];
    return [act.id, ...inside.map(({ id }) => id)];
}

function isDistinct(names: readonly string[]): boolean {
    return new Set(names).size === names.length;
}

function fileError(file: string, en: string, zh: string): UsageError {
    return new UsageError(
        { en: `${file} ${en}.`, zh: `${file} ${zh}。` },
        {
            en: 'Compare it with the file of the same name in scripts/story.',
            zh: '请对照 scripts/story 中的同名文件。',
        },
    );
}
