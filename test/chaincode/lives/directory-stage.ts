/** Brings the directory's records into any of their states, and makes the inputs for each transaction on them. */
import type { RoleName } from '../../../chaincode/src/directory/roles';
import { type Houses, mspOf, passed, Staff } from '../access-matrix/staff';
import { createSigner, type Signer } from '../../support/ledger/signers';
import { hex, newSigningKey, type SigningKey } from '../land/people';

/** Officers and keys that are acted on belong to Land. */
export const directoryHouses: Houses = {
    administrator: 'Land',
    governor: 'Land',
    identityProvider: 'Land',
    registrar: 'Land',
    examiner: 'Land',
    surveyor: 'Land',
    auditor: 'Civil',
    mortgagee: 'Civil',
    judge: 'Civil',
    taxOfficer: 'Civil',
    notary: 'Civil',
    licensingAuthority: 'Civil',
    issuer: 'Civil',
    provider: 'Data',
    consumer: 'Data',
    dataAuthority: 'Data',
};
const period = { validFrom: '2026-01-01T00:00:00.000Z', validTo: '2028-01-01T00:00:00.000Z' };
export const soonEnded = { ...period, validTo: '2026-04-01T00:00:00.000Z' };
export const afterSoon = '2026-04-01T00:00:00.000Z';
const reason = 'by the book';
const departmentName = { zh: '处室', en: 'Department' };

export class DirectoryStage {
    readonly staff: Staff;
    #count = 0;

    private constructor(staff: Staff) {
        this.staff = staff;
    }

    static async open(): Promise<DirectoryStage> {
        return new DirectoryStage(await Staff.of(directoryHouses, 'directory'));
    }

    newName(stem: string): string {
        this.#count += 1;
        return `${stem}${String(this.#count)}`;
    }

    newSubject(): Promise<Signer> {
        return createSigner({ mspId: mspOf('Land'), commonName: this.newName('subject') });
    }

    registration(officerId: string, { principal }: Signer): object {
        return { officerId, departmentId: 'main', principal };
    }

    right(officerId: string, validity: object = {}): object {
        return { officerId, role: 'registrar', jurisdiction: '11', clearance: 2, ...period, ...validity };
    }

    attestation({ jwk }: Pick<SigningKey, 'jwk'>, validity: object = {}): object {
        return { personRef: hex('1'), jwk, ...period, ...validity };
    }

    /** A new agency as a motion describes it. */
    async newcomer(): Promise<object> {
        const agencyId = this.newName('Newcomer');
        const { principal } = await createSigner({ mspId: mspOf(agencyId), commonName: agencyId });
        const grant = { role: 'administrator', jurisdiction: '', clearance: 1, ...period };
        return {
            agencyId,
            name: departmentName,
            mspId: mspOf(agencyId),
            founding: false,
            roles: ['administrator'],
            jurisdiction: '',
            departments: [{ departmentId: 'main', name: departmentName }],
            officers: [{ officerId: agencyId, departmentId: 'main', principal, grants: [grant] }],
        };
    }

    async officer(): Promise<{ readonly officerId: string; readonly signer: Signer }> {
        const officerId = this.newName('officer');
        const signer = await this.newSubject();
        await this.do('administrator', 'registerOfficer', this.registration(officerId, signer));
        return { officerId, signer };
    }

    async given(officerId: string, validity: object = {}): Promise<string> {
        const { grantId } = await this.do('administrator', 'giveGrant', this.right(officerId, validity));
        return grantId!;
    }

    async key(validity: object = {}): Promise<SigningKey> {
        const key = newSigningKey('');
        const { kid } = await this.do('identityProvider', 'attestKey', this.attestation(key, validity));
        return { ...key, kid: kid! };
    }

    /** Moved by the clerk of Land's governors. */
    async moved(kind: 'Suspension' | 'Reinstatement', agencyId: string): Promise<string> {
        const { motionId } = await this.do('governor', `move${kind}`, { agencyId, reason });
        return motionId!;
    }

    async movedAdmission(agency: object): Promise<string> {
        const { motionId } = await this.do('governor', 'moveAdmission', { agency, reason });
        return motionId!;
    }

    /** By a governor of another founding agency. */
    async carried(motionId: string): Promise<string> {
        passed(await this.staff.desk.submit(this.staff.governor(0), 'directory', 'secondMotion', { motionId }));
        return motionId;
    }

    async admitted(): Promise<string> {
        const agency = await this.newcomer();
        await this.carried(await this.movedAdmission(agency));
        return (agency as { agencyId: string }).agencyId;
    }

    async do(
        role: RoleName,
        transaction: string,
        input: object,
    ): Promise<Readonly<Record<string, string | undefined>>> {
        const outcome = await this.staff.desk.submit(this.staff.clerk(role), 'directory', transaction, input);
        return passed(outcome).result as Record<string, string | undefined>;
    }
}
