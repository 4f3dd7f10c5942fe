/** Brings the licence register's records into any of their states, and makes the command for each transaction on them. */
import type { RoleName } from '../../../chaincode/src/directory/roles';
import { formatLicenceIdentifier, parseLicenceIdentifier } from '../../../chaincode/src/identifiers/licence-identifier';
import { type Houses, passed, Staff } from '../access-matrix/staff';
import { hex, issue, issuerUscc, typeInput } from '../licence/bureau';

export const licenceHouses: Houses = {
    issuer: 'MarketReg',
    registrar: 'MarketReg',
    examiner: 'MarketReg',
    surveyor: 'MarketReg',
    mortgagee: 'MarketReg',
    judge: 'MarketReg',
    taxOfficer: 'MarketReg',
    licensingAuthority: 'Root',
    governor: 'Root',
    administrator: 'Root',
    provider: 'Root',
    consumer: 'Root',
    dataAuthority: 'Root',
    auditor: 'Archive',
    notary: 'Archive',
    identityProvider: 'Archive',
};

const authority = '11100000000013338W';
/** The end of short periods, and so the first time after them. */
export const later = '2026-04-01T00:00:00.000Z';

export interface LicenceObjects {
    readonly typeCode: string;
    readonly identifier: string;
}

export class LicenceStage {
    readonly staff: Staff;
    #count = 0;

    private constructor(staff: Staff) {
        this.staff = staff;
    }

    static async open(): Promise<LicenceStage> {
        const codes = { Root: authority, MarketReg: issuerUscc };
        return new LicenceStage(await Staff.of(licenceHouses, 'licence', codes));
    }

    newType(): string {
        return `${authority}${String(this.#next()).padStart(3, '0')}`;
    }

    newIdentifier(typeCode: string): string {
        const serial = `TAB${String(this.#next())}`;
        return formatLicenceIdentifier({ typeCode, issuer: issuerUscc, serial, version: '001' });
    }

    async defined(): Promise<string> {
        const typeCode = this.newType();
        await this.#do('licensingAuthority', 'defineType', { ...typeInput, typeCode });
        return typeCode;
    }

    async accredited(until?: typeof later): Promise<string> {
        const typeCode = await this.defined();
        const end = until === undefined ? {} : { validTo: until };
        const { input } = this.command('accreditIssuer', { typeCode, identifier: '' });
        await this.#do('licensingAuthority', 'accreditIssuer', { ...input, ...end });
        return typeCode;
    }

    async withdraw(typeCode: string): Promise<void> {
        await this.#do('licensingAuthority', 'deaccreditIssuer', { issuerUscc, typeCode, reason: 'closed' });
    }

    async issued(typeCode: string, until?: typeof later): Promise<string> {
        const identifier = this.newIdentifier(typeCode);
        const { input } = this.command('issueLicence', { typeCode, identifier });
        await this.#do('issuer', 'issueLicence', { ...input, ...(until !== undefined && { validTo: until }) });
        return identifier;
    }

    async take(identifier: string, ...steps: readonly string[]): Promise<string> {
        for (const step of steps) {
            const { typeCode } = parseLicenceIdentifier(identifier);
            await this.#do('issuer', step, this.command(step, { typeCode, identifier }).input);
        }
        return identifier;
    }

    /** The input of each transaction on these objects; documents and list entries are new each time. */
    command(transaction: string, { typeCode, identifier }: LicenceObjects): { readonly input: object } {
        const number = this.#next();
        const { documentSha256, statusIndex, ...edition } = {
            validFrom: issue.validFrom,
            validTo: issue.validTo,
            statusListId: 'L1',
            statusIndex: number,
            documentSha256: String(number).padStart(64, '0'),
        };
        const next = { ...edition, documentSha256, statusIndex };
        const inputs: Readonly<Record<string, object>> = {
            defineType: { ...typeInput, typeCode },
            accreditIssuer: {
                typeCode,
                agencyId: 'MarketReg',
                jurisdictions: ['11'],
                validFrom: '2026-01-01T00:00:00.000Z',
            },
            deaccreditIssuer: { issuerUscc, typeCode, reason: 'by the book' },
            issueLicence: { identifier, region: '110105', holderCommitment: hex('a'), ...next },
            renewLicence: { identifier, ...next },
            suspendLicence: { identifier, reasonCode: 'UNDER_INVESTIGATION' },
            resumeLicence: { identifier },
            revokeLicence: { identifier, reasonCode: 'HOLDER_REQUEST' },
            verifyLicence: { identifier },
            licenceByIdentifier: { identifier },
            licenceHistory: { identifier },
            licencesByIssuer: { issuerUscc },
            accreditationsOf: { issuerUscc },
            typeByCode: { typeCode },
            statusList: { issuerUscc, statusListId: 'L1', purpose: 'revocation' },
        };
        return { input: inputs[transaction]! };
    }

    #next(): number {
        this.#count += 1;
        return this.#count;
    }

    async #do(role: RoleName, transaction: string, input: object): Promise<void> {
        passed(await this.staff.desk.submit(this.staff.clerk(role), 'licence', transaction, input));
    }
}
