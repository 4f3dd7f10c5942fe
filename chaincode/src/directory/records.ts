/**
 * What the directory stores. Each record is one key; all of it is public state that every member's peer can read, so
 * none of it is personal data: officers and persons appear under ids and commitments.
 */
import { z } from 'zod';
import { defineRecord, type RecordOf, type Stored } from '../runtime/records';
import { AgencyId, DepartmentId, MspId, OfficerId, Reason, Sha256 } from '../runtime/primitives';
import { AttestedKey, ListedGrant } from '../runtime/who-is';
import { Agency, Department, FoundingAgency, Motion } from './api';

/** There is one, under the register's own name: its presence says that the directory was founded. */
export const Foundings = defineRecord({
    docType: 'directory.founding',
    holds: 'the hash of the founding document',
    schemaVersion: 1,
    schema: z.strictObject({ register: z.string(), sha256: Sha256 }),
    key: ['register'],
});

export const Agencies = defineRecord({
    docType: 'directory.agency',
    holds: 'an agency: names, code, MSP, roles, district, status',
    schemaVersion: 1,
    schema: Agency,
    key: ['agencyId'],
});

export const Departments = defineRecord({
    docType: 'directory.department',
    holds: 'a department of an agency',
    schemaVersion: 1,
    schema: Department,
    key: ['agencyId', 'departmentId'],
});

/** Under the principal, so that `whoIs` needs one read; contact data has no place here. */
export const Officers = defineRecord({
    docType: 'directory.officer',
    holds: 'an officer by id and hashed certificate subject: department, grants, status; no contact data',
    schemaVersion: 1,
    schema: z.strictObject({
        mspId: MspId,
        subjectHash: Sha256,
        officerId: OfficerId,
        agencyId: AgencyId,
        departmentId: DepartmentId,
        status: z.enum(['IN_OFFICE', 'RETIRED', 'REBOUND']),
        grants: z.array(ListedGrant).max(16),
    }),
    key: ['mspId', 'subjectHash'],
    indexes: { byAgency: ['agencyId'] },
});

/** From the stable officer id to the present certificate subject. */
export const OfficerPointers = defineRecord({
    docType: 'directory.officer-pointer',
    holds: 'from an officer’s id to the present certificate subject',
    schemaVersion: 1,
    schema: z.strictObject({ officerId: OfficerId, mspId: MspId, subjectHash: Sha256 }),
    key: ['officerId'],
});

export const Keys = defineRecord({
    docType: 'directory.key',
    holds: 'a citizen’s public key, under the commitment to the person',
    schemaVersion: 1,
    schema: AttestedKey.extend({ attestedBy: OfficerId, revocationReason: Reason.exactOptional() }),
    key: ['kid'],
});

export const Motions = defineRecord({
    docType: 'directory.motion',
    holds: 'motions to suspend or admit agencies, with reasons and who seconded',
    schemaVersion: 1,
    schema: Motion.extend({ admits: FoundingAgency.exactOptional() }),
    key: ['motionId'],
});

export type AgencyRecord = RecordOf<typeof Agencies>;
export type OfficerRecord = RecordOf<typeof Officers>;
export type KeyRecord = RecordOf<typeof Keys>;
export type MotionRecord = RecordOf<typeof Motions>;
export type StoredOfficer = Stored<typeof Officers>;
