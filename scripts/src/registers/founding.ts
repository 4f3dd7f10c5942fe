import { canonicalJson, FoundingDocument } from '@tabularium/chaincode/api';
import { nodeFileSystem } from '@tabularium/network';
import { createHash } from 'node:crypto';
import type { z } from 'zod';
import type { AgenciesData } from '../story/story-data';
import type { OfficerIdentity, OrganizationOf } from './officers';

/** What the agencies agree on before the first transaction, and the hash that each starts its directory with. */
export interface Founding {
    readonly document: z.output<typeof FoundingDocument>;
    /** Lower-case hex SHA-256 of the canonical JSON. */
    readonly sha256: string;
}

/** How long the founding officers' rights last. */
const YEARS = 10;

/** Reads the document that was agreed on earlier, or writes it from the agencies and their officers' certificates. */
export async function openFounding(
    file: string,
    agencies: AgenciesData,
    officers: ReadonlyMap<string, OfficerIdentity>,
    organizationOf: OrganizationOf,
    now: Date,
): Promise<Founding> {
    const bytes = await nodeFileSystem.readFile(file);
    if (bytes !== undefined) {
        return founding(FoundingDocument.parse(JSON.parse(Buffer.from(bytes).toString('utf8'))));
    }
    const agreed = founding(compose(agencies, officers, organizationOf, now));
    await nodeFileSystem.writeFile(file, canonicalJson(agreed.document));
    return agreed;
}

function founding(document: Founding['document']): Founding {
    return { document, sha256: createHash('sha256').update(canonicalJson(document)).digest('hex') };
}

function compose(
    { title, agencies }: AgenciesData,
    officers: ReadonlyMap<string, OfficerIdentity>,
    organizationOf: OrganizationOf,
    now: Date,
): Founding['document'] {
    const validFrom = new Date(now.getTime() - 24 * 3600 * 1000);
    const validTo = new Date(now);
    validTo.setUTCFullYear(validTo.getUTCFullYear() + YEARS);
    const period = { validFrom: validFrom.toISOString(), validTo: validTo.toISOString() };
    return FoundingDocument.parse({
        title,
        agencies: agencies.map(({ agencyId, uscc, name, founding: isFounding, roles, jurisdiction, ...agency }) => ({
            agencyId,
            uscc,
            name,
            mspId: organizationOf(agencyId).mspId,
            founding: isFounding,
            roles,
            jurisdiction,
            departments: agency.departments,
            officers: agency.officers.map(({ officerId, departmentId, grants }) => ({
                officerId,
                departmentId,
                principal: officers.get(officerId)?.principal,
                grants: grants.map((grant) => ({ ...grant, ...period })),
            })),
        })),
    });
}
