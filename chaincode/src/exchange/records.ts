/**
 * What is stored, one aggregate under one key. All of it but the private records is public state that every member's
 * peer shows: codes, commitments, hashes and pseudonyms, never a name, a case number or a value. Pure.
 */
import { z } from 'zod';
import { AgencyId, Instant, OfficerId, Reason, RecordId, Sha256 } from '../runtime/primitives';
import { definePrivateRecord } from '../runtime/private-records';
import { defineRecord, type RecordOf } from '../runtime/records';
import { PublicJwk } from '../runtime/who-is';
import { inbox, pair } from './collections';
import {
    Delivery,
    extent,
    Extent,
    Item,
    ItemCode,
    ItemCodes,
    MAX_ITEMS,
    parties,
    Pseudonym,
    PurposeCode,
    RequestDetails,
    ResourceCode,
    resourceMetadata,
    UseDetails,
} from './terms';

export const RESOURCE_STATUSES = ['PUBLISHED', 'WITHDRAWN'] as const;
export const REQUEST_STATUSES = ['SUBMITTED', 'CONFORMITY_CHECKED', 'PENDING_PROVIDER', 'GRANTED', 'REJECTED'] as const;
export const GRANT_STATUSES = ['ACTIVE', 'SUSPENDED', 'REVOKED'] as const;
export const USAGE_STATUSES = ['CLAIMED', 'ANSWERED', 'RECEIVED', 'PURGED'] as const;

/** Who acted for which agency. */
export const Officer = z.strictObject({ officerId: OfficerId, agencyId: AgencyId });
export type Officer = z.output<typeof Officer>;

/** What an officer did, when, and why where a reason is due. */
export const Decision = z.strictObject({ officer: Officer, at: Instant, reason: Reason.exactOptional() });
export type Decision = z.output<typeof Decision>;

/** A catalogue entry (目录). `providerMspId` is the MSP under which the provider's officers sign. */
export const resourceRecord = defineRecord({
    docType: 'exchange.resource',
    holds: 'catalogue entry: what could be shared, how, and at which levels',
    schemaVersion: 1,
    key: ['resourceCode'],
    indexes: { byProvider: ['providerAgencyId'] },
    schema: z.strictObject({
        resourceCode: ResourceCode,
        status: z.enum(RESOURCE_STATUSES),
        providerAgencyId: parties.providerAgencyId,
        providerMspId: parties.providerMspId,
        ...resourceMetadata,
        /** Counts publication and amendments. */
        revision: z.int().min(1),
        publishedAt: Instant,
        withdrawal: Decision.exactOptional(),
    }),
});
export type Resource = RecordOf<typeof resourceRecord>;

/** A department's wish to use items of a resource. Case number and reasons are behind `detailsCommitment`. */
export const requestRecord = defineRecord({
    docType: 'exchange.request',
    holds: 'which department asks for which items, for what purpose; details as a commitment',
    schemaVersion: 1,
    key: ['requestId'],
    indexes: { byStatus: ['status', 'providerAgencyId'] },
    schema: z.strictObject({
        requestId: RecordId,
        status: z.enum(REQUEST_STATUSES),
        resourceCode: ResourceCode,
        ...parties,
        items: ItemCodes,
        purposeCode: PurposeCode,
        wanted: Extent,
        /** What the department has shown that it may see: the clearance of the officer who asked. */
        clearance: Item.shape.level,
        detailsCommitment: Sha256,
        requestedBy: Officer,
        requestedAt: Instant,
        conformity: Decision.exactOptional(),
        /** When the provider's answer is due; counted from the conformity check. */
        dueAt: Instant.exactOptional(),
        /** Set once, by the late answer or by whoever flags it first. */
        overdueSince: Instant.exactOptional(),
        answer: Decision.exactOptional(),
        grantId: RecordId.exactOptional(),
    }),
});
export type ShareRequest = RecordOf<typeof requestRecord>;

