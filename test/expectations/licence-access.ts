/**
 * Who may do what in the licence register. The authority that defined a type accredits its issuers, inside its own
 * regions; an issuer acts for licences of its own agency, inside its own regions; verification and lists are public.
 */
import type { LicenceApi } from '../../chaincode/src/licence/api';
import { type AccessExpectation, everywhere } from './access';
import type { LicenceCode } from './licence-transitions';

/** Writing takes clearance 2. */
const cleared = { ...everywhere, lowClearance: 'RUNTIME_ACCESS_DENIED' } as const;
const beyond = { outside: 'LICENCE_JURISDICTION_EXCEEDED' } as const;
const ofOwnType = { ...cleared, ...beyond, otherAgency: 'LICENCE_TYPE_OF_OTHER_AGENCY' } as const;
const ofOwnAgency = { ...cleared, ...beyond, otherAgency: 'LICENCE_OF_OTHER_AGENCY' } as const;

export const licenceAccess: AccessExpectation<LicenceApi, LicenceCode> = {
    // A type holds in the whole country, wherever its authority's officer sits.
    defineType: { licensingAuthority: cleared },
    accreditIssuer: { licensingAuthority: ofOwnType },
    // Whoever could not give it does not take it.
    deaccreditIssuer: { licensingAuthority: ofOwnType },
    issueLicence: {
        issuer: {
            ...cleared,
            // The command names its region, so the door itself decides.
            outside: 'RUNTIME_ACCESS_DENIED',
            otherAgency: 'LICENCE_ISSUER_OF_OTHER_AGENCY',
        },
    },
    renewLicence: { issuer: ofOwnAgency },
    suspendLicence: { issuer: ofOwnAgency },
    resumeLicence: { issuer: ofOwnAgency },
    revokeLicence: { issuer: ofOwnAgency },
    verifyLicence: 'whoever',
    statusList: 'whoever',
    accreditationsOf: 'whoever',
    typeByCode: 'whoever',
    licenceByIdentifier: 'inOffice',
    licenceHistory: 'inOffice',
    licencesByIssuer: { licensingAuthority: everywhere, issuer: everywhere, auditor: everywhere },
};
