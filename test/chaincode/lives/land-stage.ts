/**
 * Brings the land register's records into any of their states, and makes the command for each transaction on them. The
 * titles belong to a bank, whose officer consents to everything at once; one case has a citizen, who signs.
 */
import type { RoleName } from '../../../chaincode/src/directory/roles';
import type { Source, Terms } from '../../../chaincode/src/land/terms';
import { type Command, type Houses, passed, Staff } from '../access-matrix/staff';
import {
    agency,
    contractSource,
    hex,
    holding,
    li,
    mortgageTerms,
    newSigningKey,
    releaseTerms,
    sealTerms,
    signConsent,
    type SigningKey,
} from '../land/people';

export const landHouses: Houses = {
    registrar: 'Land',
    examiner: 'Land',
    surveyor: 'Land',
    governor: 'Land',
    administrator: 'Land',
    provider: 'Land',
    mortgagee: 'BankA',
    consumer: 'BankA',
    judge: 'Court',
    issuer: 'Court',
    licensingAuthority: 'Court',
    notary: 'Civil',
    taxOfficer: 'Civil',
    identityProvider: 'Civil',
    auditor: 'Civil',
    dataAuthority: 'Civil',
};

const bank = [holding(agency('BankA'))];
const parcel = { areaMm2: '98500000', locationLabel: 'Example Road 1', geometrySha256: hex('b') };
export const first: Terms = { type: 'FIRST_REGISTRATION', parcel, owners: bank };
export const sale = (...discharges: string[]): Terms => ({ type: 'TRANSFER', transferees: bank, discharges });
export const firstOfLi: Terms = { type: 'FIRST_REGISTRATION', parcel, owners: [holding(li)] };
export const toLi: Terms = { type: 'TRANSFER', transferees: [holding(li)], discharges: [] };
export const mortgage = mortgageTerms();
export const seal = sealTerms();
export const release = (sealId: string): Terms => releaseTerms(sealId);
export const discharge = (mortgageId: string): Terms => ({ type: 'DISCHARGE', mortgageId });

type Opener = 'registrar' | 'judge';

export class LandStage {
    readonly staff: Staff;
    readonly #key: SigningKey;
    #count = 0;

    private constructor(staff: Staff, key: SigningKey) {
        this.staff = staff;
        this.#key = key;
    }

    /** With the attested key of Li. */
    static async open(): Promise<LandStage> {
        const staff = await Staff.of(landHouses, 'land');
        const { privateKey, jwk } = newSigningKey('');
        const input = {
            personRef: hex('1'),
            jwk,
            validFrom: '2026-01-01T00:00:00.000Z',
            validTo: '2028-01-01T00:00:00.000Z',
        };
        const attested = await staff.desk.submit(staff.clerk('identityProvider'), 'directory', 'attestKey', input);
        const { kid } = passed(attested).result as { kid: string };
        return new LandStage(staff, { kid, privateKey, jwk });
    }

    newUnit(): string {
        this.#count += 1;
        return `110105001001GB00001F0001${String(this.#count).padStart(4, '0')}`;
    }

    async opened(unitCode: string, terms: Terms, role: Opener = 'registrar'): Promise<string> {
        const { caseId } = await this.#do(role, 'openCase', this.opening(unitCode, terms));
        return caseId!;
    }

    opening(unitCode: string, terms: Terms): object {
        return { unitCode, terms, sources: terms.type === 'SEAL' || terms.type === 'RELEASE' ? [] : [contractSource] };
    }

    /** With every consent that the bank owes. */
    async consented(unitCode: string, terms: Terms): Promise<string> {
        const caseId = await this.opened(unitCode, terms);
        await this.#do('mortgagee', 'consentToCase', { caseId, caseDigest: await this.digest(caseId) });
        return caseId;
    }

    /** A sale to Li, with both signatures. */
    async soldToLi(unitCode: string): Promise<string> {
        const caseId = await this.consented(unitCode, toLi);
        await this.#do('registrar', 'lodgeConsent', { caseId, jws: await this.signature(caseId) });
        return caseId;
    }

    async approve(caseId: string): Promise<string> {
        await this.#do('examiner', 'approveCase', { caseId });
        return caseId;
    }

    async validated(unitCode: string, terms: Terms): Promise<string> {
        const court = terms.type === 'SEAL' || terms.type === 'RELEASE';
        const caseId = await (court ? this.opened(unitCode, terms, 'judge') : this.consented(unitCode, terms));
        await this.validate(caseId);
        return caseId;
    }

    async validate(caseId: string): Promise<void> {
        await this.#do('registrar', 'validateCase', { caseId });
    }

    async completed(unitCode: string, terms: Terms): Promise<Readonly<Record<string, string | undefined>>> {
        const caseId = await this.validated(unitCode, terms);
        return this.#do('examiner', 'approveCase', { caseId });
    }

    async ended(caseId: string, how: 'rejectCase' | 'withdrawCase' = 'rejectCase'): Promise<string> {
        await this.#do('registrar', how, { caseId, reason: 'by the book' });
        return caseId;
    }

    /** A title of the bank. */
    async current(): Promise<string> {
        const unitCode = this.newUnit();
        await this.completed(unitCode, first);
        return unitCode;
    }

    async digest(caseId: string): Promise<string> {
        const asked = await this.staff.desk.evaluate(this.staff.clerk('registrar'), 'land', 'caseDigest', { caseId });
        return (passed(asked).result as { caseDigest: string }).caseDigest;
    }

    /** Li's signature under the purchase. */
    async signature(caseId: string, digest?: string): Promise<string> {
        const caseDigest = digest ?? (await this.digest(caseId));
        return signConsent(this.#key, { register: 'land', caseId, caseDigest, act: 'ACQUIRE', party: li });
    }

    async #do(
        role: RoleName,
        transaction: string,
        input: object,
    ): Promise<Readonly<Record<string, string | undefined>>> {
        const outcome = await this.staff.desk.submit(this.staff.clerk(role), 'land', transaction, input);
        return passed(outcome).result as Record<string, string | undefined>;
    }
}

/** Steps of a case that need nothing but the case. */
export function stepInput(transaction: string, caseId: string): Command['input'] {
    const source: Source = { kind: 'OTHER', sha256: hex('8'), title: 'A letter' };
    const reason = 'by the book';
    const inputs: Readonly<Record<string, object>> = {
        lodgeSource: { caseId, source },
        validateCase: { caseId },
        approveCase: { caseId },
        rejectCase: { caseId, reason },
        withdrawCase: { caseId, reason },
    };
    return inputs[transaction]!;
}
