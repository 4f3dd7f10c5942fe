/**
 * Who may call the land register. Relations that only a record tells — the land's district, the own agency's mortgage,
 * the officer who acted before — are in ./officers and ./rules.
 */
import { defineAccess } from '../runtime/access';
import { landApi } from './api';

const registry = { roles: ['registrar', 'examiner'] } as const;
const professional = {
    roles: ['registrar', 'examiner', 'surveyor', 'judge', 'mortgagee', 'notary', 'taxOfficer', 'auditor'],
} as const;

export const landAccess = defineAccess(landApi, {
    openCase: { roles: ['registrar', 'judge'], within: 'unitCode' },
    lodgeSource: registry,
    // The officer only carries the signature; it counts because of the key, not because of the officer.
    lodgeConsent: { roles: ['registrar', 'notary'] },
    consentToCase: { roles: ['mortgagee'] },
    validateCase: registry,
    approveCase: registry,
    rejectCase: registry,
    withdrawCase: { roles: ['registrar', 'judge'] },
    titleByUnit: professional,
    caseById: professional,
    casesByUnit: professional,
    openCases: { roles: ['registrar', 'examiner', 'auditor'], within: 'county' },
    mortgageById: professional,
    encumbrances: professional,
    titleHistory: professional,
    caseDigest: professional,
    publicExtract: { anyone: true },
    ruleTable: { anyone: true },
});
