/** The licence register's transactions: load by key, decide by a pure rule, store, tell. */
import { directoryApi } from '../directory/api';
import type { TxContext } from '../runtime/context';
import { domainContract } from '../runtime/door';
import { refusal } from '../runtime/errors';
import { without } from '../runtime/fields';
import type { Handlers } from '../runtime/handlers';
import { BY_KEY } from '../runtime/record-store';
import type { Stored } from '../runtime/records';
import { licenceAccess } from './access';
import * as accreditation from './accreditation';
import { type LicenceApi, licenceApi } from './api';
import { licenceErrors as errors } from './errors';
import { officerOf } from './officers';
import {
    documentRecord,
    issuerRecord,
    type Licence,
    licenceRecord,
    type LicenceType,
    statusIndexRecord,
    typeRecord,
} from './records';
import * as steps from './rules';
import { historyOf, notFound, summaryOf, verify, viewOf } from './verification';

type Context = TxContext<LicenceApi>;

const handlers: Handlers<LicenceApi> = {
    async defineType(ctx, input) {
        const { typeCode } = input;
        if ((await ctx.records(typeRecord).find(typeCode)) !== undefined) {
            throw refusal(errors.TYPE_ALREADY_DEFINED, { typeCode });
        }
        const definedBy = officerOf(ctx.caller);
        ctx.records(typeRecord).insert({ ...input, definedBy, definedAt: ctx.now });
        ctx.emit('typeDefined', { typeCode, agencyId: definedBy.agencyId });
        return { typeCode };
    },

    async accreditIssuer(ctx, input) {
        const { typeCode, agencyId } = input;
        accreditation.requireAuthority(await loadType(ctx, typeCode), ctx.caller);
        const { uscc: issuerUscc } = await ctx.call(directoryApi, 'agencyById', { agencyId });
        if (issuerUscc === undefined) throw refusal(errors.AGENCY_WITHOUT_USCC, { agencyId });
        const known = await ctx.records(issuerRecord).find(issuerUscc, typeCode);
        const issuer = accreditation.accreditIssuer(known, { agencyId, issuerUscc }, input, ctx.now, ctx.caller);
        if (known === undefined) await ctx.records(issuerRecord).create(issuer);
        else ctx.records(issuerRecord).update(issuer);
        const result = { issuerUscc, typeCode, accreditationNo: issuer.accreditations.length };
        ctx.emit('issuerAccredited', result);
        return result;
    },

    async deaccreditIssuer(ctx, input) {
        const { issuerUscc, typeCode } = input;
        accreditation.requireAuthority(await loadType(ctx, typeCode), ctx.caller);
        const known = await ctx.records(issuerRecord).find(issuerUscc, typeCode);
        const issuer = accreditation.deaccreditIssuer(known, input, ctx.now, ctx.caller);
        ctx.records(issuerRecord).update(issuer);
        const result = { issuerUscc, typeCode, accreditationNo: issuer.accreditations.length };
        ctx.emit('issuerDeaccredited', result);
        return result;
    },

    async issueLicence(ctx, input) {
        const { identifier } = input;
        const issuing = await loadIssuing(ctx, steps.issuingKey(identifier));
        const licence = steps.issueLicence(issuing, input, ctx.now, ctx.caller);
        if ((await ctx.records(licenceRecord).find(identifier)) !== undefined) {
            throw refusal(errors.ALREADY_ISSUED, { identifier });
        }
        await enter(ctx, licence);
        const { typeCode, issuerUscc, status } = licence;
        ctx.emit('licenceIssued', { identifier, typeCode, issuerUscc });
        return { identifier, status };
    },

    async renewLicence(ctx, input) {
        const licence = await loadLicence(ctx, input.identifier);
        const renewal = steps.renewLicence(await loadIssuing(ctx, licence), licence, input, ctx.now, ctx.caller);
        const { identifier: previousIdentifier } = ctx.records(licenceRecord).update(renewal.previous);
        await enter(ctx, renewal.next);
        const { identifier, status } = renewal.next;
        ctx.emit('licenceRenewed', { identifier, previousIdentifier });
        return { identifier, previousIdentifier, status };
    },

    async suspendLicence(ctx, input) {
        const { identifier, reasonCode } = input;
        const suspended = steps.suspendLicence(await loadLicence(ctx, identifier), input, ctx.now, ctx.caller);
        const { status } = ctx.records(licenceRecord).update(suspended);
        ctx.emit('licenceSuspended', { identifier, reasonCode });
        return { identifier, status };
    },

    async resumeLicence(ctx, { identifier }) {
        const resumed = steps.resumeLicence(await loadLicence(ctx, identifier), ctx.now, ctx.caller);
        const { status } = ctx.records(licenceRecord).update(resumed);
        ctx.emit('licenceResumed', { identifier });
        return { identifier, status };
    },

    async revokeLicence(ctx, input) {
        const { identifier, reasonCode } = input;
        const revoked = steps.revokeLicence(await loadLicence(ctx, identifier), input, ctx.now, ctx.caller);
        const { status } = ctx.records(licenceRecord).update(revoked);
        ctx.emit('licenceRevoked', { identifier, reasonCode });
        return { identifier, status };
    },

    async verifyLicence(ctx, asked) {
        const identifier = 'identifier' in asked ? asked.identifier : await identifierOf(ctx, asked.documentSha256);
        const licence = identifier === undefined ? undefined : await ctx.records(licenceRecord).find(identifier);
        if (licence === undefined) return notFound(identifier, ctx.now);
        const issuer = await ctx.records(issuerRecord).find(licence.issuerUscc, licence.typeCode);
        const under = issuer?.accreditations.find(({ accreditationNo }) => accreditationNo === licence.accreditationNo);
        return verify(licence, under, ctx.now);
    },

    async licenceByIdentifier(ctx, { identifier }) {
        return viewOf(await loadLicence(ctx, identifier));
    },

    async licenceHistory(ctx, { identifier, limit }) {
        await loadLicence(ctx, identifier);
        return { items: historyOf(await ctx.records(licenceRecord).history([identifier], limit)) };
    },

    async licencesByIssuer(ctx, { issuerUscc, ...asked }) {
        const { items, cursor } = await ctx.records(licenceRecord).page('byIssuer', [issuerUscc], asked);
        return { items: items.map(summaryOf), cursor };
    },

    async accreditationsOf(ctx, { issuerUscc, ...asked }) {
        const { items, cursor } = await ctx.records(issuerRecord).page(BY_KEY, [issuerUscc], asked);
        return { items: items.map((issuer) => without(issuer, 'version', 'updatedAt')), cursor };
    },

    async typeByCode(ctx, { typeCode }) {
        return without(await loadType(ctx, typeCode), 'version', 'updatedAt');
    },

    async statusList(ctx, { issuerUscc, statusListId, purpose, ...asked }) {
        const bits = [issuerUscc, statusListId, purpose];
        const { items, cursor } = await ctx.records(licenceRecord).page('byStatusBit', bits, asked);
        return { items: items.map(({ statusIndex }) => Number(statusIndex)), cursor };
    },
};

