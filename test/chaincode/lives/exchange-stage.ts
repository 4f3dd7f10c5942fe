/** Brings the exchange's records into any of their states, and makes the command for each transaction on them. */
import { deploymentPlan } from '../../../chaincode/src/deployments';
import { ELSEWHERE, type Houses, mspOf, passed, Staff, start } from '../access-matrix/staff';
import { delivered, requestDetails, useDetails, commitment } from '../exchange/registry';
import { hex, inThirtyDays, metadata, unconditional } from '../exchange/people';
import type { RoleName } from '../../../chaincode/src/directory/roles';
import type { CallOptions } from '../../support/ledger/ledger-desk';
import { deliverTo } from '../../support/sealing/jwe';

export const exchangeHouses: Houses = {
    provider: 'Civil',
    registrar: 'Civil',
    examiner: 'Civil',
    surveyor: 'Civil',
    mortgagee: 'Civil',
    judge: 'Civil',
    taxOfficer: 'Civil',
    consumer: 'Land',
    licensingAuthority: 'Land',
    issuer: 'Land',
    dataAuthority: 'Data',
    governor: 'Data',
    administrator: 'Data',
    identityProvider: 'Data',
    notary: 'Data',
    auditor: 'Audit',
};
const witnesses = ['Civil', 'Land', 'Audit', ELSEWHERE];
const [deployment] = deploymentPlan({
    agencies: Object.fromEntries(['Data', ...witnesses].map((agencyId) => [agencyId, mspOf(agencyId)])),
    registers: { exchange: { kind: 'witnessed', owner: 'Data', witnesses } },
});

const items = ['name', 'status'];
const wanted = { maxUses: 4, validFrom: start, validTo: inThirtyDays };
/** After the answer was due, before any grant ends. */
export const afterDue = '2026-03-12T08:00:00.000Z';
export const afterEnd = inThirtyDays;

export class ExchangeStage {
    readonly staff: Staff;
    #codes = 0;
    #purposes = 0;
    readonly #purposeOf = new Map<string, string>();

    private constructor(staff: Staff) {
        this.staff = staff;
    }

    static async open(): Promise<ExchangeStage> {
        return new ExchangeStage(await Staff.of(exchangeHouses, 'exchange', {}, deployment?.collections));
    }

    newCode(): string {
        this.#codes += 1;
        return `306010/${String(this.#codes)}`;
    }

    newPurpose(): string {
        this.#purposes += 1;
        return `PURPOSE-${String(this.#purposes)}`;
    }

    /** What a request or a grant is for. */
    purposeOf(id: string): string {
        return this.#purposeOf.get(id) ?? 'LAND-TRANSFER';
    }

    async published(shared: 'conditionally' | 'unconditionally' = 'conditionally'): Promise<string> {
        const resourceCode = this.newCode();
        const change = shared === 'unconditionally' ? { sharing: unconditional } : {};
        await this.#do('provider', 'publishResource', { resourceCode, ...metadata, ...change });
        return resourceCode;
    }

    async withdraw(resourceCode: string): Promise<void> {
        await this.#do('provider', 'withdrawResource', { resourceCode, reason: 'no longer kept' });
    }

    async submitted(resourceCode: string): Promise<string> {
        const purposeCode = this.newPurpose();
        const input = { resourceCode, items, purposeCode, wanted };
        const { requestId } = await this.#do('consumer', 'requestShare', input, { private: requestDetails });
        this.#purposeOf.set(requestId!, purposeCode);
        return requestId!;
    }

    async pending(resourceCode: string): Promise<string> {
        const requestId = await this.submitted(resourceCode);
        await this.#do('dataAuthority', 'checkConformity', { requestId, outcome: 'CONFORMS' });
        return requestId;
    }

    async rejected(resourceCode: string): Promise<string> {
        const requestId = await this.pending(resourceCode);
        const answer = { decision: 'REJECT', reason: 'not needed for this purpose' };
        await this.#do('provider', 'answerRequest', { requestId, answer });
        return requestId;
    }

    async granted(resourceCode: string): Promise<{ readonly requestId: string; readonly grantId: string }> {
        const requestId = await this.pending(resourceCode);
        const answer = { decision: 'GRANT', items, ...wanted };
        const { grantId } = await this.#do('provider', 'answerRequest', { requestId, answer });
        this.#purposeOf.set(grantId!, this.purposeOf(requestId));
        return { requestId, grantId: grantId! };
    }

    async claimed(grantId: string, slot: number): Promise<string> {
        const use = {
            items,
            purposeCode: this.purposeOf(grantId),
            subject: hex('5'),
            requestHash: hex('6'),
            deliverTo,
        };
        const { usageId } = await this.#do('consumer', 'useGrant', { grantId, slot, ...use }, { private: useDetails });
        return usageId!;
    }

