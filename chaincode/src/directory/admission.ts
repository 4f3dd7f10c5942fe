/** Writes an agency with its first departments and officers: at the founding, and when a motion admits it. */
import type { z } from 'zod';
import type { TxContext } from '../runtime/context';
import { refusal } from '../runtime/errors';
import type { DirectoryApi, FoundingAgency } from './api';
import { directoryErrors as errors } from './errors';
import { Agencies, Departments, OfficerPointers, Officers } from './records';

type Ctx = TxContext<DirectoryApi>;
type Founder = z.output<typeof FoundingAgency>;

/** Nothing is read: the caller has made sure that none of these keys is there. */
export function insertAgency(ctx: Ctx, founder: Founder): void {
    const { departments, officers, ...agency } = founder;
    ctx.records(Agencies).insert({ ...agency, status: 'ACTIVE' });
    for (const department of departments) {
        ctx.records(Departments).insert({ agencyId: agency.agencyId, ...department });
    }
    for (const { officerId, departmentId, principal, grants } of officers) {
        ctx.records(Officers).insert({
            ...principal,
            officerId,
            agencyId: agency.agencyId,
            departmentId,
            status: 'IN_OFFICE',
            grants: grants.map((grant) => ({ grantId: ctx.newId(), ...grant })),
        });
        ctx.records(OfficerPointers).insert({ officerId, ...principal });
    }
}

/** Agency, officers and certificate subjects must be new to the directory. */
export async function assertNewcomers(ctx: Ctx, founder: Founder): Promise<void> {
    const { agencyId } = founder;
    if ((await ctx.records(Agencies).find(agencyId)) !== undefined) {
        throw refusal(errors.AGENCY_EXISTS, { agencyId });
    }
    for (const { officerId, principal } of founder.officers) {
        await assertNewOfficer(ctx, officerId);
        await assertFreePrincipal(ctx, principal);
    }
}

export async function assertNewOfficer(ctx: Ctx, officerId: string): Promise<void> {
    if ((await ctx.records(OfficerPointers).find(officerId)) !== undefined) {
        throw refusal(errors.OFFICER_EXISTS, { officerId });
    }
}

export async function assertFreePrincipal(ctx: Ctx, principal: Ctx['caller']['principal']): Promise<void> {
    const { mspId, subjectHash } = principal;
    if ((await ctx.records(Officers).find(mspId, subjectHash)) !== undefined) {
        throw refusal(errors.PRINCIPAL_TAKEN, { mspId, subjectHash });
    }
}
