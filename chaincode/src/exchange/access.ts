/**
 * Who may call the exchange. Relations that only a record tells — the resource's provider, the grant's department, the
 * level of an item — are in ./parties and ./levels.
 */
import { defineAccess } from '../runtime/access';
import { exchangeApi } from './api';

const provider = { roles: ['provider'] } as const;
const consumer = { roles: ['consumer'] } as const;
const authority = { roles: ['dataAuthority'] } as const;
const stopping = { roles: ['provider', 'dataAuthority'] } as const;
const metadata = { roles: ['provider', 'consumer', 'dataAuthority', 'auditor'] } as const;
/** Auditors read metadata, never what is behind a commitment. */
const details = { roles: ['provider', 'consumer', 'dataAuthority'] } as const;

export const exchangeAccess = defineAccess(exchangeApi, {
    publishResource: provider,
    amendResource: provider,
    withdrawResource: provider,
    requestShare: consumer,
    checkConformity: authority,
    answerRequest: provider,
    flagOverdue: metadata,
    suspendGrant: stopping,
    resumeGrant: stopping,
    revokeGrant: stopping,
    useGrant: consumer,
    commitAnswer: provider,
    deliverRecord: provider,
    confirmReceipt: consumer,
    purgeDelivery: consumer,
    // The catalogue is there to be found.
    resourceByCode: { anyone: true },
    resources: { anyone: true },
    requestById: metadata,
    requests: { roles: ['provider', 'dataAuthority', 'auditor'] },
    requestDetails: details,
    grantById: metadata,
    grantsOf: metadata,
    authorise: consumer,
    freeUse: consumer,
    usageById: metadata,
    usesOf: metadata,
    useDetails: details,
    deliveredRecord: consumer,
    findUsage: { roles: ['dataAuthority', 'auditor'] },
});
