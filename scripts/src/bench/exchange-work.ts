import { newDeliveryKey, type PublicJwk, sealRecord, type Tabularium } from '@tabularium/client';
import { randomBytes } from 'node:crypto';
import { commitmentOf } from '../registers/commitment';
import type { RecordOffice } from '../registers/record-office';
import { DAY_MS, fromNow } from './periods';
import { inParallel, type Workload, type Written } from './workload';

const RESOURCE_CODE = '306010/000001';
const ITEMS = ['name', 'status'] as const;
const PURPOSE = 'LAND-TRANSFER';
/** As many as a grant can have; more than all rounds need. */
const MAX_USES = 1_000;

/** A grant of the story's marriage register to its land registry, with numbered uses that are claimed one by one. */
export class Grant {
    readonly office: RecordOffice;
    /** One for all uses: what is measured is the register's work. */
    readonly deliverTo: PublicJwk;
    readonly #grantId: string;
    #slot = 0;

    private constructor(office: RecordOffice, grantId: string, deliverTo: PublicJwk) {
        this.office = office;
        this.deliverTo = deliverTo;
        this.#grantId = grantId;
    }

    static async open(office: RecordOffice): Promise<Grant> {
        const exchangeOf = (officerId: string): Tabularium['exchange'] => office.client(officerId).exchange;
        await exchangeOf('wu').publishResource({
            resourceCode: RESOURCE_CODE,
            name: { zh: '婚姻登记信息', en: 'Marriage status' },
            abstract: 'Whether a person is married, and since when.',
            format: 'DATABASE',
            items: ITEMS.map((itemCode) => {
                return { itemCode, name: { zh: '信息项', en: itemCode }, dataType: 'TEXT', level: 2 } as const;
            }),
            sharing: { shareType: 'CONDITIONAL', shareCondition: 'For the transfer of land', shareMode: 'PLATFORM' },
            openToPublic: false,
            updateCycle: 'REAL_TIME',
            answerWithinDays: 10,
        });
        const wanted = { maxUses: MAX_USES, validFrom: fromNow(-DAY_MS), validTo: fromNow(30 * DAY_MS) };
        const asked = { resourceCode: RESOURCE_CODE, items: [...ITEMS], purposeCode: PURPOSE, wanted };
        const details = { caseNumber: 'LT-2026-17', justification: 'Consent of the spouse' };
        const { requestId } = (await exchangeOf('lu').requestShare(asked, { private: details })).result;
        await exchangeOf('gao').checkConformity({ requestId, outcome: 'CONFORMS' });
        const answer = { decision: 'GRANT' as const, items: [...ITEMS], ...wanted };
        const { grantId = '' } = (await exchangeOf('wu').answerRequest({ requestId, answer })).result;
        return new Grant(office, grantId, (await newDeliveryKey()).publicJwk);
    }

    /** A use of the next slot, to be claimed when it is called. */
    use(): () => Promise<Written & { readonly usageId: string }> {
        this.#slot += 1;
        const input = {
            grantId: this.#grantId,
            slot: this.#slot,
            items: [...ITEMS],
            purposeCode: PURPOSE,
            subject: randomBytes(32).toString('hex'),
            requestHash: randomBytes(32).toString('hex'),
            deliverTo: this.deliverTo,
        };
        const details = { caseNumber: 'LT-2026-17', subjectReference: 'Li of flat 1' };
        return async () => {
            const { exchange } = this.office.client('lu');
            const { transactionId, blockNumber, result } = await exchange.useGrant(input, { private: details });
            return { transactionId, blockNumber, usageId: result.usageId };
        };
    }
}

/** Checks and uses a grant: what a consumer does before each question. */
export class UseWork implements Workload {
    readonly written: Written[][] = [];
    readonly #grant: Grant;

    constructor(grant: Grant) {
        this.#grant = grant;
    }

    prepare(count: number): Promise<(() => Promise<void>)[]> {
        const uses = Array.from({ length: count }, () => this.#grant.use());
        return Promise.resolve(
            uses.map((use) => async () => {
                this.written.push([await use()]);
            }),
        );
    }
}

/** Commits to an answer and delivers it into the consumer's inbox: two transactions. */
export class DeliveryWork implements Workload {
    readonly written: Written[][] = [];
    readonly #grant: Grant;

    constructor(grant: Grant) {
        this.#grant = grant;
    }

    async prepare(count: number): Promise<(() => Promise<void>)[]> {
        const uses = Array.from({ length: count }, () => this.#grant.use());
        const usages = await inParallel(uses, (use) => use());
        return inParallel(usages, ({ usageId }) => this.#delivery(usageId));
    }

    /** Sealed beforehand; committed to and delivered when it is called. */
    async #delivery(usageId: string): Promise<() => Promise<void>> {
        const record = { name: 'Li Example', status: 'married' };
        const delivery = await sealRecord({ usageId, deliverTo: this.#grant.deliverTo, record });
        const commitment = commitmentOf(delivery);
        const responseHash = randomBytes(32).toString('hex');
        return async () => {
            const { exchange } = this.#grant.office.client('wu');
            const committed = await exchange.commitAnswer({ usageId, commitment, responseHash });
            const delivered = await exchange.deliverRecord({ usageId }, { private: delivery });
            this.written.push([committed, delivered]);
        };
    }
}
