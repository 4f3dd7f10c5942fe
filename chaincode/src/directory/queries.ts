/** Answers from committed state; none of them writes. */
import type { TxContext } from '../runtime/context';
import { refusal } from '../runtime/errors';
import type { OwnWhoIs } from '../runtime/entrance';
import { without } from '../runtime/fields';
import type { Handlers } from '../runtime/handlers';
import { BY_KEY } from '../runtime/record-store';
import type { Stored } from '../runtime/records';
import type { AttestedKey } from '../runtime/who-is';
import type { z } from 'zod';
import type { Agency, Department, DirectoryApi, Motion, Officer } from './api';
import { directoryErrors as errors } from './errors';
import { Agencies, Departments, Keys, Motions, OfficerPointers, Officers, type StoredOfficer } from './records';

type Ctx = TxContext<DirectoryApi>;
type Queries =
    | 'whoIs'
    | 'agencyById'
    | 'agencies'
    | 'departmentsOf'
    | 'officerById'
    | 'officersOf'
    | 'keyByKid'
    | 'motionById'
    | 'agencyHistory'
    | 'officerHistory';

/** At most two reads, and one for each key: every submit of every register waits for this. */
export const whoIs: OwnWhoIs = async (ctx, { principal, kids }) => {
    const officer = await ctx.records(Officers).find(principal.mspId, principal.subjectHash);
    const keys: z.output<typeof AttestedKey>[] = [];
    for (const kid of kids) {
        const key = await ctx.records(Keys).find(kid);
        if (key !== undefined) {
            keys.push(keyView(key));
        }
    }
    if (officer?.status !== 'IN_OFFICE') {
        return { keys };
    }
    // Read even where nobody looks at it: in the read set it undoes what a suspended agency's officers have in flight.
    const { status: agencyStatus } = await ctx.records(Agencies).get(officer.agencyId);
    const { officerId, agencyId, departmentId, grants } = officer;
    return { officer: { officerId, agencyId, departmentId, agencyStatus, grants }, keys };
};

export const directoryQueries: Pick<Handlers<DirectoryApi>, Queries> = {
    whoIs,
    agencyById: async (ctx, { agencyId }) => agencyView(await findAgency(ctx, agencyId)),
    agencies: async (ctx, page) => {
        const { items, cursor } = await ctx.records(Agencies).page(BY_KEY, [], page);
        return { items: items.map(agencyView), cursor };
    },
    departmentsOf: async (ctx, { agencyId, ...page }) => {
        const { items, cursor } = await ctx.records(Departments).page(BY_KEY, [agencyId], page);
        return { items: items.map(departmentView), cursor };
    },
    officerById: async (ctx, { officerId }) => officerView(await findOfficer(ctx, officerId)),
    officersOf: async (ctx, { agencyId, ...page }) => {
        const { items, cursor } = await ctx.records(Officers).page('byAgency', [agencyId], page);
        return { items: items.map(officerView), cursor };
    },
    keyByKid: async (ctx, { kid }) => {
        const key = await ctx.records(Keys).find(kid);
        if (key === undefined) {
            throw refusal(errors.KEY_NOT_FOUND, { kid });
        }
        return keyView(key);
    },
    motionById: async (ctx, { motionId }) => {
        const motion = await ctx.records(Motions).find(motionId);
        if (motion === undefined) {
            throw refusal(errors.MOTION_NOT_FOUND, { motionId });
        }
        return motionView(motion);
    },
    agencyHistory: async (ctx, { agencyId, limit }) => {
        const entries = await ctx.records(Agencies).history([agencyId], limit);
        return entries.map(({ txId, at, record }) =>
            record === undefined ? { txId, at } : { txId, at, record: agencyView(record) },
        );
    },
    officerHistory: async (ctx, { officerId, limit }) => {
        const { mspId, subjectHash } = await findOfficer(ctx, officerId);
        const entries = await ctx.records(Officers).history([mspId, subjectHash], limit);
        return entries.map(({ txId, at, record }) =>
            record === undefined ? { txId, at } : { txId, at, record: officerView(record) },
        );
    },
};

export async function findAgency(ctx: Ctx, agencyId: string): Promise<Stored<typeof Agencies>> {
    const agency = await ctx.records(Agencies).find(agencyId);
    if (agency === undefined) {
        throw refusal(errors.AGENCY_NOT_FOUND, { agencyId });
    }
    return agency;
}

export async function findOfficer(ctx: Ctx, officerId: string): Promise<StoredOfficer> {
    const pointer = await ctx.records(OfficerPointers).find(officerId);
    if (pointer === undefined) {
        throw refusal(errors.OFFICER_NOT_FOUND, { officerId });
    }
    return ctx.records(Officers).get(pointer.mspId, pointer.subjectHash);
}

// What leaves the register: the records without their bookkeeping and without what only the register needs.

function agencyView(record: Stored<typeof Agencies>): z.output<typeof Agency> {
    return without(record, 'version', 'updatedAt');
}

function departmentView(record: Stored<typeof Departments>): z.output<typeof Department> {
    const { agencyId, departmentId, name } = record;
    return { agencyId, departmentId, name };
}

function officerView(record: StoredOfficer): z.output<typeof Officer> {
    const { officerId, agencyId, departmentId, mspId, subjectHash, status, grants } = record;
    return { officerId, agencyId, departmentId, principal: { mspId, subjectHash }, status, grants };
}

function keyView(record: Stored<typeof Keys>): z.output<typeof AttestedKey> {
    const { kid, personRef, jwk, validFrom, validTo, status, agencyId } = record;
    return { kid, personRef, jwk, validFrom, validTo, status, agencyId };
}

function motionView(record: Stored<typeof Motions>): z.output<typeof Motion> {
    return without(record, 'version', 'updatedAt', 'admits');
}
