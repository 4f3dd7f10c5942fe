/**
 * The exchange's definition: the catalogue of what agencies can share, requests and grants, every use of a grant, and
 * the delivery of the data. Contract, typed client and documents derive from it. Pure: nothing of Fabric is loaded.
 */
import { z } from 'zod';
import { confinedSubmit, defineContract, evaluate, revealingEvaluate, submit } from '../runtime/definition';
import {
    AgencyId,
    Clearance,
    DepartmentId,
    Instant,
    PageRequest,
    pageOf,
    Reason,
    RecordId,
    Sha256,
} from '../runtime/primitives';
import { PublicJwk } from '../runtime/who-is';
import { inbox, pair } from './collections';
import { exchangeErrors as errors, type ExchangeError } from './errors';
import {
    GRANT_STATUSES,
    grantRecord,
    REQUEST_STATUSES,
    requestRecord,
    RESOURCE_STATUSES,
    resourceRecord,
    USAGE_STATUSES,
    useRecord,
} from './records';
import {
    Delivery,
    extent,
    Extent,
    ItemCode,
    ItemCodes,
    MAX_ITEMS,
    MAX_USES,
    Pseudonym,
    PurposeCode,
    RequestDetails,
    ResourceCode,
    resourceMetadata,
    Sealed,
    Slot,
    UsageId,
    UseDetails,
} from './terms';

const written = { version: z.int().min(1), updatedAt: Instant };
const byResource = z.strictObject({ resourceCode: ResourceCode });
const byRequest = z.strictObject({ requestId: RecordId });
const byGrant = z.strictObject({ grantId: RecordId });
const byUsage = z.strictObject({ usageId: UsageId });

const RequestStatus = z.enum(REQUEST_STATUSES);
/** With what follows from time and from the claimed slots. */
export const GrantStanding = z.enum([...GRANT_STATUSES, 'EXPIRED', 'EXHAUSTED']);

const ResourceResult = z.object({ resourceCode: ResourceCode, status: z.enum(RESOURCE_STATUSES), revision: z.int() });
const RequestResult = z.object({ requestId: RecordId, status: RequestStatus, grantId: RecordId.exactOptional() });
const GrantResult = z.object({ grantId: RecordId, status: z.enum(GRANT_STATUSES) });
const UsageResult = z.object({ usageId: UsageId, status: z.enum(USAGE_STATUSES) });

const Resource = z.object({ ...resourceRecord.schema.shape, ...written });
const ShareRequest = z.object({ ...requestRecord.schema.shape, ...written });
const ShareGrant = z.object({
    ...grantRecord.schema.shape,
    ...written,
    status: GrantStanding,
    /** Claimed slots. */
    uses: z.int().min(0).max(MAX_USES),
});
const Usage = z.object({ usageId: UsageId, ...useRecord.schema.omit({ recency: true }).shape, ...written });

/** Why a use would be refused: the code of the refusal, and for a clearance what is needed and what is there. */
const Objection = z.object({
    code: z.string(),
    need: Clearance.exactOptional(),
    have: z.int().min(0).max(4).exactOptional(),
});

/** A line of the citizen's access log. Names after the log of Estonia's Data Tracker: time, action, receiver. */
const LoggedUsage = z.object({
    logtime: Instant,
    action: z.enum(USAGE_STATUSES),
    receiver: z.object({ agencyId: AgencyId, departmentId: DepartmentId }),
    provider: AgencyId,
    purposeCode: PurposeCode,
    resourceCode: ResourceCode,
    items: z.array(ItemCode),
    usageId: UsageId,
});

const catalogueErrors: readonly ExchangeError[] = [
    errors.RESOURCE_NOT_FOUND,
    errors.RESOURCE_STATE_FORBIDS,
    errors.RESOURCE_OF_OTHER_AGENCY,
];
const grantingErrors: readonly ExchangeError[] = [
    errors.REQUEST_NOT_FOUND,
    errors.REQUEST_STATE_FORBIDS,
    errors.OFFICERS_NOT_SEPARATE,
    errors.REASON_REQUIRED,
    errors.RESOURCE_STATE_FORBIDS,
    errors.RESOURCE_NOT_SHARED,
    errors.ITEM_UNKNOWN,
    errors.CLEARANCE_INSUFFICIENT,
    errors.ALREADY_GRANTED,
    errors.PERIOD_INVALID,
];
const stoppingErrors: readonly ExchangeError[] = [
    errors.GRANT_NOT_FOUND,
    errors.GRANT_STATE_FORBIDS,
    errors.RESOURCE_OF_OTHER_AGENCY,
];
const usageErrors: readonly ExchangeError[] = [errors.USAGE_NOT_FOUND, errors.USAGE_STATE_FORBIDS];

