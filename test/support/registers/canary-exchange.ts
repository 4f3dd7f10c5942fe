/** A whole exchange with a canary in each private field. */
import { Canaries } from './canaries';
import type { Desk } from './office';
import type { Target } from './hostile-calls';
import { Sharing } from './sharing';

/** For consumer, provider and data authority. */
export const detailFields = ['requestCase', 'justification', 'requestSalt', 'useCase', 'person', 'useSalt'] as const;
/** For the consumer alone. */
export const deliveredFields = ['name', 'status', 'deliverySalt'] as const;
export type CanaryField = (typeof detailFields)[number] | (typeof deliveredFields)[number];

export class CanaryExchange {
    readonly canaries = new Canaries<CanaryField>([...detailFields, ...deliveredFields]);

    get request(): { readonly salt: string; readonly caseNumber: string; readonly justification: string } {
        const { requestSalt, requestCase, justification } = this.canaries.of;
        return { salt: requestSalt, caseNumber: requestCase, justification };
    }

    get use(): { readonly salt: string; readonly caseNumber: string; readonly subjectReference: string } {
        const { useSalt, useCase, person } = this.canaries.of;
        return { salt: useSalt, caseNumber: useCase, subjectReference: person };
    }

    get delivery(): { readonly salt: string; readonly record: Record<string, string> } {
        const { deliverySalt, name, status } = this.canaries.of;
        return { salt: deliverySalt, record: { name, status } };
    }

    /** From the catalogue to the receipt. */
    async run(desk: Desk): Promise<Target> {
        const sharing = new Sharing(desk);
        const resourceCode = await sharing.published();
        const asking = sharing.asking(resourceCode);
        const requestId = await sharing.pending(asking, { details: this.request });
        const granted = await sharing.grant(requestId, asking);
        const grantId = granted.result.grantId ?? '';
        const used = await sharing.use(grantId, {}, { details: this.use });
        const { usageId } = used.result;
        await sharing.commit(usageId, this.delivery);
        await sharing.deliver(usageId, this.delivery);
        await desk.as('lu').exchange.confirmReceipt({ usageId });
        return { resourceCode, requestId, grantId, usageId, subject: sharing.subject };
    }
}