export const licenceRegister = domainContract(licenceApi, licenceAccess, handlers);

async function loadType(ctx: Context, typeCode: string): Promise<Stored<typeof typeRecord>> {
    const type = await ctx.records(typeRecord).find(typeCode);
    if (type === undefined) throw refusal(errors.TYPE_NOT_FOUND, { typeCode });
    return type;
}

async function loadLicence(ctx: Context, identifier: string): Promise<Stored<typeof licenceRecord>> {
    const licence = await ctx.records(licenceRecord).find(identifier);
    if (licence === undefined) throw refusal(errors.NOT_FOUND, { identifier });
    return licence;
}

async function loadIssuing(
    ctx: Context,
    { issuerUscc, typeCode }: Pick<Licence, 'issuerUscc' | 'typeCode'>,
): Promise<steps.Issuing> {
    const issuer = await ctx.records(issuerRecord).find(issuerUscc, typeCode);
    const type: LicenceType | undefined = await ctx.records(typeRecord).find(typeCode);
    return { issuer, type };
}

async function identifierOf(ctx: Context, documentSha256: string): Promise<string | undefined> {
    return (await ctx.records(documentRecord).find(documentSha256))?.identifier;
}

/** Writes a new licence with the places that it takes. @throws LICENCE_DOCUMENT_TAKEN, LICENCE_INDEX_TAKEN */
async function enter(ctx: Context, licence: Licence): Promise<void> {
    const { identifier, issuerUscc, documentSha256, statusListId, statusIndex } = licence;
    if ((await ctx.records(documentRecord).find(documentSha256)) !== undefined) {
        throw refusal(errors.DOCUMENT_TAKEN, { documentSha256 });
    }
    if ((await ctx.records(statusIndexRecord).find(issuerUscc, statusListId, statusIndex)) !== undefined) {
        throw refusal(errors.INDEX_TAKEN, { statusListId, statusIndex: Number(statusIndex) });
    }
    ctx.records(documentRecord).insert({ documentSha256, identifier });
    ctx.records(statusIndexRecord).insert({ issuerUscc, statusListId, statusIndex, identifier });
    await ctx.records(licenceRecord).create(licence);
}
