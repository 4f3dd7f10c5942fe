import { canonicalJson, FoundingDocument } from '@tabularium/chaincode/api';
import { nodeFileSystem } from '@tabularium/network';
import { createHash } from 'node:crypto';
import type { z } from 'zod';
import type { AgenciesData } from '../story/story-data';
import type { OfficerIdentity } from './officers';

/** What the agencies agree on before the first transaction, and the hash that each starts its directory with. */
export interface Founding {
    readonly document: z.output<typeof FoundingDocument>;
    /** Lower-case hex SHA-256 of the canonical JSON. */
    readonly sha256: string;
}

type Principal = OfficerIdentity['principal'];

/** How long the founding officers' rights last. */
const YEARS = 10;

/** What the document takes from each agency: where it signs, and how the directory will know its officers. */
export interface FoundingMembers {
    readonly mspIdOf: (agencyId: string) => string;
    readonly principalOf: (officerId: string) => Principal | undefined;
}

/** Reads the document that was agreed on earlier, or writes it. */
export async function openFounding(
    file: string,
    agencies: AgenciesData,
    members: FoundingMembers,
    now: Date,
): Promise<Founding> {
    const known = await readFounding(file);
    if (known !== undefined) {
        return known;
    }
    const agreed = composeFounding(agencies, members, now);
    await nodeFileSystem.writeFile(file, canonicalJson(agreed.document));
    return agreed;
}

/** Undefined where there is no such file. */
export async function readFounding(file: string): Promise<Founding | undefined> {
    const bytes = await nodeFileSystem.readFile(file);
    return bytes === undefined
        ? undefined
        : founding(FoundingDocument.parse(JSON.parse(Buffer.from(bytes).toString('utf8'))));
}

function founding(document: Founding['document']): Founding {
    return { document, sha256: createHash('sha256').update(canonicalJson(document)).digest('hex') };
}

export function composeFounding(
    { title, agencies }: AgenciesData,
    { mspIdOf, principalOf }: FoundingMembers,
    now: Date,
): Founding {
    const validFrom = new Date(now.getTime() - 24 * 3600 * 1000);
    const validTo = new Date(now);
    validTo.setUTCFullYear(validTo.getUTCFullYear() + YEARS);
    const period = { validFrom: validFrom.toISOString(), validTo: validTo.toISOString() };
    const document = FoundingDocument.parse({
        title,
        agencies: agencies.map(({ agencyId, uscc, name, founding: isFounding, roles, jurisdiction, ...agency }) => ({
            agencyId,
            uscc,
            name,
            mspId: mspIdOf(agencyId),
            founding: isFounding,
            roles,
            jurisdiction,
            departments: agency.departments,
            officers: agency.officers.map(({ officerId, departmentId, grants }) => ({
                officerId,
                departmentId,
                principal: principalOf(officerId),
                grants: grants.map((grant) => ({ ...grant, ...period })),
            })),
        })),
    });
    return founding(document);
}
