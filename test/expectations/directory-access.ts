/**
 * Who may do what in the directory. Administrators act inside their own agency and give nothing beyond their own
 * regions; governors of two founding agencies decide about others; an identity provider answers for its own attestations.
 */
import type { DirectoryApi } from '../../chaincode/src/directory/api';
import { type AccessExpectation, everywhere } from './access';
import type { DirectoryCode } from './directory-transitions';

const ofOwnAgency = { ...everywhere, otherAgency: 'DIRECTORY_OFFICER_NOT_FOUND' } as const;
const moving = { governor: everywhere } as const;
const ownMotion = 'DIRECTORY_MOTION_SAME_AGENCY';
const noVote = 'DIRECTORY_MOTION_OWN_AGENCY';

export const directoryAccess: AccessExpectation<DirectoryApi, DirectoryCode> = {
    // Whoever holds the agreed document may hand it in, once.
    bootstrap: { everybody: 'DIRECTORY_BOOTSTRAP_DONE' },
    registerDepartment: { administrator: everywhere },
    registerOfficer: { administrator: { ...everywhere, otherAgency: 'DIRECTORY_PRINCIPAL_FOREIGN' } },
    rebindOfficer: { administrator: ofOwnAgency },
    retireOfficer: { administrator: ofOwnAgency },
    giveGrant: { administrator: { ...ofOwnAgency, outside: 'RUNTIME_ACCESS_DENIED' } },
    revokeGrant: { administrator: ofOwnAgency },
    attestKey: { identityProvider: everywhere },
    revokeKey: { identityProvider: { ...everywhere, otherAgency: 'DIRECTORY_KEY_FOREIGN' } },
    moveSuspension: moving,
    'moveSuspension: of the own agency': {
        governor: { ...everywhere, own: noVote, otherDepartment: noVote, lowClearance: noVote, outside: noVote },
    },
    moveReinstatement: moving,
    moveAdmission: moving,
    secondMotion: {
        governor: {
            ...everywhere,
            own: ownMotion,
            otherDepartment: ownMotion,
            lowClearance: ownMotion,
            outside: ownMotion,
        },
    },
    withdrawMotion: { governor: { ...everywhere, otherAgency: ownMotion } },
    whoIs: 'whoever',
    agencyById: 'whoever',
    agencies: 'whoever',
    departmentsOf: 'inOffice',
    officerById: 'inOffice',
    officersOf: 'inOffice',
    keyByKid: 'whoever',
    motionById: 'inOffice',
    agencyHistory: 'inOffice',
    officerHistory: 'inOffice',
};
