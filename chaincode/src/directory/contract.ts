/** The directory's transactions: load, decide by a rule, store, emit. */
import { createHash } from 'node:crypto';
import type { TxContext } from '../runtime/context';
import { domainContract } from '../runtime/door';
import { refusal } from '../runtime/errors';
import type { Handlers } from '../runtime/handlers';
import { canonicalJson } from '../runtime/json';
import { isOnCurve, keyId } from '../runtime/public-key';
import type { RegisterConfig } from '../runtime/register-config';
import { directoryAccess } from './access';
import { assertFreePrincipal, assertNewcomers, assertNewOfficer, insertAgency } from './admission';
import { directoryApi, type DirectoryApi } from './api';
import { directoryErrors as errors } from './errors';
import { assertFounder, assertFoundingDocument } from './founding';
import { assertVote, carried, decided, moved, withdrawn } from './motions';
import { directoryQueries, findAgency, findOfficer, whoIs } from './queries';
import {
    Agencies,
    Departments,
    Foundings,
    Keys,
    type MotionRecord,
    Motions,
    OfficerPointers,
    Officers,
    type StoredOfficer,
} from './records';
import {
    agencyAfter,
    assertNotSelf,
    assertOwnMsp,
    assertOwnOfficer,
    assertPeriod,
    rebound,
    retired,
    revoked,
    withGrant,
    withoutGrant,
} from './rules';

type Ctx = TxContext<DirectoryApi>;

function directoryHandlers(config: RegisterConfig): Handlers<DirectoryApi> {
    return {
        ...directoryQueries,
        bootstrap: async (ctx, { document }) => {
            if ((await ctx.records(Foundings).find(ctx.register)) !== undefined) {
                throw refusal(errors.BOOTSTRAP_DONE);
            }
            const sha256 = createHash('sha256').update(canonicalJson(document)).digest('hex');
            if (sha256 !== config.foundingDocumentSha256) {
                throw refusal(errors.FOUNDING_DOCUMENT_MISMATCH, { sha256 });
            }
            assertFoundingDocument(document);
            ctx.records(Foundings).insert({ register: ctx.register, sha256 });
            for (const agency of document.agencies) {
                insertAgency(ctx, agency);
            }
            ctx.emit('directoryFounded', { sha256, agencies: document.agencies.map((agency) => agency.agencyId) });
            const officers = document.agencies.reduce((count, agency) => count + agency.officers.length, 0);
            return { sha256, agencies: document.agencies.length, officers };
        },
        registerDepartment: async (ctx, { departmentId, name }) => {
            const { agencyId } = ctx.caller;
            if ((await ctx.records(Departments).find(agencyId, departmentId)) !== undefined) {
                throw refusal(errors.DEPARTMENT_EXISTS, { agencyId, departmentId });
            }
            ctx.records(Departments).insert({ agencyId, departmentId, name });
            ctx.emit('departmentRegistered', { agencyId, departmentId });
            return { agencyId, departmentId };
        },
        registerOfficer: async (ctx, { officerId, departmentId, principal }) => {
            const { agencyId } = ctx.caller;
            assertOwnMsp(await findAgency(ctx, agencyId), principal);
            if ((await ctx.records(Departments).find(agencyId, departmentId)) === undefined) {
                throw refusal(errors.DEPARTMENT_NOT_FOUND, { agencyId, departmentId });
            }
            await assertNewOfficer(ctx, officerId);
            await assertFreePrincipal(ctx, principal);
            const office = { officerId, agencyId, departmentId, status: 'IN_OFFICE' } as const;
            ctx.records(Officers).insert({ ...principal, ...office, grants: [] });
            ctx.records(OfficerPointers).insert({ officerId, ...principal });
            ctx.emit('officerRegistered', { officerId, agencyId, departmentId });
            return { officerId };
        },
        rebindOfficer: async (ctx, { officerId, principal }) => {
            const officer = await ownOfficer(ctx, officerId);
            assertOwnMsp(await findAgency(ctx, officer.agencyId), principal);
            const { former, present } = rebound(officer, principal);
            const there = await ctx.records(Officers).find(principal.mspId, principal.subjectHash);
            if (there === undefined) {
                ctx.records(Officers).insert(present);
            } else if (there.status === 'REBOUND' && there.officerId === officerId) {
                // Back to a subject of his own that he had before.
                ctx.records(Officers).update(present);
            } else {
                throw refusal(errors.PRINCIPAL_TAKEN, principal);
            }
            ctx.records(Officers).update(former);
            ctx.records(OfficerPointers).update({ officerId, ...principal });
            ctx.emit('officerRebound', { officerId, agencyId: officer.agencyId });
            return { officerId };
        },
        retireOfficer: async (ctx, { officerId, reason }) => {
            const officer = await ownOfficer(ctx, officerId);
            ctx.records(Officers).update(retired(officer));
            ctx.emit('officerRetired', { officerId, agencyId: officer.agencyId, reason });
            return { officerId };
        },
        giveGrant: async (ctx, { officerId, ...terms }) => {
            assertNotSelf(officerId, ctx.caller);
            const officer = await ownOfficer(ctx, officerId);
            const agency = await findAgency(ctx, officer.agencyId);
            const grantId = ctx.newId();
            ctx.records(Officers).update(withGrant(agency, officer, { grantId, ...terms }, ctx.now));
            ctx.emit('grantGiven', { officerId, agencyId: officer.agencyId, grantId, ...terms });
            return { officerId, grantId };
        },
        revokeGrant: async (ctx, { officerId, grantId, reason }) => {
            const officer = await ownOfficer(ctx, officerId);
            ctx.records(Officers).update(withoutGrant(officer, grantId));
            ctx.emit('grantRevoked', { officerId, agencyId: officer.agencyId, grantId, reason });
            return { officerId, grantId };
        },
        attestKey: async (ctx, { personRef, jwk, validFrom, validTo }) => {
            if (!isOnCurve(jwk)) {
                throw refusal(errors.KEY_INVALID);
            }
            assertPeriod({ validFrom, validTo }, ctx.now);
            const kid = keyId(jwk);
            if ((await ctx.records(Keys).find(kid)) !== undefined) {
                throw refusal(errors.KEY_EXISTS, { kid });
            }
            const { agencyId, officerId: attestedBy } = ctx.caller;
            const period = { validFrom, validTo };
            ctx.records(Keys).insert({ kid, personRef, jwk, ...period, status: 'ATTESTED', agencyId, attestedBy });
            ctx.emit('keyAttested', { kid, agencyId, ...period });
            return { kid };
        },
        revokeKey: async (ctx, { kid, reason }) => {
            const key = await ctx.records(Keys).find(kid);
            if (key === undefined) {
                throw refusal(errors.KEY_NOT_FOUND, { kid });
            }
            ctx.records(Keys).update(revoked(key, ctx.caller, reason));
            ctx.emit('keyRevoked', { kid, agencyId: key.agencyId, reason });
            return { kid };
        },
        moveSuspension: async (ctx, { agencyId, reason }) => {
            await assertMayVote(ctx, agencyId);
            agencyAfter(await findAgency(ctx, agencyId), 'suspend');
            return move(ctx, { kind: 'SUSPENSION', agencyId, reason });
        },
        moveReinstatement: async (ctx, { agencyId, reason }) => {
            await assertMayVote(ctx, agencyId);
            agencyAfter(await findAgency(ctx, agencyId), 'reinstate');
            return move(ctx, { kind: 'REINSTATEMENT', agencyId, reason });
        },
        moveAdmission: async (ctx, { agency, reason }) => {
            await assertMayVote(ctx, agency.agencyId);
            assertFounder(agency, '/agency');
            await assertNewcomers(ctx, agency);
            return move(ctx, { kind: 'ADMISSION', agencyId: agency.agencyId, reason, admits: agency });
        },
        secondMotion: async (ctx, { motionId }) => {
            const motion = await findMotion(ctx, motionId);
            await assertMayVote(ctx, motion.agencyId);
            const next = carried(motion, ctx.caller, ctx.now);
            await carryOut(ctx, next);
            ctx.records(Motions).update(next);
            const { kind, agencyId, status } = next;
            ctx.emit('motionCarried', { motionId, kind, agencyId, by: ctx.caller.agencyId });
            return { motionId, status };
        },
        withdrawMotion: async (ctx, { motionId }) => {
            const { status } = ctx.records(Motions).update(withdrawn(await findMotion(ctx, motionId), ctx.caller));
            ctx.emit('motionWithdrawn', { motionId, by: ctx.caller.agencyId });
            return { motionId, status };
        },
    };
}