    async answered(grantId: string, slot: number): Promise<string> {
        const usageId = await this.claimed(grantId, slot);
        await this.#do('provider', 'commitAnswer', {
            usageId,
            commitment: commitment(delivered(usageId)),
            responseHash: hex('e'),
        });
        return usageId;
    }

    async delivered(grantId: string, slot: number): Promise<string> {
        const usageId = await this.answered(grantId, slot);
        await this.#do('provider', 'deliverRecord', { usageId }, { private: delivered(usageId), peer: mspOf('Land') });
        return usageId;
    }

    async received(grantId: string, slot: number): Promise<string> {
        const usageId = await this.delivered(grantId, slot);
        await this.#do('consumer', 'confirmReceipt', { usageId });
        return usageId;
    }

    async purged(grantId: string, slot: number): Promise<string> {
        const usageId = await this.received(grantId, slot);
        await this.#do('consumer', 'purgeDelivery', { usageId, reason: 'case closed' });
        return usageId;
    }

    /** Everything that can hang on one resource, with a record in the state that each transaction asks for. */
    async dossier(): Promise<Dossier> {
        const resourceCode = await this.published();
        const { grantId, requestId: granted } = await this.granted(resourceCode);
        const stopped = await this.granted(resourceCode);
        await this.stop(stopped.grantId, 'suspendGrant');
        return {
            resourceCode,
            submitted: await this.submitted(resourceCode),
            pending: await this.pending(resourceCode),
            granted,
            grantId,
            stopped: stopped.grantId,
            claimed: await this.claimed(grantId, 1),
            answered: await this.answered(grantId, 2),
            delivered: await this.delivered(grantId, 3),
        };
    }

    /** The objects of a dossier that a transaction is about. */
    objects(transaction: string, dossier: Dossier): ExchangeObjects {
        const { resourceCode, submitted, pending, grantId, stopped, claimed, answered, delivered: lying } = dossier;
        const purposeCode = transaction === 'requestShare' ? this.newPurpose() : this.purposeOf(grantId);
        const usages: Readonly<Record<string, string>> = {
            deliverRecord: answered,
            confirmReceipt: lying,
            purgeDelivery: lying,
            deliveredRecord: lying,
        };
        return {
            resourceCode,
            requestId: ['answerRequest', 'flagOverdue'].includes(transaction) ? pending : submitted,
            grantId: transaction === 'resumeGrant' ? stopped : grantId,
            usageId: usages[transaction] ?? claimed,
            slot: 4,
            purposeCode,
        };
    }

    async stop(
        grantId: string,
        how: 'suspendGrant' | 'revokeGrant',
        by: 'provider' | 'dataAuthority' = 'provider',
    ): Promise<void> {
        await this.#do(by, how, { grantId, reason: 'complaint' });
    }

    async #do(
        role: RoleName,
        transaction: string,
        input: object,
        options: CallOptions = {},
    ): Promise<Readonly<Record<string, string | undefined>>> {
        const outcome = await this.staff.desk.submit(this.staff.clerk(role), 'exchange', transaction, input, options);
        return passed(outcome).result as Record<string, string | undefined>;
    }
}

export interface Dossier {
    readonly resourceCode: string;
    readonly submitted: string;
    readonly pending: string;
    readonly granted: string;
    readonly grantId: string;
    readonly stopped: string;
    readonly claimed: string;
    readonly answered: string;
    readonly delivered: string;
}

/** The objects that a command may be about. */
export interface ExchangeObjects {
    readonly resourceCode: string;
    readonly requestId: string;
    readonly grantId: string;
    readonly usageId: string;
    /** Of the use that is to be claimed. */
    readonly slot: number;
    /** What a request asks for or a use is for. */
    readonly purposeCode: string;
}

/** The input of each transaction on these objects, and its private input. */
export function exchangeInput(transaction: string, objects: ExchangeObjects): { input: object; options: CallOptions } {
    const { resourceCode, requestId, grantId, usageId, slot, purposeCode } = objects;
    const reason = 'by the book';
    const plain: Readonly<Record<string, object>> = {
        publishResource: { resourceCode, ...metadata },
        amendResource: { resourceCode, ...metadata },
        withdrawResource: { resourceCode, reason },
        requestShare: { resourceCode, items, purposeCode, wanted },
        checkConformity: { requestId, outcome: 'CONFORMS' },
        answerRequest: { requestId, answer: { decision: 'GRANT', items, ...wanted } },
        flagOverdue: { requestId },
        suspendGrant: { grantId, reason },
        resumeGrant: { grantId, reason },
        revokeGrant: { grantId, reason },
        useGrant: { grantId, slot, items, purposeCode, subject: hex('5'), requestHash: hex('6'), deliverTo },
        commitAnswer: { usageId, commitment: commitment(delivered(usageId)), responseHash: hex('e') },
        deliverRecord: { usageId },
        confirmReceipt: { usageId },
        purgeDelivery: { usageId, reason },
        resourceByCode: { resourceCode },
        resources: {},
        requestById: { requestId },
        requests: { status: 'SUBMITTED' },
        requestDetails: { requestId },
        grantById: { grantId },
        grantsOf: { agencyId: 'Land', departmentId: 'main' },
        authorise: { grantId, items, purposeCode },
        freeUse: { grantId },
        usageById: { usageId },
        usesOf: { grantId },
        useDetails: { usageId },
        deliveredRecord: { usageId },
        findUsage: { pseudonyms: [hex('5')] },
    };
    const secret: Readonly<Record<string, CallOptions>> = {
        requestShare: { private: requestDetails },
        useGrant: { private: useDetails },
        deliverRecord: { private: delivered(usageId), peer: mspOf('Land') },
    };
    return { input: plain[transaction]!, options: secret[transaction] ?? {} };
}
