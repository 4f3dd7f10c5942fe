/**
 * The directory: which agencies share this record office, who acts for them and with which rights, which signing keys
 * of persons an agency attests. Every other register asks it `whoIs` before it acts. Contact data never goes here.
 */
import { z } from 'zod';
import { isUscc } from '../identifiers/uscc';
import { defineContract, evaluate, submit } from '../runtime/definition';
import {
    AgencyId,
    BilingualName,
    Clearance,
    DepartmentId,
    Instant,
    Jurisdiction,
    MspId,
    OfficerId,
    PageRequest,
    pageOf,
    Reason,
    RecordId,
    Sha256,
} from '../runtime/primitives';
import { AttestedKey, Kid, ListedGrant, PrincipalSchema, PublicJwk, WhoIsInput, WhoIsOutput } from '../runtime/who-is';
import { directoryErrors as errors } from './errors';
import { RoleName } from './roles';

/** Unified social credit code, GB 32100: both check characters are verified. */
export const Uscc = z.string().refine(isUscc, { message: 'not a unified social credit code' });

const agencyFields = {
    agencyId: AgencyId,
    uscc: Uscc.exactOptional(),
    name: BilingualName,
    /** The Fabric organisation under which the agency's officers sign; several small agencies may share one. */
    mspId: MspId,
    /** Founding agencies sit on the committee that suspends, reinstates and admits. */
    founding: z.boolean(),
    /** Roles that the agency's administrators may grant, inside `jurisdiction`. */
    roles: z.array(RoleName).max(16),
    jurisdiction: Jurisdiction,
} as const;

export const AgencyDetails = z.strictObject(agencyFields);
export const Agency = z.strictObject({ ...agencyFields, status: z.enum(['ACTIVE', 'SUSPENDED']) });
export const Department = z.strictObject({ agencyId: AgencyId, departmentId: DepartmentId, name: BilingualName });

const grantTerms = {
    role: RoleName,
    jurisdiction: Jurisdiction,
    clearance: Clearance,
    /** Inclusive. */
    validFrom: Instant,
    /** Exclusive. */
    validTo: Instant,
} as const;
export const GrantTerms = z.strictObject(grantTerms);

export const Officer = z.strictObject({
    officerId: OfficerId,
    agencyId: AgencyId,
    departmentId: DepartmentId,
    principal: PrincipalSchema,
    status: z.enum(['IN_OFFICE', 'RETIRED', 'REBOUND']),
    grants: z.array(ListedGrant),
});

export const Motion = z.strictObject({
    motionId: RecordId,
    kind: z.enum(['SUSPENSION', 'REINSTATEMENT', 'ADMISSION']),
    /** The agency that the motion is about. */
    agencyId: AgencyId,
    reason: Reason,
    status: z.enum(['MOVED', 'CARRIED', 'WITHDRAWN']),
    movedBy: z.strictObject({ agencyId: AgencyId, officerId: OfficerId }),
    secondedBy: z.strictObject({ agencyId: AgencyId, officerId: OfficerId }).exactOptional(),
    expiresAt: Instant,
});

const FoundingOfficer = z.strictObject({
    officerId: OfficerId,
    departmentId: DepartmentId,
    principal: PrincipalSchema,
    grants: z.array(GrantTerms).max(16),
});
const FoundingDepartment = z.strictObject({ departmentId: DepartmentId, name: BilingualName });

/** An agency with the departments and officers that it begins with; at least one officer should be `administrator`. */
export const FoundingAgency = z.strictObject({
    ...agencyFields,
    departments: z.array(FoundingDepartment).min(1).max(32),
    officers: z.array(FoundingOfficer).min(1).max(64),
});

/** What the founding agencies agree on before the first transaction; each starts its register with the SHA-256 of it. */
export const FoundingDocument = z.strictObject({
    title: BilingualName,
    agencies: z.array(FoundingAgency).min(1).max(32),
});

const officerRef = z.strictObject({ officerId: OfficerId });
const motionResult = z.strictObject({ motionId: RecordId, status: z.enum(['MOVED', 'CARRIED', 'WITHDRAWN']) });

/** One former state; `record` is absent where the key was deleted. */
function historyOf<Item extends z.ZodType>(
    item: Item,
): z.ZodArray<
    z.ZodObject<{ txId: z.ZodString; at: typeof Instant; record: z.ZodExactOptional<Item> }, z.core.$strict>
> {
    return z.array(z.strictObject({ txId: z.string(), at: Instant, record: item.exactOptional() }));
}
const historyLimit = z.int().min(1).max(100).default(20);

