/**
 * The lives of the licence register's records. After the legal model: a type is defined once; an issuer is accredited
 * for a period, and losing the accreditation ends issue and renewal, never what was issued; a licence is suspended and
 * resumed, and ends revoked or superseded by its next version.
 */
import type { LicenceApi } from '../../chaincode/src/licence/api';
import type { licenceErrors } from '../../chaincode/src/licence/errors';
import type { Life, RuntimeCode, SubmitName } from './transitions';

export type LicenceCode = `LICENCE_${keyof typeof licenceErrors}` | RuntimeCode;
type LicenceLife<State extends string> = Life<State, SubmitName<LicenceApi>, LicenceCode>;

export const typeStates = ['ABSENT', 'DEFINED'] as const;
const noType = 'LICENCE_TYPE_NOT_FOUND';

export const typeLife: LicenceLife<(typeof typeStates)[number]> = {
    defineType: { ABSENT: 'DEFINED', DEFINED: 'LICENCE_TYPE_ALREADY_DEFINED' },
    accreditIssuer: { ABSENT: noType, DEFINED: 'DEFINED' },
    deaccreditIssuer: { ABSENT: noType, DEFINED: 'DEFINED' },
    // Nobody is accredited for what is not defined.
    issueLicence: { ABSENT: 'LICENCE_ISSUER_NOT_ACCREDITED', DEFINED: 'DEFINED' },
    renewLicence: { ABSENT: 'unreachable', DEFINED: 'DEFINED' },
    suspendLicence: { ABSENT: 'unreachable', DEFINED: 'DEFINED' },
    resumeLicence: { ABSENT: 'unreachable', DEFINED: 'DEFINED' },
    revokeLicence: { ABSENT: 'unreachable', DEFINED: 'DEFINED' },
};

/** EXPIRED follows from time: the period has ended without a withdrawal. */
export const accreditationStates = ['ABSENT', 'ACCREDITED', 'EXPIRED', 'WITHDRAWN'] as const;
const notAccredited = 'LICENCE_ISSUER_NOT_ACCREDITED';
/** An issuer answers for what it issued, whatever became of its accreditation. */
const staysInCharge = {
    ABSENT: 'unreachable',
    ACCREDITED: 'ACCREDITED',
    EXPIRED: 'EXPIRED',
    WITHDRAWN: 'WITHDRAWN',
} as const;

export const accreditationLife: LicenceLife<(typeof accreditationStates)[number]> = {
    accreditIssuer: {
        ABSENT: 'ACCREDITED',
        ACCREDITED: 'LICENCE_ISSUER_ALREADY_ACCREDITED',
        EXPIRED: 'ACCREDITED',
        WITHDRAWN: 'ACCREDITED',
    },
    // Also after its end: that it should never have been given may be found late, and can reach back.
    deaccreditIssuer: {
        ABSENT: notAccredited,
        ACCREDITED: 'WITHDRAWN',
        EXPIRED: 'WITHDRAWN',
        WITHDRAWN: notAccredited,
    },
    issueLicence: {
        ABSENT: notAccredited,
        ACCREDITED: 'ACCREDITED',
        EXPIRED: notAccredited,
        WITHDRAWN: notAccredited,
    },
    renewLicence: {
        ABSENT: 'unreachable',
        ACCREDITED: 'ACCREDITED',
        EXPIRED: notAccredited,
        WITHDRAWN: notAccredited,
    },
    suspendLicence: staysInCharge,
    resumeLicence: staysInCharge,
    revokeLicence: staysInCharge,
    defineType: 'apart',
};

/** EXPIRED follows from time; such a licence can be renewed, and so it can be stopped. */
export const licenceStates = ['ABSENT', 'ISSUED', 'SUSPENDED', 'REVOKED', 'SUPERSEDED', 'EXPIRED'] as const;
const noLicence = 'LICENCE_NOT_FOUND';
const issued = 'LICENCE_ALREADY_ISSUED';
const forbids = 'LICENCE_STATE_FORBIDS';
const ended = { REVOKED: forbids, SUPERSEDED: forbids } as const;

export const licenceLife: LicenceLife<(typeof licenceStates)[number]> = {
    issueLicence: {
        ABSENT: 'ISSUED',
        ISSUED: issued,
        SUSPENDED: issued,
        REVOKED: issued,
        SUPERSEDED: issued,
        EXPIRED: issued,
    },
    renewLicence: {
        ...ended,
        ABSENT: noLicence,
        ISSUED: 'SUPERSEDED',
        // A suspension is not got rid of by a new version.
        SUSPENDED: forbids,
        EXPIRED: 'SUPERSEDED',
    },
    suspendLicence: {
        ...ended,
        ABSENT: noLicence,
        ISSUED: 'SUSPENDED',
        SUSPENDED: forbids,
        EXPIRED: 'SUSPENDED',
    },
    resumeLicence: { ...ended, ABSENT: noLicence, ISSUED: forbids, SUSPENDED: 'ISSUED', EXPIRED: forbids },
    revokeLicence: {
        ...ended,
        ABSENT: noLicence,
        ISSUED: 'REVOKED',
        SUSPENDED: 'REVOKED',
        EXPIRED: 'REVOKED',
    },
    defineType: 'apart',
    accreditIssuer: 'apart',
    deaccreditIssuer: 'apart',
};
