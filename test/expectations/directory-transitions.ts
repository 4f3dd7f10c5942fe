/**
 * The lives of the directory's records. After the legal model: two founding agencies admit, suspend and reinstate; an
 * officer's office ends once and for all, and the id is never given to somebody else; a right or an attested key that
 * was taken back does not come back.
 */
import type { DirectoryApi } from '../../chaincode/src/directory/api';
import type { directoryErrors } from '../../chaincode/src/directory/errors';
import type { Life, RuntimeCode, SubmitName } from './transitions';

export type DirectoryCode = `DIRECTORY_${keyof typeof directoryErrors}` | RuntimeCode;
type DirectorySubmit = SubmitName<DirectoryApi>;
type DirectoryLife<State extends string> = Life<State, DirectorySubmit, DirectoryCode>;

const apart = {
    bootstrap: 'apart',
    registerDepartment: 'apart',
    registerOfficer: 'apart',
    rebindOfficer: 'apart',
    retireOfficer: 'apart',
    giveGrant: 'apart',
    revokeGrant: 'apart',
    attestKey: 'apart',
    revokeKey: 'apart',
    moveSuspension: 'apart',
    moveReinstatement: 'apart',
    moveAdmission: 'apart',
    secondMotion: 'apart',
    withdrawMotion: 'apart',
} as const satisfies Readonly<Record<DirectorySubmit, 'apart'>>;

export const agencyStates = ['ABSENT', 'ACTIVE', 'SUSPENDED'] as const;
const agencyState = 'DIRECTORY_AGENCY_STATE';
const agencyExists = 'DIRECTORY_AGENCY_EXISTS';
const noAgency = 'DIRECTORY_AGENCY_NOT_FOUND';

export const agencyLife: DirectoryLife<(typeof agencyStates)[number]> = {
    ...apart,
    moveAdmission: { ABSENT: 'ABSENT', ACTIVE: agencyExists, SUSPENDED: agencyExists },
    moveSuspension: { ABSENT: noAgency, ACTIVE: 'ACTIVE', SUSPENDED: agencyState },
    moveReinstatement: { ABSENT: noAgency, ACTIVE: agencyState, SUSPENDED: 'SUSPENDED' },
    // Of two motions to the same end the first that is carried leaves nothing to the other.
    secondMotion: {
        'to admit it': { ABSENT: 'ACTIVE', ACTIVE: agencyExists, SUSPENDED: 'unreachable' },
        'to suspend it': { ABSENT: 'unreachable', ACTIVE: 'SUSPENDED', SUSPENDED: agencyState },
        'to reinstate it': { ABSENT: 'unreachable', ACTIVE: agencyState, SUSPENDED: 'ACTIVE' },
    },
    withdrawMotion: {
        'to admit it': { ABSENT: 'ABSENT', ACTIVE: 'ACTIVE', SUSPENDED: 'unreachable' },
        'to suspend it': { ABSENT: 'unreachable', ACTIVE: 'ACTIVE', SUSPENDED: 'SUSPENDED' },
        'to reinstate it': { ABSENT: 'unreachable', ACTIVE: 'ACTIVE', SUSPENDED: 'SUSPENDED' },
    },
};

/** REBOUND is the record of a certificate subject that its officer has left; the officer acts under another. */
export const officerStates = ['ABSENT', 'IN_OFFICE', 'RETIRED', 'REBOUND'] as const;
const noOfficer = 'DIRECTORY_OFFICER_NOT_FOUND';
const officerState = 'DIRECTORY_OFFICER_STATE';
const subjectTaken = 'DIRECTORY_PRINCIPAL_TAKEN';

export const officerLife: DirectoryLife<(typeof officerStates)[number]> = {
    ...apart,
    registerOfficer: {
        'under the same id': {
            ABSENT: 'IN_OFFICE',
            IN_OFFICE: 'DIRECTORY_OFFICER_EXISTS',
            RETIRED: 'DIRECTORY_OFFICER_EXISTS',
            REBOUND: 'DIRECTORY_OFFICER_EXISTS',
        },
        // A subject speaks for one officer for ever, or old signatures would change their author.
        'under the same certificate subject': {
            ABSENT: 'IN_OFFICE',
            IN_OFFICE: subjectTaken,
            RETIRED: subjectTaken,
            REBOUND: subjectTaken,
        },
    },
    rebindOfficer: { ABSENT: noOfficer, IN_OFFICE: 'REBOUND', RETIRED: officerState, REBOUND: 'unreachable' },
    retireOfficer: { ABSENT: noOfficer, IN_OFFICE: 'RETIRED', RETIRED: officerState, REBOUND: 'unreachable' },
    giveGrant: { ABSENT: noOfficer, IN_OFFICE: 'IN_OFFICE', RETIRED: officerState, REBOUND: 'unreachable' },
    // All rights have ended with the office.
    revokeGrant: {
        ABSENT: noOfficer,
        IN_OFFICE: 'IN_OFFICE',
        RETIRED: 'DIRECTORY_GRANT_NOT_FOUND',
        REBOUND: 'unreachable',
    },
};

/** A right: ENDED follows from time. */
export const rightStates = ['ABSENT', 'GIVEN', 'REVOKED', 'ENDED'] as const;
const noRight = 'DIRECTORY_GRANT_NOT_FOUND';

export const rightLife: DirectoryLife<(typeof rightStates)[number]> = {
    ...apart,
    // Given anew it is another right: the former one stays what it is.
    giveGrant: { ABSENT: 'GIVEN', GIVEN: 'GIVEN', REVOKED: 'REVOKED', ENDED: 'ENDED' },
    revokeGrant: { ABSENT: noRight, GIVEN: 'REVOKED', REVOKED: noRight, ENDED: 'REVOKED' },
};

/** EXPIRED follows from time; whether a key was taken back still matters for what it signed before. */
export const keyStates = ['ABSENT', 'ATTESTED', 'REVOKED', 'EXPIRED'] as const;
const keyExists = 'DIRECTORY_KEY_EXISTS';

export const keyLife: DirectoryLife<(typeof keyStates)[number]> = {
    ...apart,
    attestKey: { ABSENT: 'ATTESTED', ATTESTED: keyExists, REVOKED: keyExists, EXPIRED: keyExists },
    revokeKey: {
        ABSENT: 'DIRECTORY_KEY_NOT_FOUND',
        ATTESTED: 'REVOKED',
        REVOKED: 'DIRECTORY_KEY_STATE',
        EXPIRED: 'REVOKED',
    },
};

/** EXPIRED follows from time: nobody seconded it within thirty days. */
export const motionStates = ['ABSENT', 'MOVED', 'CARRIED', 'WITHDRAWN', 'EXPIRED'] as const;
const noMotion = 'DIRECTORY_MOTION_NOT_FOUND';
const motionState = 'DIRECTORY_MOTION_STATE';

export const motionLife: DirectoryLife<(typeof motionStates)[number]> = {
    ...apart,
    moveSuspension: {
        ABSENT: 'MOVED',
        MOVED: 'MOVED',
        CARRIED: agencyState,
        WITHDRAWN: 'WITHDRAWN',
        EXPIRED: 'EXPIRED',
    },
    secondMotion: {
        ABSENT: noMotion,
        MOVED: 'CARRIED',
        CARRIED: motionState,
        WITHDRAWN: motionState,
        EXPIRED: 'DIRECTORY_MOTION_EXPIRED',
    },
    withdrawMotion: {
        ABSENT: noMotion,
        MOVED: 'WITHDRAWN',
        CARRIED: motionState,
        WITHDRAWN: motionState,
        EXPIRED: 'WITHDRAWN',
    },
};