export const directoryApi = defineContract({
    name: 'directory',
    summary: 'Agencies, departments, officers and their rights; attested signing keys; suspension by committee.',
    transactions: {
        bootstrap: submit({
            summary: 'Founds the directory, once, with the document whose hash every agency started its register with.',
            input: z.strictObject({ document: FoundingDocument }),
            output: z.strictObject({ sha256: Sha256, agencies: z.int(), officers: z.int() }),
            errors: [errors.FOUNDING_DOCUMENT_MISMATCH, errors.FOUNDING_DOCUMENT_INVALID, errors.BOOTSTRAP_DONE],
        }),
        registerDepartment: submit({
            summary: 'Adds a department to the caller’s own agency. Caller: administrator.',
            input: z.strictObject({ departmentId: DepartmentId, name: BilingualName }),
            output: z.strictObject({ agencyId: AgencyId, departmentId: DepartmentId }),
            errors: [errors.DEPARTMENT_EXISTS],
        }),
        registerOfficer: submit({
            summary: 'Adds an officer without rights to the caller’s own agency. Caller: administrator.',
            input: z.strictObject({ officerId: OfficerId, departmentId: DepartmentId, principal: PrincipalSchema }),
            output: officerRef,
            errors: [
                errors.DEPARTMENT_NOT_FOUND,
                errors.OFFICER_EXISTS,
                errors.PRINCIPAL_TAKEN,
                errors.PRINCIPAL_FOREIGN,
                errors.AGENCY_NOT_FOUND,
            ],
        }),
        rebindOfficer: submit({
            summary: 'Moves an officer with all rights to a new certificate subject. Caller: administrator.',
            input: z.strictObject({ officerId: OfficerId, principal: PrincipalSchema }),
            output: officerRef,
            errors: [
                errors.OFFICER_NOT_FOUND,
                errors.OFFICER_STATE,
                errors.PRINCIPAL_TAKEN,
                errors.PRINCIPAL_FOREIGN,
                errors.AGENCY_NOT_FOUND,
            ],
        }),
        retireOfficer: submit({
            summary: 'Ends an officer’s time in office; all grants end with it. Caller: administrator.',
            input: z.strictObject({ officerId: OfficerId, reason: Reason }),
            output: officerRef,
            errors: [errors.OFFICER_NOT_FOUND, errors.OFFICER_STATE],
        }),
        giveGrant: submit({
            summary: 'Gives an officer of the caller’s own agency a right for a period. Caller: administrator.',
            input: z.strictObject({ officerId: OfficerId, ...grantTerms }),
            output: z.strictObject({ officerId: OfficerId, grantId: RecordId }),
            errors: [
                errors.OFFICER_NOT_FOUND,
                errors.OFFICER_STATE,
                errors.AGENCY_NOT_FOUND,
                errors.AGENCY_COMPETENCE,
                errors.ROLE_EXCLUSIVE,
                errors.GRANT_SELF,
                errors.GRANT_PERIOD,
                errors.GRANT_LIMIT,
            ],
        }),
        revokeGrant: submit({
            summary: 'Takes a right back at once. Caller: administrator of the officer’s agency.',
            input: z.strictObject({ officerId: OfficerId, grantId: RecordId, reason: Reason }),
            output: z.strictObject({ officerId: OfficerId, grantId: RecordId }),
            errors: [errors.OFFICER_NOT_FOUND, errors.GRANT_NOT_FOUND],
        }),
        attestKey: submit({
            summary: 'Attests that a signing key belongs to a person, given as a commitment. Caller: identityProvider.',
            input: z.strictObject({ personRef: Sha256, jwk: PublicJwk, validFrom: Instant, validTo: Instant }),
            output: z.strictObject({ kid: Kid }),
            errors: [errors.KEY_INVALID, errors.KEY_EXISTS, errors.GRANT_PERIOD],
        }),
        revokeKey: submit({
            summary: 'Ends an attestation at once. Caller: identityProvider of the attesting agency.',
            input: z.strictObject({ kid: Kid, reason: Reason }),
            output: z.strictObject({ kid: Kid }),
            errors: [errors.KEY_NOT_FOUND, errors.KEY_STATE, errors.KEY_FOREIGN],
        }),
        moveSuspension: submit({
            summary: 'Moves that an agency be suspended. Caller: governor of a founding agency, not the agency itself.',
            input: z.strictObject({ agencyId: AgencyId, reason: Reason }),
            output: motionResult,
            errors: [errors.AGENCY_NOT_FOUND, errors.AGENCY_STATE, errors.MOTION_OWN_AGENCY, errors.NOT_FOUNDING],
        }),
        moveReinstatement: submit({
            summary: 'Moves that a suspended agency be reinstated. Caller: governor of a founding agency.',
            input: z.strictObject({ agencyId: AgencyId, reason: Reason }),
            output: motionResult,
            errors: [errors.AGENCY_NOT_FOUND, errors.AGENCY_STATE, errors.MOTION_OWN_AGENCY, errors.NOT_FOUNDING],
        }),
        moveAdmission: submit({
            summary: 'Moves that a new agency be admitted as described. Caller: governor of a founding agency.',
            input: z.strictObject({ agency: FoundingAgency, reason: Reason }),
            output: motionResult,
            errors: [errors.AGENCY_EXISTS, errors.FOUNDING_DOCUMENT_INVALID, errors.NOT_FOUNDING],
        }),
        secondMotion: submit({
            summary: 'Carries a motion. Caller: governor of a founding agency other than the mover’s.',
            input: z.strictObject({ motionId: RecordId }),
            output: motionResult,
            errors: [
                errors.MOTION_NOT_FOUND,
                errors.MOTION_STATE,
                errors.MOTION_EXPIRED,
                errors.MOTION_SAME_AGENCY,
                errors.MOTION_OWN_AGENCY,
                errors.NOT_FOUNDING,
                errors.AGENCY_NOT_FOUND,
                errors.AGENCY_STATE,
                errors.AGENCY_EXISTS,
                errors.OFFICER_EXISTS,
                errors.PRINCIPAL_TAKEN,
            ],
        }),
        withdrawMotion: submit({
            summary: 'Takes a motion back before it is carried. Caller: governor of the moving agency.',
            input: z.strictObject({ motionId: RecordId }),
            output: motionResult,
            errors: [errors.MOTION_NOT_FOUND, errors.MOTION_STATE, errors.MOTION_SAME_AGENCY],
        }),
        whoIs: evaluate({
            summary: 'The officer behind a signer, with listed grants and agency status; and attested keys by kid.',
            input: WhoIsInput,
            output: WhoIsOutput,
            errors: [],
            via: ['*'],
        }),
        agencyById: evaluate({
            summary: 'One agency.',
            input: z.strictObject({ agencyId: AgencyId }),
            output: Agency,
            errors: [errors.AGENCY_NOT_FOUND],
            via: ['*'],
        }),
        agencies: evaluate({
            summary: 'All agencies, by agency id.',
            input: z.strictObject({ ...PageRequest }),
            output: pageOf(Agency),
            errors: [],
        }),
        departmentsOf: evaluate({
            summary: 'The departments of one agency, by department id.',
            input: z.strictObject({ agencyId: AgencyId, ...PageRequest }),
            output: pageOf(Department),
            errors: [],
        }),
        officerById: evaluate({
            summary: 'One officer with the listed grants.',
            input: officerRef,
            output: Officer,
            errors: [errors.OFFICER_NOT_FOUND],
        }),
        officersOf: evaluate({
            summary: 'The officers of one agency, former ones included.',
            input: z.strictObject({ agencyId: AgencyId, ...PageRequest }),
            output: pageOf(Officer),
            errors: [],
            via: ['exchange'],
        }),
        keyByKid: evaluate({
            summary: 'One attested key.',
            input: z.strictObject({ kid: Kid }),
            output: AttestedKey,
            errors: [errors.KEY_NOT_FOUND],
            via: ['*'],
        }),
        motionById: evaluate({
            summary: 'One motion of the committee.',
            input: z.strictObject({ motionId: RecordId }),
            output: Motion,
            errors: [errors.MOTION_NOT_FOUND],
        }),
        agencyHistory: evaluate({
            summary: 'Former states of an agency, newest first.',
            input: z.strictObject({ agencyId: AgencyId, limit: historyLimit }),
            output: historyOf(Agency),
            errors: [],
        }),
        officerHistory: evaluate({
            summary: 'Former states of an officer under the present certificate subject, newest first.',
            input: z.strictObject({ officerId: OfficerId, limit: historyLimit }),
            output: historyOf(Officer),
            errors: [errors.OFFICER_NOT_FOUND],
        }),
    },
    events: {
        directoryFounded: z.strictObject({ sha256: Sha256, agencies: z.array(AgencyId) }),
        departmentRegistered: z.strictObject({ agencyId: AgencyId, departmentId: DepartmentId }),
        officerRegistered: z.strictObject({ officerId: OfficerId, agencyId: AgencyId, departmentId: DepartmentId }),
        officerRebound: z.strictObject({ officerId: OfficerId, agencyId: AgencyId }),
        officerRetired: z.strictObject({ officerId: OfficerId, agencyId: AgencyId, reason: Reason }),
        grantGiven: z.strictObject({ officerId: OfficerId, agencyId: AgencyId, grantId: RecordId, ...grantTerms }),
        grantRevoked: z.strictObject({ officerId: OfficerId, agencyId: AgencyId, grantId: RecordId, reason: Reason }),
        keyAttested: z.strictObject({ kid: Kid, agencyId: AgencyId, validFrom: Instant, validTo: Instant }),
        keyRevoked: z.strictObject({ kid: Kid, agencyId: AgencyId, reason: Reason }),
        motionMoved: z.strictObject({ motionId: RecordId, kind: Motion.shape.kind, agencyId: AgencyId, by: AgencyId }),
        motionWithdrawn: z.strictObject({ motionId: RecordId, by: AgencyId }),
        motionCarried: z.strictObject({
            motionId: RecordId,
            kind: Motion.shape.kind,
            agencyId: AgencyId,
            by: AgencyId,
        }),
        agencyAdmitted: z.strictObject({ agencyId: AgencyId, mspId: MspId }),
        agencySuspended: z.strictObject({ agencyId: AgencyId, reason: Reason }),
        agencyReinstated: z.strictObject({ agencyId: AgencyId, reason: Reason }),
    },
});
export type DirectoryApi = typeof directoryApi;
