/**
 * Who may do what in the exchange. A provider answers for its own agency's data, a consumer asks and uses for its own
 * department, the data authority rules on both, an auditor reads metadata and flags, and never sees a payload.
 * Levels are those of the items: nobody asks for, uses or reads an item above the own clearance.
 */
import type { ExchangeApi } from '../../chaincode/src/exchange/api';
import { type AccessExpectation, everywhere } from './access';
import type { ExchangeCode } from './exchange-transitions';

const ofOwnAgency = { ...everywhere, otherAgency: 'EXCHANGE_RESOURCE_OF_OTHER_AGENCY' } as const;
const party = { ...everywhere, otherAgency: 'EXCHANGE_RECORD_OF_OTHER_AGENCIES' } as const;
const partyDepartment = { ...party, otherDepartment: 'EXCHANGE_RECORD_OF_OTHER_AGENCIES' } as const;
const department = {
    ...everywhere,
    otherDepartment: 'EXCHANGE_GRANT_OF_OTHER_DEPARTMENT',
    otherAgency: 'EXCHANGE_GRANT_OF_OTHER_DEPARTMENT',
} as const;
const tooHigh = { lowClearance: 'EXCHANGE_CLEARANCE_INSUFFICIENT' } as const;
/** Private values lie with the two parties and the one data authority; an office of that name elsewhere has none. */
const keeper = { ...everywhere, otherAgency: 'RUNTIME_COLLECTION_CLOSED' } as const;

const metadata = { consumer: party, provider: party, dataAuthority: everywhere, auditor: everywhere } as const;
const details = { consumer: partyDepartment, provider: party, dataAuthority: keeper } as const;
const stopping = { provider: ofOwnAgency, dataAuthority: everywhere } as const;

export const exchangeAccess: AccessExpectation<ExchangeApi, ExchangeCode> = {
    publishResource: { provider: everywhere },
    amendResource: { provider: ofOwnAgency },
    withdrawResource: { provider: ofOwnAgency },
    requestShare: { consumer: { ...everywhere, ...tooHigh } },
    checkConformity: { dataAuthority: everywhere },
    answerRequest: { provider: ofOwnAgency },
    // "By anyone" in the model; but a provider sees no requests between others, so: by those concerned and supervision.
    flagOverdue: metadata,
    suspendGrant: stopping,
    resumeGrant: stopping,
    // What supervision has stopped, the supervised do not set going again.
    'resumeGrant: that the data authority suspended': {
        provider: {
            own: 'EXCHANGE_GRANT_STOPPED_BY_OTHER',
            otherDepartment: 'EXCHANGE_GRANT_STOPPED_BY_OTHER',
            otherAgency: 'EXCHANGE_RESOURCE_OF_OTHER_AGENCY',
            lowClearance: 'EXCHANGE_GRANT_STOPPED_BY_OTHER',
            outside: 'EXCHANGE_GRANT_STOPPED_BY_OTHER',
        },
        dataAuthority: everywhere,
    },
    revokeGrant: stopping,
    useGrant: { consumer: { ...department, ...tooHigh } },
    commitAnswer: { provider: ofOwnAgency },
    deliverRecord: { provider: ofOwnAgency },
    confirmReceipt: { consumer: department },
    purgeDelivery: { consumer: department },
    resourceByCode: 'whoever',
    resources: 'whoever',
    requestById: metadata,
    requests: { provider: everywhere, dataAuthority: everywhere, auditor: everywhere },
    requestDetails: details,
    grantById: metadata,
    grantsOf: { consumer: party, provider: everywhere, dataAuthority: everywhere, auditor: everywhere },
    // A question about the caller's own rights: the answer to others is no, not a refusal.
    authorise: { consumer: everywhere },
    freeUse: { consumer: department },
    usageById: metadata,
    usesOf: metadata,
    useDetails: details,
    deliveredRecord: { consumer: { ...department, ...tooHigh } },
    findUsage: { dataAuthority: everywhere, auditor: everywhere },
};
