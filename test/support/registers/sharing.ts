/** The steps of sharing data about marriages: Civil Affairs provides, the Land Registry's counter uses. */
import { createHmac, randomBytes, randomInt } from 'node:crypto';
import { type HmacSha256, pairKey, pseudonymOf } from '../../../chaincode/src/exchange/pseudonym';
import type { InputOf } from '../../../chaincode/src/runtime/definition';
import { commitmentOf } from '../../../chaincode/src/runtime/commitment';
import type { ExchangeApi } from '../../../chaincode/src/exchange/api';
import type { Submitted } from '../../../client/src/contract/submitted';
import type { Tabularium } from '../../../client/src/tabularium';
import { deliverTo, headerFor, sealedWith } from '../sealing/jwe';
import { day, type Desk, documentHash } from './office';

type Input<Name extends keyof ExchangeApi['transactions']> = InputOf<ExchangeApi, Name>;
type Exchange = Tabularium['exchange'];

export const purposeCode = 'LAND-TRANSFER';
/** Name and status on level 2, the id number on level 3. */
export const marriageStatus: Omit<Input<'publishResource'>, 'resourceCode'> = {
    name: { zh: '婚姻登记信息', en: 'Marriage status' },
    abstract: 'Whether a person is married.',
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
export const requestDetails = { caseNumber: 'LT-2026-17', justification: 'Consent of the spouse' };
export const useDetails = { caseNumber: 'LT-2026-17', subjectReference: 'Li of flat 1' };
export const record = { name: 'Li Example', status: 'married' };

export interface SealedValue {
    readonly salt: string;
    readonly sealed: string;
}

/** The record as the provider seals it for a use to the suite's one key; the same each time. */
export function delivered(usageId: string): SealedValue {
    return { salt: '9'.repeat(32), sealed: sealedWith(headerFor(usageId), JSON.stringify(record)) };
}

const hmac: HmacSha256 = (key, text) => createHmac('sha256', key).update(text).digest();

/** As the data authority's service writes a person for the log of these two agencies. */
export function newPseudonym(): string {
    const key = pairKey(hmac, randomBytes(32), {
        consumerAgencyId: 'land-registry',
        providerAgencyId: 'civil-affairs',
    });
    return pseudonymOf(hmac, key, 'CN-ID:11010519491231002X');
}

/** A code that the catalogue does not have. */
export function newResourceCode(): string {
    return `306010/${String(randomInt(10 ** 11)).padStart(11, '0')}`;
}

/** Two uses in thirty days. */
export function wanted(maxUses = 2): { maxUses: number; validFrom: string; validTo: string } {
    const at = (fromNow: number): string => new Date(Date.now() + fromNow).toISOString();
    return { maxUses, validFrom: at(-day), validTo: at(29 * day) };
}

/** Answers with an id that the ledger does not have. */
export function unknownId(): string {
    return randomBytes(16).toString('hex');
}

type UseChange = Partial<Input<'useGrant'>>;
type Details<Shown> = Shown & { readonly salt?: string };

interface By<Shown> {
    readonly by?: Exchange;
    readonly details?: Details<Shown>;
}

/** By `wu` of the marriage registry, `lu` of the counter, and `gao` of the data authority. */
export class Sharing {
    readonly #desk: Desk;
    readonly subject = newPseudonym();

    constructor(desk: Desk) {
        this.#desk = desk;
    }

    /** Its code. */
    async published(change: Partial<Input<'publishResource'>> = {}): Promise<string> {
        const resourceCode = newResourceCode();
        await this.#desk.as('wu').exchange.publishResource({ resourceCode, ...marriageStatus, ...change });
        return resourceCode;
    }

    asking(resourceCode: string, change: Partial<Input<'requestShare'>> = {}): Input<'requestShare'> {
        return { resourceCode, items: ['name', 'status'], purposeCode, wanted: wanted(), ...change };
    }

    /** A request that waits for the provider. */
    async pending(
        asking: Input<'requestShare'>,
        { by = this.#desk.as('lu').exchange, details = requestDetails }: By<typeof requestDetails> = {},
    ): Promise<string> {
        const asked = await by.requestShare(asking, { private: details });
        const { requestId } = asked.result;
        await this.#desk.as('gao').exchange.checkConformity({ requestId, outcome: 'CONFORMS' });
        return requestId;
    }

    /** The provider grants what was asked for. */
    grant(requestId: string, asking: Input<'requestShare'>): ReturnType<Exchange['answerRequest']> {
        const { items, wanted: extent } = asking;
        const answer = { decision: 'GRANT', items, ...extent } as const;
        return this.#desk.as('wu').exchange.answerRequest({ requestId, answer });
    }

    /** Published, requested, checked and granted; the grant's id. */
    async granted(maxUses = 2, from: Parameters<Sharing['pending']>[1] = {}): Promise<string> {
        const asking = this.asking(await this.published(), { wanted: wanted(maxUses) });
        const { result } = await this.grant(await this.pending(asking, from), asking);
        return result.grantId ?? '';
    }

    using(grantId: string, change: UseChange = {}): Input<'useGrant'> {
        const { subject } = this;
        const requestHash = documentHash(`a request message of ${grantId}`);
        const use = { slot: 1, items: ['name', 'status'], purposeCode, subject, requestHash, deliverTo };
        return { grantId, ...use, ...change };
    }

    use(
        grantId: string,
        change: UseChange = {},
        { by = this.#desk.as('lu').exchange, details = useDetails }: By<typeof useDetails> = {},
    ): ReturnType<Exchange['useGrant']> {
        return by.useGrant(this.using(grantId, change), { private: details });
    }

    commit(usageId: string, value: SealedValue = delivered(usageId)): ReturnType<Exchange['commitAnswer']> {
        const commitment = commitmentOf(value);
        const responseHash = documentHash(`a response message of ${usageId}`);
        return this.#desk.as('wu').exchange.commitAnswer({ usageId, commitment, responseHash });
    }

    deliver(usageId: string, value: SealedValue = delivered(usageId)): Promise<Submitted<object>> {
        return this.#desk.as('wu').exchange.deliverRecord({ usageId }, { private: value });
    }

    /** A use whose record lies in the inbox. */
    async deliveredUse(grantId: string, change: UseChange = {}): Promise<string> {
        const { result } = await this.use(grantId, change);
        await this.commit(result.usageId);
        await this.deliver(result.usageId);
        return result.usageId;
    }
}
