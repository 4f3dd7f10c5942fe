/**
 * The story as data: agencies, persons, parcels and the acts of the cases, read from a folder that a user may replace
 * (`--data DIR`). This folder of code owns how a story is read and played; what the registers decide is not its business.
 */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { UsageError } from '../text/usage-error';

const BilingualText = z.strictObject({ zh: z.string().min(1), en: z.string().min(1) });
const Name = z.string().regex(/^[a-z][a-z0-9-]*$/);

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

const common = { id: Name, tell: BilingualText };
const call = {
    ...common,
    /** The officer who acts. */
    by: Name,
    /** `register.transaction`; the input may hold references such as `$sale.caseId`, `$person.li`, `$parcel.<code>`. */
    call: z.string().regex(/^(directory|land)\.[a-zA-Z]+$/),
    input: z.record(z.string(), z.unknown()),
    /** The refusal that must come; without it the act must succeed. */
    expect: z.string().optional(),
    /** The officer acts under a certificate renewed for this act: another key, the same subject. */
    renewed: z.boolean().optional(),
    /** In a race: this one must first lose with a version conflict. */
    conflict: z.boolean().optional(),
};
const CallAct = z.strictObject(call);
const SignAct = z.strictObject({ ...common, sign: Name, person: Name, by: Name });
const AttestAct = z.strictObject({ ...common, attest: Name, by: Name });
const RaceAct = z.strictObject({ ...common, race: z.array(CallAct).min(2) });

export const CasesFile = z.strictObject({
    title: BilingualText,
    acts: z.array(z.union([CallAct, SignAct, AttestAct, RaceAct])).min(1),
    /** What the register must say when every act came out as told. */
    outcome: z.strictObject({
        unitCode: z.string(),
        owners: z.array(z.unknown()),
        entryNo: z.int(),
        mortgages: z.int(),
        seals: z.int(),
    }),
});
export type CallAct = z.output<typeof CallAct>;
export type SignAct = z.output<typeof SignAct>;
export type AttestAct = z.output<typeof AttestAct>;
export type RaceAct = z.output<typeof RaceAct>;
export type Act = z.output<typeof CasesFile>['acts'][number];

export interface StoryData {
    readonly agencies: AgenciesData;
    readonly persons: readonly PersonData[];
    readonly parcels: readonly ParcelFeature[];
    readonly cases: z.output<typeof CasesFile>;
}

/** @throws UsageError that names the file and the path in it. */
export async function readStory(folder: string): Promise<StoryData> {
    const [agencies, persons, parcels, cases] = await Promise.all([
        readAgencies(folder),
        readJson(folder, 'persons.json', PersonsFile),
        readJson(folder, 'parcels.geojson', ParcelsFile),
        readJson(folder, 'cases.json', CasesFile),
    ]);
    return { agencies, persons: persons.persons, parcels: parcels.features, cases };
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
        const problems = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ');
        throw fileError(file, `does not fit: ${problems}`, `格式不符：${problems}`);
    }
    return parsed.data;
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
