/** A whole exchange with a canary in each private field. */
import { type DeliveryKey, newDeliveryKey } from '../../../client/src/sealing/delivery-key';
import { type SealedRecord, sealRecord } from '../../../client/src/sealing/seal-record';
import { Canaries } from './canaries';
import type { Desk } from './office';
import type { Target } from './hostile-calls';
import { Sharing } from './sharing';

/** For consumer, provider and data authority. */
export const detailFields = ['requestCase', 'justification', 'requestSalt', 'useCase', 'person', 'useSalt'] as const;
/** For the consumer's organisation, beside what is sealed. */
export const deliveredFields = ['deliverySalt'] as const;
/** For the holder of the use's key alone. */
export const sealedFields = ['name', 'status'] as const;
export type CanaryField =
    (typeof detailFields)[number] | (typeof deliveredFields)[number] | (typeof sealedFields)[number];

export class CanaryExchange {
    readonly canaries = new Canaries<CanaryField>([...detailFields, ...deliveredFields, ...sealedFields]);
    #key: DeliveryKey | undefined;
    #delivery: SealedRecord | undefined;

    get request(): { readonly salt: string; readonly caseNumber: string; readonly justification: string } {
        const { requestSalt, requestCase, justification } = this.canaries.of;
        return { salt: requestSalt, caseNumber: requestCase, justification };
    }

    get use(): { readonly salt: string; readonly caseNumber: string; readonly subjectReference: string } {
        const { useSalt, useCase, person } = this.canaries.of;
        return { salt: useSalt, caseNumber: useCase, subjectReference: person };
    }

    /** What the officer who used the grant keeps. */
    get key(): DeliveryKey {
        return existing(this.#key);
    }

    get delivery(): SealedRecord {
        return existing(this.#delivery);
    }

    /** From the catalogue to the receipt. */
    async run(desk: Desk): Promise<Target> {
        const sharing = new Sharing(desk);
        const resourceCode = await sharing.published();
        const asking = sharing.asking(resourceCode);
        const requestId = await sharing.pending(asking, { details: this.request });
        const granted = await sharing.grant(requestId, asking);
        const grantId = granted.result.grantId ?? '';
        const key = await newDeliveryKey();
        const used = await sharing.use(grantId, { deliverTo: key.publicJwk }, { details: this.use });
        const { usageId } = used.result;
        const { deliverTo } = await desk.as('wu').exchange.usageById({ usageId });
        const { deliverySalt, name, status } = this.canaries.of;
        const salt = { bytes: () => Buffer.from(deliverySalt, 'hex') };
        this.#key = key;
        this.#delivery = await sealRecord({ usageId, deliverTo, record: { name, status } }, salt);
        await sharing.commit(usageId, this.delivery);
        await sharing.deliver(usageId, this.delivery);
        await desk.as('lu').exchange.confirmReceipt({ usageId });
        return { resourceCode, requestId, grantId, usageId, subject: sharing.subject };
    }
}

function existing<Value>(value: Value | undefined): Value {
    if (value === undefined) {
        throw new Error('the exchange has not run');
    }
    return value;
}
