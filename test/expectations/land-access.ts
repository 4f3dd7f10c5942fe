/**
 * Who may do what in the land register. A registrar keeps the register of the own region, an examiner decides there, a
 * court seals by document and a lender consents for itself; notaries carry consents in; supervision reads.
 */
import type { LandApi } from '../../chaincode/src/land/api';
import { type AccessExpectation, everywhere } from './access';
import type { LandCode } from './land-transitions';

/** The command names the place, so the door itself decides, and before the type of the case is looked at. */
const atTheDoor = { outside: 'RUNTIME_ACCESS_DENIED' } as const;
const inRegion = { ...everywhere, outside: 'LAND_JURISDICTION_EXCEEDED' } as const;
const inCounty = { ...everywhere, ...atTheDoor } as const;
/** Competence follows the place, not the house: a registrar of another agency with this region acts here. */
const registry = { registrar: inRegion, examiner: inRegion } as const;
const ofOwnAgency = { ...inRegion, otherAgency: 'LAND_CASE_OF_OTHER_AGENCY' } as const;
const notEntitled = {
    own: 'LAND_OPENER_NOT_ENTITLED',
    otherDepartment: 'LAND_OPENER_NOT_ENTITLED',
    otherAgency: 'LAND_OPENER_NOT_ENTITLED',
    lowClearance: 'LAND_OPENER_NOT_ENTITLED',
    ...atTheDoor,
} as const;
/** Where both hold, whose case it is comes first. */
const notTheirs = {
    own: 'LAND_CASE_OF_OTHER_AGENCY',
    otherDepartment: 'LAND_CASE_OF_OTHER_AGENCY',
    otherAgency: 'LAND_CASE_OF_OTHER_AGENCY',
    lowClearance: 'LAND_CASE_OF_OTHER_AGENCY',
    outside: 'LAND_CASE_OF_OTHER_AGENCY',
} as const;
/** Reading is not bound to a region: titles of one owner, or ranks of one lender, lie in several. */
const readers = {
    registrar: everywhere,
    examiner: everywhere,
    judge: everywhere,
    mortgagee: everywhere,
    notary: everywhere,
    surveyor: everywhere,
    taxOfficer: everywhere,
    auditor: everywhere,
} as const;

export const landAccess: AccessExpectation<LandApi, LandCode> = {
    openCase: { registrar: { ...everywhere, ...atTheDoor }, judge: notEntitled },
    'openCase: a seal': {
        registrar: notEntitled,
        judge: { ...everywhere, ...atTheDoor, otherAgency: 'LAND_COURT_NOT_OWN' },
    },
    lodgeSource: registry,
    lodgeConsent: { registrar: inRegion, notary: inRegion },
    // Nobody is asked but the lender of the case; a bank never touches another bank's rights.
    consentToCase: { mortgagee: { ...inRegion, otherAgency: 'LAND_CONSENT_NOT_DUE' } },
    validateCase: registry,
    approveCase: registry,
    rejectCase: registry,
    withdrawCase: { registrar: ofOwnAgency, judge: notTheirs },
    'withdrawCase: a seal': { registrar: notTheirs, judge: ofOwnAgency },
    titleByUnit: readers,
    caseById: readers,
    casesByUnit: readers,
    // Work under way is a matter of the county: a registrar reads the own register in the own jurisdiction.
    openCases: { registrar: inCounty, examiner: inCounty, auditor: inCounty },
    mortgageById: readers,
    encumbrances: readers,
    titleHistory: readers,
    publicExtract: 'whoever',
    caseDigest: readers,
    ruleTable: 'whoever',
};