async function ownOfficer(ctx: Ctx, officerId: string): Promise<StoredOfficer> {
    const officer = await findOfficer(ctx, officerId);
    assertOwnOfficer(officer, ctx.caller);
    return officer;
}

async function findMotion(ctx: Ctx, motionId: string): Promise<MotionRecord> {
    const motion = await ctx.records(Motions).find(motionId);
    if (motion === undefined) {
        throw refusal(errors.MOTION_NOT_FOUND, { motionId });
    }
    return motion;
}

async function assertMayVote(ctx: Ctx, concernedAgencyId: string): Promise<void> {
    assertVote(await findAgency(ctx, ctx.caller.agencyId), concernedAgencyId);
}

function move(ctx: Ctx, subject: Parameters<typeof moved>[0]): { motionId: string; status: MotionRecord['status'] } {
    const motion = ctx.records(Motions).insert(moved(subject, ctx.newId(), ctx.caller, ctx.now));
    const { motionId, kind, agencyId, status } = motion;
    ctx.emit('motionMoved', { motionId, kind, agencyId, by: ctx.caller.agencyId });
    return { motionId, status };
}

async function carryOut(ctx: Ctx, motion: MotionRecord): Promise<void> {
    const { kind, agencyId, reason, admits } = motion;
    if (kind === 'ADMISSION') {
        if (admits === undefined) {
            throw new Error('an admission without an agency');
        }
        await assertNewcomers(ctx, admits);
        insertAgency(ctx, admits);
        ctx.emit('agencyAdmitted', { agencyId, mspId: admits.mspId });
        return;
    }
    ctx.records(Agencies).update(decided(await findAgency(ctx, agencyId), kind));
    ctx.emit(kind === 'SUSPENSION' ? 'agencySuspended' : 'agencyReinstated', { agencyId, reason });
}

export const directoryRegister = domainContract(directoryApi, directoryAccess, directoryHandlers, { ownWhoIs: whoIs });
