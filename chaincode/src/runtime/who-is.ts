/**
 * The one question that every register asks before it acts: who is this signer? The schemas are the runtime's, so that
 * the frame needs no register; the `directory` register answers in this form.
 */
import { z } from 'zod';
import {
    AgencyId,
    Clearance,
    DepartmentId,
    Instant,
    Jurisdiction,
    MspId,
    OfficerId,
    RecordId,
    Sha256,
} from './primitives';

/** The register that answers `whoIs`, unless the start-up configuration names another. */
export const DIRECTORY_REGISTER = 'directory';

export const PrincipalSchema = z.strictObject({ mspId: MspId, subjectHash: Sha256 });

/** RFC 7638 thumbprint: SHA-256 of the canonical public key, base64url without padding. */
export const Kid = z.string().regex(/^[A-Za-z0-9_-]{43}$/);

/** A public key: EC P-256, coordinates base64url of 32 bytes each. */
export const PublicJwk = z.strictObject({
    kty: z.literal('EC'),
    crv: z.literal('P-256'),
    x: z.string().regex(/^[A-Za-z0-9_-]{43}$/),
    y: z.string().regex(/^[A-Za-z0-9_-]{43}$/),
});
export type PublicJwk = z.output<typeof PublicJwk>;

/** A right with its period: valid from `validFrom` inclusive to `validTo` exclusive. */
export const ListedGrant = z.strictObject({
    grantId: RecordId,
    role: z.string(),
    jurisdiction: Jurisdiction,
    clearance: Clearance,
    validFrom: Instant,
    validTo: Instant,
});

export const AttestedKey = z.strictObject({
    kid: Kid,
    /** The person's commitment; who it is stays with the attesting agency. */
    personRef: Sha256,
    jwk: PublicJwk,
    validFrom: Instant,
    validTo: Instant,
    status: z.enum(['ATTESTED', 'REVOKED']),
    /** The identity-providing agency whose officer attested the key. */
    agencyId: AgencyId,
});

export const WhoIsInput = z.strictObject({
    principal: PrincipalSchema,
    /** Keys to report beside the officer; unknown ones are left out of the answer. */
    kids: z.array(Kid).max(16).default([]),
});

export const WhoIsOutput = z.strictObject({
    /** Absent when the directory knows no officer in office under this principal. */
    officer: z
        .strictObject({
            officerId: OfficerId,
            agencyId: AgencyId,
            departmentId: DepartmentId,
            agencyStatus: z.enum(['ACTIVE', 'SUSPENDED']),
            /** All listed grants, also those whose period has not begun or has ended. */
            grants: z.array(ListedGrant),
        })
        .exactOptional(),
    keys: z.array(AttestedKey),
});

export type WhoIs = z.output<typeof WhoIsOutput>;
