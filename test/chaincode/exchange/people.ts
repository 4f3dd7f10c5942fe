/** Officers, resources and data for the exchange's tests. All are invented. */
import type { Caller } from '../../../chaincode/src/runtime/caller';
import { DomainError } from '../../../chaincode/src/runtime/errors';
import { seal } from '../../../chaincode/src/runtime/sealed';
import { deliverTo } from '../../support/sealing/jwe';
import type { Private } from '../../../chaincode/src/runtime/private';
import type { Resource, ShareGrant, ShareRequest, Usage } from '../../../chaincode/src/exchange/records';
import type { Delivery, ResourceMetadata } from '../../../chaincode/src/exchange/terms';

export const now = '2026-03-02T08:00:00.000Z';
export const inThirtyDays = '2026-04-01T08:00:00.000Z';
export const hex = (digit: string, length = 64): string => digit.repeat(length);
export const salt = '000102030405060708090a0b0c0d0e0f';

export const resourceCode = '306010/000001';
export const requestId = hex('1', 32);
export const grantId = hex('2', 32);

export function officer(
    officerId: string,
    agencyId: string,
    role: string,
    clearance = 2,
    departmentId = 'main',
): Caller {
    return {
        principal: { mspId: `${agencyId}MSP`, subjectHash: hex('a') },
        officerId,
        agencyId,
        departmentId,
        grants: [{ role, jurisdiction: '', clearance }],
    };
}
export const provider = officer('provider-1', 'Civil', 'provider');
export const otherProvider = officer('provider-2', 'Tax', 'provider');
export const consumer = officer('consumer-1', 'Land', 'consumer');
export const authority = officer('authority-1', 'Data', 'dataAuthority');
export const auditor = officer('auditor-1', 'Audit', 'auditor');

export const metadata: ResourceMetadata = {
    name: { zh: '婚姻登记信息', en: 'Marriage status' },
    abstract: 'Whether a person is married, and since when.',
    format: 'DATABASE',
    items: [
        { itemCode: 'name', name: { zh: '姓名', en: 'Name' }, dataType: 'TEXT', level: 2 },
        { itemCode: 'status', name: { zh: '婚姻状况', en: 'Status' }, dataType: 'TEXT', level: 2 },
        { itemCode: 'idNo', name: { zh: '身份证号', en: 'Id number' }, dataType: 'TEXT', level: 3 },
    ],
    sharing: { shareType: 'CONDITIONAL', shareCondition: 'For the transfer of land', shareMode: 'PLATFORM' },
    openToPublic: false,
    updateCycle: 'REAL_TIME',
    answerWithinDays: 10,
};
export const unconditional: ResourceMetadata['sharing'] = { shareType: 'UNCONDITIONAL', shareMode: 'PLATFORM' };
export const notShared: ResourceMetadata['sharing'] = { shareType: 'NOT_SHARED', legalBasis: 'Archives Act, art. 9' };

export const resource: Resource = {
    resourceCode,
    ...metadata,
    status: 'PUBLISHED',
    providerAgencyId: 'Civil',
    providerMspId: 'CivilMSP',
    revision: 1,
    publishedAt: now,
};

export const wanted = { maxUses: 2, validFrom: now, validTo: inThirtyDays };
const between = {
    consumerAgencyId: 'Land',
    consumerDepartmentId: 'main',
    consumerMspId: 'LandMSP',
    providerAgencyId: 'Civil',
    providerMspId: 'CivilMSP',
} as const;

export const request: ShareRequest = {
    requestId,
    status: 'SUBMITTED',
    resourceCode,
    ...between,
    items: ['name', 'status'],
    purposeCode: 'LAND-TRANSFER',
    wanted,
    clearance: 2,
    detailsCommitment: hex('d'),
    requestedBy: { officerId: 'consumer-1', agencyId: 'Land' },
    requestedAt: now,
};
export const pendingRequest: ShareRequest = {
    ...request,
    status: 'PENDING_PROVIDER',
    conformity: { officer: { officerId: 'authority-1', agencyId: 'Data' }, at: now },
    dueAt: '2026-03-12T08:00:00.000Z',
};
export const grant: ShareGrant = {
    grantId,
    status: 'ACTIVE',
    requestId,
    resourceCode,
    ...between,
    items: ['name', 'status'],
    purposeCode: 'LAND-TRANSFER',
    ...wanted,
    grantedBy: { officerId: 'provider-1', agencyId: 'Civil' },
    grantedAt: now,
};
export const claimed: Usage = {
    grantId,
    slot: '1',
    status: 'CLAIMED',
    resourceCode,
    ...between,
    items: [
        { itemCode: 'name', level: 2 },
        { itemCode: 'status', level: 2 },
    ],
    purposeCode: 'LAND-TRANSFER',
    subject: hex('5'),
    requestHash: hex('6'),
    deliverTo,
    detailsCommitment: hex('7'),
    usedBy: { officerId: 'consumer-1', agencyId: 'Land' },
    usedAt: now,
    recency: '8227561599999',
};
export const answered: Usage = {
    ...claimed,
    status: 'ANSWERED',
    answer: {
        commitment: hex('c'),
        responseHash: hex('e'),
        officer: { officerId: 'provider-1', agencyId: 'Civil' },
        at: now,
    },
};
export const delivery = (sealed: string): Private<Delivery> => seal({ salt, sealed });

/** The code that a call refuses with; 'no refusal' when it returns. */
export function codeOf(act: () => unknown): string {
    return refusalOf(act)?.code ?? 'no refusal';
}

export function refusalOf(act: () => unknown): DomainError | undefined {
    try {
        act();
    } catch (error) {
        if (error instanceof DomainError) return error;
        throw error;
    }
    return undefined;
}
