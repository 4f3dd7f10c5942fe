/**
 * Who may call the licence register. Relations that only a record tells — the type's own authority, the licence's own
 * issuer and region — are in ./officers and ./accreditation.
 */
import { defineAccess } from '../runtime/access';
import { licenceApi } from './api';
import { CLEARANCE } from './officers';

const authority = { roles: ['licensingAuthority'], clearance: CLEARANCE } as const;
const issuer = { roles: ['issuer'], clearance: CLEARANCE } as const;

export const licenceAccess = defineAccess(licenceApi, {
    defineType: authority,
    accreditIssuer: authority,
    deaccreditIssuer: authority,
    issueLicence: { ...issuer, within: 'region' },
    renewLicence: issuer,
    suspendLicence: issuer,
    resumeLicence: issuer,
    revokeLicence: issuer,
    // Whoever is shown a licence must be able to verify it, and to see who may issue what.
    verifyLicence: { anyone: true },
    statusList: { anyone: true },
    accreditationsOf: { anyone: true },
    typeByCode: { anyone: true },
    licenceByIdentifier: { public: true },
    licenceHistory: { public: true },
    licencesByIssuer: { roles: ['licensingAuthority', 'issuer', 'auditor'] },
});