/** A department's right to use items for one purpose. EXPIRED and EXHAUSTED are derived, see ./standing. */
export const grantRecord = defineRecord({
    docType: 'exchange.grant',
    holds: 'which department may use which items, how often and how long',
    schemaVersion: 1,
    key: ['grantId'],
    indexes: { byConsumer: ['consumerAgencyId', 'consumerDepartmentId'] },
    schema: z.strictObject({
        grantId: RecordId,
        status: z.enum(GRANT_STATUSES),
        requestId: RecordId,
        resourceCode: ResourceCode,
        ...parties,
        items: ItemCodes,
        purposeCode: PurposeCode,
        ...extent,
        grantedBy: Officer,
        grantedAt: Instant,
        /** The latest suspension or the revocation. */
        stopped: Decision.exactOptional(),
        /** The latest resumption. */
        resumed: Decision.exactOptional(),
    }),
});
export type ShareGrant = RecordOf<typeof grantRecord>;

/** Which grant a department holds each item of a resource under, for one purpose: what "you already have this" reads. */
export const holdingRecord = defineRecord({
    docType: 'exchange.holding',
    holds: 'index: the grant under which a department holds each item',
    schemaVersion: 1,
    key: ['consumerAgencyId', 'consumerDepartmentId', 'resourceCode', 'purposeCode'],
    schema: z.strictObject({
        consumerAgencyId: parties.consumerAgencyId,
        consumerDepartmentId: parties.consumerDepartmentId,
        resourceCode: ResourceCode,
        purposeCode: PurposeCode,
        /** The latest grant of each item, in the resource's order. */
        items: z.array(z.strictObject({ itemCode: ItemCode, grantId: RecordId })).max(MAX_ITEMS),
    }),
});
export type Holding = RecordOf<typeof holdingRecord>;

/** An item as it was used: with the level that it had then. */
export const UsedItem = z.strictObject({ itemCode: ItemCode, level: Item.shape.level });
export type UsedItem = z.output<typeof UsedItem>;

/**
 * One use under a grant, in its numbered slot. What the data authority shows a citizen about whom data were used.
 * The provider's answer is here as a commitment; the data themselves lie sealed in the consumer's inbox.
 */
export const useRecord = defineRecord({
    docType: 'exchange.use',
    holds: 'one use: who, when, for what purpose, about which pseudonym, to which key; details and data as commitments',
    schemaVersion: 1,
    key: ['grantId', 'slot'],
    indexes: { bySubject: ['subject', 'recency'] },
    schema: z.strictObject({
        grantId: RecordId,
        /** Decimal digits without leading zeros: part of the key. */
        slot: z.string().regex(/^[1-9]\d{0,3}$/),
        status: z.enum(USAGE_STATUSES),
        resourceCode: ResourceCode,
        ...parties,
        items: z.array(UsedItem).min(1).max(MAX_ITEMS),
        purposeCode: PurposeCode,
        subject: Pseudonym,
        requestHash: Sha256,
        /** Whoever holds the other half reads what is delivered. */
        deliverTo: PublicJwk,
        detailsCommitment: Sha256,
        usedBy: Officer,
        usedAt: Instant,
        /** Falls as time goes on, so that an index lists the newest use first. */
        recency: z.string().regex(/^\d{13}$/),
        answer: z
            .strictObject({ commitment: Sha256, responseHash: Sha256, officer: Officer, at: Instant })
            .exactOptional(),
        receipt: Decision.exactOptional(),
        purge: Decision.exactOptional(),
    }),
});
export type Usage = RecordOf<typeof useRecord>;

export const requestDetailsRecord = definePrivateRecord({
    docType: 'exchange.request-details',
    holds: 'case number and justification of a request',
    schemaVersion: 1,
    family: pair.name,
    key: ['requestId'],
    schema: RequestDetails,
});

export const useDetailsRecord = definePrivateRecord({
    docType: 'exchange.use-details',
    holds: 'case number and subject of a use',
    schemaVersion: 1,
    family: pair.name,
    key: ['grantId', 'slot'],
    schema: UseDetails,
});

export const deliveryRecord = definePrivateRecord({
    docType: 'exchange.delivery',
    holds: 'the delivered data, sealed to the key that the use names',
    schemaVersion: 1,
    family: inbox.name,
    key: ['grantId', 'slot'],
    schema: Delivery,
});
