import type { Submitted } from '@tabularium/client';
import type { RecordOffice } from '../registers/record-office';
import type { Citizen } from '../story/citizens';
import { consentTo, openCaseInput } from './land-case';
import { inParallel, type Workload, type Written } from './workload';

/** Approvals of first registrations: the examiner's act that makes a title. */
export class ApprovalWork implements Workload {
    readonly written: Written[][] = [];
    readonly #office: RecordOffice;
    readonly #citizen: Citizen;
    #serial = 0;

    constructor(office: RecordOffice, citizen: Citizen) {
        this.#office = office;
        this.#citizen = citizen;
    }

    async prepare(count: number): Promise<(() => Promise<void>)[]> {
        const cases = await inParallel(this.#unitCodes(count), (unitCode) => this.#validated(unitCode));
        return cases.map((caseId) => async () => {
            this.written.push([await this.#office.client('sun').land.approveCase({ caseId })]);
        });
    }

    /** Cases opened one after the other, each of a unit of its own. */
    openings(count: number): (() => Promise<unknown>)[] {
        return this.#unitCodes(count).map((unitCode) => () => this.#open(unitCode));
    }

    async #validated(unitCode: string): Promise<string> {
        const { land } = this.#office.client('chen');
        const { result } = await this.#open(unitCode);
        const { caseId } = result;
        await land.lodgeConsent({ caseId, jws: consentTo(result, this.#citizen) });
        await land.validateCase({ caseId });
        return caseId;
    }

    #open(unitCode: string): Promise<Submitted<{ readonly caseId: string; readonly caseDigest: string }>> {
        return this.#office.client('chen').land.openCase(openCaseInput(unitCode, this.#citizen.party));
    }

    #unitCodes(count: number): string[] {
        return Array.from({ length: count }, () => {
            this.#serial += 1;
            return `110105001001GB00001F${String(this.#serial).padStart(8, '0')}`;
        });
    }
}
