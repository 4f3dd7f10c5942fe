/**
 * What each submit asks of its endorser, as it may be: a budget, written by hand. A transaction that comes to need more
 * is changed here on purpose or not at all. Reads are those of the called directory too: who the caller is costs one
 * call and two reads. Bytes are rounded up to hundreds.
 */
import type {
    ContractDefinition,
    DirectoryApi,
    ExchangeApi,
    LandApi,
    LicenceApi,
    TransactionName,
} from '../../chaincode/src/api';
import type { StateOperations } from '../support/ledger/state-operations';

type SubmitName<Definition extends ContractDefinition> = {
    [Name in TransactionName<Definition>]: Definition['transactions'][Name]['kind'] extends 'submit' ? Name : never;
}[TransactionName<Definition>];

/** Situation → operations; '' where they are the same in every situation. */
type Situations = Readonly<Record<string, StateOperations>>;

/** A submit without a row does not compile. */
type Budget<Definition extends ContractDefinition> = Readonly<Record<SubmitName<Definition>, Situations>>;

const directory: Budget<DirectoryApi> = {
    bootstrap: { 'three agencies, eight officers': { reads: 2, writes: 32, bytes: 12_900 } },
    registerDepartment: { '': { reads: 4, writes: 2, bytes: 600 } },
    registerOfficer: { '': { reads: 6, writes: 4, bytes: 1_300 } },
    rebindOfficer: { '': { reads: 6, writes: 5, bytes: 1_700 } },
    retireOfficer: { '': { reads: 5, writes: 2, bytes: 800 } },
    giveGrant: { '': { reads: 5, writes: 2, bytes: 1_100 } },
    revokeGrant: { '': { reads: 5, writes: 2, bytes: 900 } },
    attestKey: { '': { reads: 4, writes: 2, bytes: 1_000 } },
    revokeKey: { '': { reads: 4, writes: 2, bytes: 1_100 } },
    moveSuspension: { '': { reads: 4, writes: 2, bytes: 800 } },
    moveReinstatement: { '': { reads: 4, writes: 2, bytes: 800 } },
    moveAdmission: { 'an agency with one officer': { reads: 6, writes: 2, bytes: 1_400 } },
    secondMotion: {
        'a suspension': { reads: 5, writes: 3, bytes: 1_200 },
        'the admission of an agency with one officer': { reads: 7, writes: 7, bytes: 3_100 },
    },
    withdrawMotion: { '': { reads: 4, writes: 2, bytes: 800 } },
};

const land: Budget<LandApi> = {
    openCase: {
        'a first registration': { calls: 1, reads: 4, writes: 5, bytes: 2_200 },
        'on a title that is there': { calls: 1, reads: 4, writes: 5, bytes: 2_200 },
    },
    lodgeSource: { '': { calls: 1, reads: 4, writes: 2, bytes: 1_600 } },
    lodgeConsent: { '': { calls: 2, reads: 7, writes: 3, bytes: 3_100 } },
    consentToCase: { '': { calls: 1, reads: 5, writes: 2, bytes: 1_400 } },
    validateCase: { '': { calls: 1, reads: 5, writes: 2, bytes: 3_100 } },
    approveCase: {
        'a first registration': { calls: 1, reads: 5, writes: 5, bytes: 4_200 },
        'a mortgage': { calls: 1, reads: 5, writes: 6, policies: 1, bytes: 4_800 },
        'a seal': { calls: 1, reads: 5, writes: 6, bytes: 3_200 },
        'its release': { calls: 1, reads: 6, writes: 6, bytes: 3_300 },
        'a sale that discharges a mortgage': { calls: 1, reads: 7, writes: 7, bytes: 6_000 },
    },
    rejectCase: { '': { calls: 1, reads: 5, writes: 5, bytes: 2_200 } },
    withdrawCase: { '': { calls: 1, reads: 5, writes: 5, bytes: 2_200 } },
};

const licence: Budget<LicenceApi> = {
    defineType: { '': { calls: 1, reads: 4, writes: 2, bytes: 800 } },
    accreditIssuer: { '': { calls: 2, reads: 6, writes: 2, bytes: 900 } },
    deaccreditIssuer: { '': { calls: 1, reads: 5, writes: 2, bytes: 1_100 } },
    issueLicence: { '': { calls: 1, reads: 8, writes: 5, bytes: 2_300 } },
    renewLicence: { '': { calls: 1, reads: 9, writes: 7, bytes: 3_800 } },
    suspendLicence: { '': { calls: 1, reads: 4, writes: 3, bytes: 1_700 } },
    resumeLicence: { '': { calls: 1, reads: 4, writes: 3, bytes: 1_600 } },
    revokeLicence: { '': { calls: 1, reads: 4, writes: 3, bytes: 1_800 } },
};

const exchange: Budget<ExchangeApi> = {
    publishResource: { '': { calls: 1, reads: 4, writes: 3, bytes: 1_400 } },
    amendResource: { '': { calls: 1, reads: 4, writes: 2, bytes: 1_300 } },
    withdrawResource: { '': { calls: 1, reads: 4, writes: 2, bytes: 1_400 } },
    requestShare: { '': { calls: 1, reads: 5, writes: 3, privateWrites: 1, bytes: 1_600 } },
    checkConformity: {
        'passed on to the provider': { calls: 1, reads: 5, writes: 4, bytes: 1_500 },
        'granted at once': { calls: 1, reads: 6, writes: 7, bytes: 2_800 },
    },
    answerRequest: {
        'two items granted': { calls: 1, reads: 6, writes: 7, bytes: 3_000 },
        rejected: { calls: 1, reads: 4, writes: 4, bytes: 1_700 },
    },
    flagOverdue: { '': { calls: 1, reads: 4, writes: 2, bytes: 1_400 } },
    suspendGrant: { '': { calls: 1, reads: 4, writes: 2, bytes: 1_200 } },
    resumeGrant: { '': { calls: 1, reads: 4, writes: 2, bytes: 1_300 } },
    revokeGrant: { '': { calls: 1, reads: 4, writes: 2, bytes: 1_400 } },
    useGrant: { '': { calls: 1, reads: 6, writes: 3, privateWrites: 1, bytes: 1_900 } },
    commitAnswer: { '': { calls: 1, reads: 5, writes: 2, bytes: 1_700 } },
    deliverRecord: { '': { calls: 1, reads: 4, privateReads: 2, privateWrites: 2, bytes: 1_000 } },
    confirmReceipt: { '': { calls: 1, reads: 4, writes: 2, privateReads: 1, bytes: 1_800 } },
    purgeDelivery: { '': { calls: 1, reads: 4, writes: 2, privateReads: 1, privateWrites: 1, bytes: 2_000 } },
};

/** Register → transaction → situation. */
export const stateOperations: Readonly<Record<string, Readonly<Record<string, Situations>>>> = {
    directory,
    land,
    licence,
    exchange,
};
