import { formatLicenceIdentifier } from '@tabularium/chaincode/api';
import { randomBytes } from 'node:crypto';
import type { RecordOffice } from '../registers/record-office';
import { DAY_MS, fromNow } from './periods';
import type { Workload, Written } from './workload';

/** The story's market regulation: authority of the type, and its issuer. */
const ISSUER = { agencyId: 'market-regulation', uscc: '11110105MA9T00165D' };
const TYPE_CODE = `${ISSUER.uscc}001`;
const REGION = '110105';

/** Issues of licences: one type, one issuer, each licence with a document and a place on the status list of its own. */
export class IssueWork implements Workload {
    readonly written: Written[][] = [];
    readonly #office: RecordOffice;
    #serial = 0;

    private constructor(office: RecordOffice) {
        this.#office = office;
    }

    static async open(office: RecordOffice): Promise<IssueWork> {
        const { licence } = office.client('tian');
        await licence.defineType({
            typeCode: TYPE_CODE,
            name: { en: 'Food operation permit', zh: '食品经营许可证' },
            holderType: 'ORGANISATION',
            validity: { rule: 'MONTHS', months: 60 },
        });
        await licence.accreditIssuer({
            typeCode: TYPE_CODE,
            agencyId: ISSUER.agencyId,
            jurisdictions: [REGION],
            validFrom: fromNow(-DAY_MS),
        });
        return new IssueWork(office);
    }

    prepare(count: number): Promise<(() => Promise<void>)[]> {
        return Promise.resolve(Array.from({ length: count }, () => this.#issue()));
    }

    #issue(): () => Promise<void> {
        this.#serial += 1;
        const serial = `BENCH${String(this.#serial).padStart(8, '0')}`;
        const issued = { typeCode: TYPE_CODE, issuer: ISSUER.uscc, serial, version: '001' };
        const input = {
            identifier: formatLicenceIdentifier(issued),
            region: REGION,
            holderCommitment: randomBytes(32).toString('hex'),
            documentSha256: randomBytes(32).toString('hex'),
            validFrom: fromNow(-DAY_MS),
            validTo: fromNow(365 * DAY_MS),
            statusListId: 'L1',
            statusIndex: this.#serial,
        };
        return async () => {
            this.written.push([await this.#office.client('luo').licence.issueLicence(input)]);
        };
    }
}
