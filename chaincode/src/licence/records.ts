/**
 * What is stored, one aggregate under one key, none of it personal: a holder is a salted commitment, a document a hash.
 * Pure: schemas and key parts only.
 */
import { z } from 'zod';
import { AgencyId, BilingualName, Instant, Jurisdiction, Reason, Sha256 } from '../runtime/primitives';
import { defineRecord, type RecordOf } from '../runtime/records';
import {
    ACCREDITATION_STATUSES,
    HOLDER_TYPES,
    LICENCE_STATUSES,
    LicenceIdentifier,
    MAX_ACCREDITATIONS,
    Officer,
    Region,
    REVOCATION_REASONS,
    StatusListId,
    StatusPurpose,
    SUSPENSION_REASONS,
    TypeCode,
    Uscc,
    Validity,
} from './terms';

/** Always six digits: part of a key, so that lists come in the order of their entries. */
const IndexDigits = z.string().regex(/^[0-9]{6}$/);

/** Written once. The agency whose officer defined it is the one that accredits its issuers. */
export const typeRecord = defineRecord({
    docType: 'licence.type',
    holds: 'a type of licence: names, holder type, validity',
    schemaVersion: 1,
    key: ['typeCode'],
    schema: z.strictObject({
        typeCode: TypeCode,
        name: BilingualName,
        holderType: z.enum(HOLDER_TYPES),
        validity: Validity,
        definedBy: Officer,
        definedAt: Instant,
    }),
});
export type LicenceType = RecordOf<typeof typeRecord>;

/** One time that an issuer was accredited; licences refer to it by its number. */
export const Accreditation = z.strictObject({
    accreditationNo: z.int().min(1),
    /** Prefixes of GB/T 2260 codes, '' for everywhere. */
    jurisdictions: z.array(Jurisdiction).min(1).max(16),
    /** Inclusive. */
    validFrom: Instant,
    /** Exclusive; absent where no end is set. */
    validTo: Instant.exactOptional(),
    accreditedBy: Officer,
    accreditedAt: Instant,
    withdrawal: z
        .strictObject({
            by: Officer,
            at: Instant,
            reason: Reason,
            /** What was issued from then on was issued without accreditation. Absent where nothing before is touched. */
            voidFrom: Instant.exactOptional(),
        })
        .exactOptional(),
});
export type Accreditation = z.output<typeof Accreditation>;

/** All accreditations of one issuer for one type, the latest last: an issue reads one key. */
export const issuerRecord = defineRecord({
    docType: 'licence.issuer',
    holds: 'what an agency may issue, where and when',
    schemaVersion: 1,
    key: ['issuerUscc', 'typeCode'],
    schema: z.strictObject({
        issuerUscc: Uscc,
        typeCode: TypeCode,
        /** The issuer's agency in the directory. */
        agencyId: AgencyId,
        /** Of the latest accreditation. */
        status: z.enum(ACCREDITATION_STATUSES),
        accreditations: z.array(Accreditation).min(1).max(MAX_ACCREDITATIONS),
    }),
});
export type Issuer = RecordOf<typeof issuerRecord>;

/** The latest suspension, resumption or revocation. */
const StatusChange = z.strictObject({
    by: Officer,
    at: Instant,
    reasonCode: z.enum([...SUSPENSION_REASONS, ...REVOCATION_REASONS]).exactOptional(),
});

/**
 * A licence carries its own bit of the status list: `statusBit` is present while the bit is set, and its index entry is
 * what a list is assembled from. So no two licences share a key, and any number of them change in one block.
 */
export const licenceRecord = defineRecord({
    docType: 'licence.licence',
    holds: 'a licence by its identifier: period, region, status; holder as a commitment, document as a hash',
    schemaVersion: 1,
    key: ['identifier'],
    indexes: {
        byIssuer: ['issuerUscc'],
        byStatusBit: ['issuerUscc', 'statusListId', 'statusBit', 'statusIndex'],
    },
    schema: z.strictObject({
        identifier: LicenceIdentifier,
        typeCode: TypeCode,
        issuerUscc: Uscc,
        /** The issuer's agency in the directory. */
        agencyId: AgencyId,
        region: Region,
        status: z.enum(LICENCE_STATUSES),
        holderCommitment: Sha256,
        documentSha256: Sha256,
        /** Inclusive. */
        validFrom: Instant,
        /** Exclusive; absent where the licence has no end. */
        validTo: Instant.exactOptional(),
        statusListId: StatusListId,
        statusIndex: IndexDigits,
        statusBit: StatusPurpose.exactOptional(),
        /** The accreditation under which it was issued: a number in the issuer's record for the type. */
        accreditationNo: z.int().min(1),
        issuedBy: Officer,
        issuedAt: Instant,
        statusChange: StatusChange.exactOptional(),
        previousIdentifier: LicenceIdentifier.exactOptional(),
        nextIdentifier: LicenceIdentifier.exactOptional(),
    }),
});
export type Licence = RecordOf<typeof licenceRecord>;

/** Marks an entry of a status list as taken, for ever. Lists belong to their issuer: nobody takes another's entries. */
export const statusIndexRecord = defineRecord({
    docType: 'licence.status-index',
    holds: 'which entry of a status list is taken, by which licence',
    schemaVersion: 1,
    key: ['issuerUscc', 'statusListId', 'statusIndex'],
    schema: z.strictObject({
        issuerUscc: Uscc,
        statusListId: StatusListId,
        statusIndex: IndexDigits,
        identifier: LicenceIdentifier,
    }),
});

/** From a document to its licence, so that verification by hash reads two keys and no range. */
export const documentRecord = defineRecord({
    docType: 'licence.document',
    holds: 'from a document’s hash to its licence',
    schemaVersion: 1,
    key: ['documentSha256'],
    schema: z.strictObject({ documentSha256: Sha256, identifier: LicenceIdentifier }),
});