export const exchangeApi = defineContract({
    name: 'exchange',
    summary:
        'What agencies share with each other: catalogue, requests, grants, every use, and the delivery of the data.',
    collections: [inbox, pair],
    transactions: {
        publishResource: submit({
            summary: 'Enters a resource in the catalogue. Caller: provider; the resource is the own agency’s.',
            input: z.strictObject({ resourceCode: ResourceCode, ...resourceMetadata }),
            output: ResourceResult,
            errors: [errors.RESOURCE_EXISTS],
        }),
        amendResource: submit({
            summary: 'Replaces what the catalogue says about a resource. Caller: provider of the resource.',
            input: z.strictObject({ resourceCode: ResourceCode, ...resourceMetadata }),
            output: ResourceResult,
            errors: catalogueErrors,
        }),
        withdrawResource: submit({
            summary:
                'Takes a resource out of the catalogue; grants on it cannot be used any more. Caller: its provider.',
            input: byResource.extend({ reason: Reason }),
            output: ResourceResult,
            errors: catalogueErrors,
        }),
        requestShare: submit({
            summary: 'Asks for items of a resource for the caller’s own department and one purpose. Caller: consumer.',
            input: byResource.extend({ items: ItemCodes, purposeCode: PurposeCode, wanted: Extent }),
            private: RequestDetails,
            output: RequestResult,
            errors: [
                errors.RESOURCE_NOT_FOUND,
                errors.RESOURCE_STATE_FORBIDS,
                errors.RESOURCE_NOT_SHARED,
                errors.ITEM_UNKNOWN,
                errors.CLEARANCE_INSUFFICIENT,
                errors.ALREADY_GRANTED,
                errors.PERIOD_INVALID,
            ],
        }),
        checkConformity: submit({
            summary:
                'Finds a request in order or rejects it; grants what is shared unconditionally. Caller: dataAuthority.',
            input: byRequest.extend({
                outcome: z.enum(['CONFORMS', 'REJECTED']),
                /** Needed to reject. */
                reason: Reason.exactOptional(),
            }),
            output: RequestResult,
            errors: grantingErrors,
        }),
        answerRequest: submit({
            summary: 'Grants items of a request or rejects it. Caller: provider of the resource.',
            input: byRequest.extend({
                answer: z.discriminatedUnion('decision', [
                    z.strictObject({ decision: z.literal('GRANT'), items: ItemCodes, ...extent }),
                    z.strictObject({ decision: z.literal('REJECT'), reason: Reason.exactOptional() }),
                ]),
            }),
            output: RequestResult.extend({ overdue: z.boolean() }),
            errors: [
                ...grantingErrors,
                errors.RESOURCE_OF_OTHER_AGENCY,
                errors.ITEM_NOT_REQUESTED,
                errors.GRANT_EXCEEDS_REQUEST,
            ],
        }),
        flagOverdue: submit({
            summary: 'Records that an answer is overdue, once. Caller: consumer, provider, dataAuthority or auditor.',
            input: byRequest,
            output: RequestResult.extend({ overdueSince: Instant }),
            errors: [
                errors.REQUEST_NOT_FOUND,
                errors.REQUEST_STATE_FORBIDS,
                errors.REQUEST_NOT_OVERDUE,
                errors.OVERDUE_ALREADY_FLAGGED,
                errors.RECORD_OF_OTHER_AGENCIES,
            ],
        }),
        suspendGrant: submit({
            summary: 'Stops a grant for a time. Caller: provider of the resource, or dataAuthority.',
            input: byGrant.extend({ reason: Reason }),
            output: GrantResult,
            errors: stoppingErrors,
        }),
        resumeGrant: submit({
            summary: 'Lets a suspended grant go on. Caller: the agency that suspended it, or dataAuthority.',
            input: byGrant.extend({ reason: Reason }),
            output: GrantResult,
            errors: [...stoppingErrors, errors.GRANT_STOPPED_BY_OTHER],
        }),
        revokeGrant: submit({
            summary: 'Ends a grant. Caller: provider of the resource, or dataAuthority.',
            input: byGrant.extend({ reason: Reason }),
            output: GrantResult,
            errors: stoppingErrors,
        }),
        useGrant: submit({
            summary: 'Claims one numbered use of a grant. Caller: consumer of the grant’s department.',
            input: byGrant.extend({
                /** A free one, as `freeUse` proposes. */
                slot: Slot,
                items: ItemCodes,
                purposeCode: PurposeCode,
                subject: Pseudonym,
                /** SHA-256 of the consumer’s signed request message, which both sides keep. It has to carry a nonce. */
                requestHash: Sha256,
                /** Made for this use alone; the record is sealed to it, and whoever holds its other half can read it. */
                deliverTo: PublicJwk,
            }),
            private: UseDetails,
            partiesOf: 'grantId',
            output: UsageResult,
            errors: [
                errors.GRANT_NOT_FOUND,
                errors.GRANT_OF_OTHER_DEPARTMENT,
                errors.GRANT_STATE_FORBIDS,
                errors.GRANT_NOT_YET_VALID,
                errors.GRANT_EXPIRED,
                errors.GRANT_EXHAUSTED,
                errors.PURPOSE_MISMATCH,
                errors.RESOURCE_STATE_FORBIDS,
                errors.RESOURCE_NOT_SHARED,
                errors.ITEM_NOT_GRANTED,
                errors.ITEM_UNKNOWN,
                errors.CLEARANCE_INSUFFICIENT,
                errors.USE_SLOT_TAKEN,
                errors.DELIVERY_KEY_INVALID,
            ],
        }),
        commitAnswer: submit({
            summary: 'Commits to the sealed record that will be delivered. Caller: provider of the resource.',
            input: byUsage.extend({
                /** `commitmentOf({ salt, sealed })` of the delivery to come. */
                commitment: Sha256,
                /** SHA-256 of the provider’s signed response message. It has to carry a nonce: this is public. */
                responseHash: Sha256,
            }),
            output: UsageResult,
            errors: [...usageErrors, errors.RESOURCE_OF_OTHER_AGENCY, errors.GRANT_STATE_FORBIDS],
        }),
        deliverRecord: confinedSubmit({
            summary:
                'Puts the record, sealed to the use’s key, into the consumer’s inbox, endorsed by it alone. Caller: its provider.',
            input: byUsage,
            private: Delivery,
            partiesOf: 'usageId',
            confinedTo: inbox.name,
            errors: [
                ...usageErrors,
                errors.RESOURCE_OF_OTHER_AGENCY,
                errors.GRANT_STATE_FORBIDS,
                errors.DELIVERY_COMMITMENT_MISMATCH,
                errors.DELIVERY_NOT_SEALED,
                errors.DELIVERY_ITEMS_DIFFER,
                errors.DELIVERY_EXISTS,
            ],
        }),
        confirmReceipt: submit({
            summary: 'Confirms that the record is in the inbox. Caller: consumer of the grant’s department.',
            input: byUsage,
            output: UsageResult,
            errors: [...usageErrors, errors.GRANT_OF_OTHER_DEPARTMENT, errors.DELIVERY_NOT_FOUND],
        }),
        purgeDelivery: submit({
            summary: 'Erases a delivered record from the inbox. Caller: consumer of the grant’s department.',
            input: byUsage.extend({ reason: Reason }),
            output: UsageResult,
            errors: [...usageErrors, errors.GRANT_OF_OTHER_DEPARTMENT, errors.DELIVERY_NOT_FOUND],
        }),
        resourceByCode: evaluate({
            summary: 'A catalogue entry.',
            input: byResource,
            output: Resource,
            errors: [errors.RESOURCE_NOT_FOUND],
        }),
        resources: evaluate({
            summary: 'The catalogue, or one agency’s part of it.',
            input: z.strictObject({ agencyId: AgencyId.exactOptional(), ...PageRequest }),
            output: pageOf(Resource),
            errors: [],
        }),
        requestById: evaluate({
            summary: 'A request without its details. Caller: one of its parties, dataAuthority or auditor.',
            input: byRequest,
            output: ShareRequest,
            errors: [errors.REQUEST_NOT_FOUND, errors.RECORD_OF_OTHER_AGENCIES],
        }),
        requests: evaluate({
            summary: 'Requests of one status; a provider sees those to the own agency.',
            input: z.strictObject({ status: RequestStatus, ...PageRequest }),
            output: pageOf(ShareRequest),
            errors: [],
        }),
        requestDetails: revealingEvaluate({
            summary: 'Case number and reasons of a request. Caller: its department, its provider, or dataAuthority.',
            input: byRequest,
            output: RequestDetails.omit({ salt: true }),
            reveals: true,
            errors: [errors.REQUEST_NOT_FOUND, errors.RECORD_OF_OTHER_AGENCIES],
        }),
        grantById: evaluate({
            summary: 'A grant, as it stands now. Caller: one of its parties, dataAuthority or auditor.',
            input: byGrant,
            output: ShareGrant,
            errors: [errors.GRANT_NOT_FOUND, errors.RECORD_OF_OTHER_AGENCIES],
        }),
        grantsOf: evaluate({
            summary:
                'Grants of a department; a consumer sees those of the own agency, a provider those on its own resources.',
            input: z.strictObject({ agencyId: AgencyId, departmentId: DepartmentId, ...PageRequest }),
            output: pageOf(ShareGrant.omit({ uses: true })),
            errors: [errors.RECORD_OF_OTHER_AGENCIES],
        }),
        authorise: evaluate({
            summary:
                'Whether the caller could use these items now, item by item with all objections. Caller: consumer.',
            input: byGrant.extend({ items: ItemCodes, purposeCode: PurposeCode }),
            output: z.object({
                grantId: RecordId,
                allowed: z.boolean(),
                items: z.array(z.object({ itemCode: ItemCode, allowed: z.boolean(), objections: z.array(Objection) })),
            }),
            errors: [errors.GRANT_NOT_FOUND],
        }),
        freeUse: evaluate({
            summary:
                'A free slot, for each officer of the department another one, so that they do not meet. Caller: consumer.',
            input: byGrant,
            output: z.object({ grantId: RecordId, slot: Slot, free: z.int().min(1), maxUses: z.int() }),
            errors: [errors.GRANT_NOT_FOUND, errors.GRANT_OF_OTHER_DEPARTMENT, errors.GRANT_EXHAUSTED],
        }),
        usageById: evaluate({
            summary: 'One use, without details and data. Caller: one of its parties, dataAuthority or auditor.',
            input: byUsage,
            output: Usage,
            errors: [errors.USAGE_NOT_FOUND, errors.RECORD_OF_OTHER_AGENCIES],
        }),
        usesOf: evaluate({
            summary: 'The uses of a grant. Caller: one of its parties, dataAuthority or auditor.',
            input: byGrant.extend(PageRequest),
            output: pageOf(Usage),
            errors: [errors.GRANT_NOT_FOUND, errors.RECORD_OF_OTHER_AGENCIES],
        }),
        useDetails: revealingEvaluate({
            summary: 'Case and subject of a use. Caller: its department, its provider, or dataAuthority.',
            input: byUsage,
            output: UseDetails.omit({ salt: true }),
            reveals: true,
            errors: [errors.USAGE_NOT_FOUND, errors.RECORD_OF_OTHER_AGENCIES],
        }),
        deliveredRecord: revealingEvaluate({
            summary:
                'The delivered data as they were sealed, at the consumer’s own peer. Caller: consumer of the grant’s department.',
            input: byUsage,
            output: z.object({ usageId: UsageId, sealed: Sealed }),
            reveals: true,
            errors: [
                errors.USAGE_NOT_FOUND,
                errors.GRANT_OF_OTHER_DEPARTMENT,
                errors.GRANT_STATE_FORBIDS,
                errors.CLEARANCE_INSUFFICIENT,
                errors.DELIVERY_NOT_FOUND,
            ],
        }),
        findUsage: evaluate({
            summary: 'Who used data about one person, newest first. Caller: dataAuthority for the citizen, or auditor.',
            input: z.strictObject({
                /** The person’s pseudonyms, one for each pair of agencies. */
                pseudonyms: z.array(Pseudonym).min(1).max(50),
                offset: z.int().min(0).max(10_000).default(0),
                limit: z.int().min(1).max(100).default(100),
            }),
            output: z.object({ usage: z.array(LoggedUsage) }),
            errors: [],
        }),
    },
    events: {
        resourcePublished: ResourceResult.omit({ status: true }),
        resourceAmended: ResourceResult.omit({ status: true }),
        resourceWithdrawn: byResource,
        shareRequested: z.object({ requestId: RecordId, resourceCode: ResourceCode, purposeCode: PurposeCode }),
        conformityChecked: RequestResult.pick({ requestId: true, status: true }),
        shareGranted: z.object({
            requestId: RecordId,
            grantId: RecordId,
            resourceCode: ResourceCode,
            items: z.array(ItemCode).max(MAX_ITEMS),
        }),
        requestRejected: byRequest,
        answerOverdue: z.object({ requestId: RecordId, dueAt: Instant }),
        grantSuspended: byGrant,
        grantResumed: byGrant,
        grantRevoked: byGrant,
        dataUsed: z.object({ usageId: UsageId, resourceCode: ResourceCode, purposeCode: PurposeCode }),
        answerCommitted: byUsage,
        receiptConfirmed: byUsage,
        deliveryPurged: byUsage,
    },
});

export type ExchangeApi = typeof exchangeApi;

export { DeliveredItems, Delivery, Extent, RequestDetails, ResourceMetadata, UsageId, UseDetails } from './terms';
export { type SealedHeader, sealedHeader } from './sealed-record';
export { CatalogueMetadata, fromCatalogueMetadata, type ProviderName, toCatalogueMetadata } from './metadata';
export { type HmacSha256, pairKey, pseudonymOf } from './pseudonym';
