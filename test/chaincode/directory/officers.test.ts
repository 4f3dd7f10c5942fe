import type { LedgerDesk, Outcome } from '../../support/ledger/ledger-desk';
import { createSigner, type Signer } from '../../support/ledger/signers';
import { type Cast, createCast, foundedDirectory, type Part, period } from './founding-document';

let people: Cast;
let desk: LedgerDesk;
let clerk: Signer;

beforeAll(async () => {
    people = await createCast();
    clerk = await createSigner({ mspId: 'Org1MSP', commonName: 'clerk' });
});
beforeEach(async () => {
    desk = await foundedDirectory(people);
});

function submit(part: Part, transaction: string, input: object): Promise<Outcome> {
    return desk.submit(people[part], 'directory', transaction, input);
}
function expectRefusal(outcome: Outcome, code: string, details?: object): void {
    expect(outcome.refusal?.code).toBe(code);
    if (details !== undefined) {
        expect(outcome.refusal?.details).toMatchObject(details);
    }
    expect(outcome.writes).toEqual([]);
}
/** Written keys without the command marker. */
function keys(outcome: Outcome): readonly string[] {
    return outcome.writes.map(({ key }) => key).filter((key) => !key.startsWith('command/'));
}
async function officerOf(signer: Signer): Promise<unknown> {
    const { result } = await desk.evaluate(people.stranger, 'directory', 'whoIs', { principal: signer.principal });
    return (result as { officer?: unknown }).officer;
}
const registerClerk = (): Promise<Outcome> =>
    submit('landAdmin', 'registerOfficer', { officerId: 'clerk', departmentId: 'main', principal: clerk.principal });
const registrarGrant = { officerId: 'clerk', role: 'registrar', jurisdiction: '11', clearance: 2, ...period };

describe('whoIs', () => {
    it('tells officer, agency status and listed grants, reading two keys', async () => {
        const outcome = await desk.evaluate(people.stranger, 'directory', 'whoIs', {
            principal: people.registrar.principal,
        });
        expect(outcome.result).toEqual({
            officer: {
                officerId: 'registrar',
                agencyId: 'land-bureau',
                departmentId: 'main',
                agencyStatus: 'ACTIVE',
                grants: [
                    {
                        grantId: expect.stringMatching(/^[0-9a-f]{32}$/) as string,
                        role: 'registrar',
                        jurisdiction: '1101',
                        clearance: 3,
                        ...period,
                    },
                ],
            },
            keys: [],
        });
        expect(outcome.simulation.reads.size).toBe(2);
    });

    it('tells nothing of a signer without an office', async () => {
        expect(await officerOf(people.stranger)).toBeUndefined();
    });
});

describe('departments', () => {
    it('are added once, by an administrator, to the own agency', async () => {
        const input = { departmentId: 'west', name: { zh: '西城分局', en: 'West branch' } };
        const outcome = await submit('landAdmin', 'registerDepartment', input);
        expect(outcome.result).toEqual({ agencyId: 'land-bureau', departmentId: 'west' });
        expect(keys(outcome)).toEqual(['directory.department/land-bureau/west']);
        expectRefusal(await submit('landAdmin', 'registerDepartment', input), 'DIRECTORY_DEPARTMENT_EXISTS');
        expectRefusal(await submit('registrar', 'registerDepartment', input), 'RUNTIME_ACCESS_DENIED');
        const { result } = await desk.evaluate(people.banker, 'directory', 'departmentsOf', {
            agencyId: 'land-bureau',
        });
        expect((result as { items: { departmentId: string }[] }).items.map((item) => item.departmentId)).toEqual([
            'main',
            'west',
        ]);
    });
});

describe('registering an officer', () => {
    it('writes the officer, its index entry and the pointer from the stable id', async () => {
        const outcome = await registerClerk();
        expect(outcome.refusal).toBeUndefined();
        const { subjectHash } = clerk.principal;
        expect(keys(outcome)).toEqual([
            'directory.officer-pointer/clerk',
            `directory.officer/Org1MSP/${subjectHash}`,
            `directory.officer~byAgency/land-bureau/Org1MSP/${subjectHash}`,
        ]);
        expect(outcome.event?.items).toEqual([
            {
                register: 'directory',
                type: 'officerRegistered',
                payload: { officerId: 'clerk', agencyId: 'land-bureau', departmentId: 'main' },
            },
        ]);
        expect(await officerOf(clerk)).toMatchObject({ officerId: 'clerk', grants: [] });
    });

    it('gives no right: the new officer may do nothing but read', async () => {
        await registerClerk();
        const outcome = await desk.submit(clerk, 'directory', 'registerDepartment', {
            departmentId: 'x',
            name: { zh: '甲', en: 'x' },
        });
        expectRefusal(outcome, 'RUNTIME_ACCESS_DENIED');
    });

    it.each<[string, object, string]>([
        [
            'another MSP',
            { principal: { mspId: 'Org2MSP', subjectHash: '0'.repeat(64) } },
            'DIRECTORY_PRINCIPAL_FOREIGN',
        ],
        ['an unknown department', { departmentId: 'moon' }, 'DIRECTORY_DEPARTMENT_NOT_FOUND'],
        ['an id that is taken', { officerId: 'banker' }, 'DIRECTORY_OFFICER_EXISTS'],
        [
            'a hash in capitals',
            { principal: { mspId: 'Org1MSP', subjectHash: 'A'.repeat(64) } },
            'RUNTIME_INPUT_INVALID',
        ],
    ])('refuses %s', async (_what, change, code) => {
        const input = { officerId: 'clerk', departmentId: 'main', principal: clerk.principal, ...change };
        expectRefusal(await submit('landAdmin', 'registerOfficer', input), code);
    });

    it('refuses a certificate subject that an officer has already', async () => {
        const { principal } = people.registrar;
        const input = { officerId: 'second', departmentId: 'main', principal };
        expectRefusal(await submit('landAdmin', 'registerOfficer', input), 'DIRECTORY_PRINCIPAL_TAKEN', principal);
    });
});

describe('giving and revoking rights', () => {
    beforeEach(async () => {
        await registerClerk();
    });

    it('rewrites the officer’s record and nothing else', async () => {
        const given = await submit('landAdmin', 'giveGrant', registrarGrant);
        expect(keys(given)).toEqual([`directory.officer/Org1MSP/${clerk.principal.subjectHash}`]);
        const { grantId } = given.result as { grantId: string };
        expect(given.event?.items[0]).toEqual({
            register: 'directory',
            type: 'grantGiven',
            payload: { agencyId: 'land-bureau', grantId, ...registrarGrant },
        });
        expect(await officerOf(clerk)).toMatchObject({ grants: [{ grantId, role: 'registrar', jurisdiction: '11' }] });
        const taken = await submit('landAdmin', 'revokeGrant', { officerId: 'clerk', grantId, reason: 'moved on' });
        expect(taken.result).toEqual({ officerId: 'clerk', grantId });
        expect(await officerOf(clerk)).toMatchObject({ grants: [] });
        const again = await submit('landAdmin', 'revokeGrant', { officerId: 'clerk', grantId, reason: 'again' });
        expectRefusal(again, 'DIRECTORY_GRANT_NOT_FOUND', { officerId: 'clerk', grantId });
    });

    it.each<[string, Part, object, string]>([
        ['to oneself', 'landAdmin', { officerId: 'landAdmin', role: 'administrator' }, 'DIRECTORY_GRANT_SELF'],
        ['to an officer of another agency', 'bankAdmin', { role: 'mortgagee' }, 'DIRECTORY_OFFICER_NOT_FOUND'],
        ['to nobody', 'landAdmin', { officerId: 'nobody' }, 'DIRECTORY_OFFICER_NOT_FOUND'],
        ['of a role the agency was not admitted with', 'landAdmin', { role: 'judge' }, 'DIRECTORY_AGENCY_COMPETENCE'],
        ['of a role no catalogue has', 'landAdmin', { role: 'king' }, 'RUNTIME_INPUT_INVALID'],
        ['that has ended', 'landAdmin', { validTo: '2026-03-01T08:00:00.000Z' }, 'DIRECTORY_GRANT_PERIOD'],
        ['that is empty', 'landAdmin', { validFrom: period.validTo }, 'DIRECTORY_GRANT_PERIOD'],
        ['on a day that does not exist', 'landAdmin', { validTo: '2027-02-30T00:00:00.000Z' }, 'RUNTIME_INPUT_INVALID'],
        ['by a business officer', 'registrar', {}, 'RUNTIME_ACCESS_DENIED'],
    ])('refuses a right %s', async (_what, part, change, code) => {
        expectRefusal(await submit(part, 'giveGrant', { ...registrarGrant, ...change }), code);
    });

    it('refuses a jurisdiction beyond the administrator’s own, which is never beyond the agency’s', async () => {
        const grant = { officerId: 'banker', role: 'mortgagee', jurisdiction: '', clearance: 1, ...period };
        expectRefusal(await submit('bankAdmin', 'giveGrant', grant), 'RUNTIME_ACCESS_DENIED');
    });

    it('refuses a jurisdiction beyond what the administrator’s certificate has left', async () => {
        const attributes = { 'tab.jurisdiction': '1101' };
        const narrowed = await createSigner({ mspId: 'Org1MSP', commonName: 'landAdmin', attributes });
        const give = (jurisdiction: string): Promise<Outcome> =>
            desk.submit(narrowed, 'directory', 'giveGrant', { ...registrarGrant, jurisdiction });
        expectRefusal(await give('11'), 'RUNTIME_ACCESS_DENIED');
        expect((await give('110105')).refusal).toBeUndefined();
    });

    it.each([
        ['governor', 'registrar'],
        ['registrar', 'governor'],
        ['administrator', 'registrar'],
        ['governor', 'administrator'],
    ])('keeps %s and %s in different hands', async (held, role) => {
        await submit('landAdmin', 'giveGrant', { ...registrarGrant, role: held, jurisdiction: '' });
        const outcome = await submit('landAdmin', 'giveGrant', { ...registrarGrant, role, jurisdiction: '' });
        expectRefusal(outcome, 'DIRECTORY_ROLE_EXCLUSIVE', { officerId: 'clerk', held, role });
    });

    it('lets two business roles be in one hand', async () => {
        await submit('landAdmin', 'giveGrant', registrarGrant);
        const outcome = await submit('landAdmin', 'giveGrant', { ...registrarGrant, role: 'examiner' });
        expect(outcome.refusal).toBeUndefined();
    });

    it('bounds the grants of an officer, and lets ended ones make room', async () => {
        for (let count = 0; count < 16; count += 1) {
            const validTo = count === 0 ? '2026-04-01T00:00:00.000Z' : period.validTo;
            expect((await submit('landAdmin', 'giveGrant', { ...registrarGrant, validTo })).refusal).toBeUndefined();
        }
        expectRefusal(await submit('landAdmin', 'giveGrant', registrarGrant), 'DIRECTORY_GRANT_LIMIT');
        desk.now = '2026-04-01T00:00:00.000Z';
        expect((await submit('landAdmin', 'giveGrant', registrarGrant)).refusal).toBeUndefined();
    });
});

describe('a new certificate subject', () => {
    it('takes id and rights along and leaves none behind', async () => {
        const married = await createSigner({ mspId: 'Org1MSP', commonName: 'registrar-married' });
        const before = await officerOf(people.registrar);
        const outcome = await submit('landAdmin', 'rebindOfficer', {
            officerId: 'registrar',
            principal: married.principal,
        });
        expect(keys(outcome)).toEqual(
            [
                'directory.officer-pointer/registrar',
                `directory.officer/Org1MSP/${married.principal.subjectHash}`,
                `directory.officer/Org1MSP/${people.registrar.principal.subjectHash}`,
                `directory.officer~byAgency/land-bureau/Org1MSP/${married.principal.subjectHash}`,
            ].sort(),
        );
        expect(await officerOf(married)).toEqual(before);
        expect(await officerOf(people.registrar)).toBeUndefined();
        const { result } = await desk.evaluate(married, 'directory', 'officerById', { officerId: 'registrar' });
        expect(result).toMatchObject({ officerId: 'registrar', principal: married.principal, status: 'IN_OFFICE' });
    });

    it('can be the former one again', async () => {
        const other = await createSigner({ mspId: 'Org1MSP', commonName: 'other' });
        const rebind = (signer: Signer): Promise<Outcome> =>
            submit('landAdmin', 'rebindOfficer', { officerId: 'registrar', principal: signer.principal });
        await rebind(other);
        expect((await rebind(people.registrar)).refusal).toBeUndefined();
        expect(await officerOf(people.registrar)).toMatchObject({ officerId: 'registrar' });
        expect(await officerOf(other)).toBeUndefined();
    });

    it('cannot be another officer’s', async () => {
        const { principal } = people.landGovernor;
        const outcome = await submit('landAdmin', 'rebindOfficer', { officerId: 'registrar', principal });
        expectRefusal(outcome, 'DIRECTORY_PRINCIPAL_TAKEN');
    });

    it('cannot be the present one', async () => {
        const { principal } = people.registrar;
        const outcome = await submit('landAdmin', 'rebindOfficer', { officerId: 'registrar', principal });
        expectRefusal(outcome, 'DIRECTORY_PRINCIPAL_TAKEN');
    });
});

describe('retiring', () => {
    it('ends office and rights for good', async () => {
        const input = { officerId: 'registrar', reason: 'pension' };
        expect((await submit('landAdmin', 'retireOfficer', input)).result).toEqual({ officerId: 'registrar' });
        expect(await officerOf(people.registrar)).toBeUndefined();
        expectRefusal(await submit('landAdmin', 'retireOfficer', input), 'DIRECTORY_OFFICER_STATE', {
            status: 'RETIRED',
        });
        const grant = { ...registrarGrant, officerId: 'registrar' };
        expectRefusal(await submit('landAdmin', 'giveGrant', grant), 'DIRECTORY_OFFICER_STATE', {
            operation: 'giveGrant',
        });
        const outcome = await desk.evaluate(people.registrar, 'directory', 'officerById', { officerId: 'registrar' });
        expectRefusal(outcome, 'RUNTIME_CALLER_UNKNOWN');
    });
});

describe('reading the directory', () => {
    it('pages agencies by id', async () => {
        const ask = async (cursor: string): Promise<{ items: { agencyId: string }[]; cursor: string }> =>
            (await desk.evaluate(people.stranger, 'directory', 'agencies', { limit: 2, cursor })).result as never;
        const first = await ask('');
        const second = await ask(first.cursor);
        expect([first, second].map(({ items }) => items.map(({ agencyId }) => agencyId))).toEqual([
            ['bank-a', 'data-authority'],
            ['land-bureau'],
        ]);
        expect(second.cursor).toBe('');
    });

    it('lists the officers of one agency', async () => {
        const { result } = await desk.evaluate(people.banker, 'directory', 'officersOf', { agencyId: 'bank-a' });
        const { items } = result as { items: { officerId: string }[] };
        expect(items.map(({ officerId }) => officerId).sort()).toEqual(['bankAdmin', 'banker']);
    });

    it('tells an officer’s former states', async () => {
        await submit('landAdmin', 'giveGrant', { ...registrarGrant, officerId: 'registrar', role: 'examiner' });
        const { result } = await desk.evaluate(people.banker, 'directory', 'officerHistory', {
            officerId: 'registrar',
        });
        const grants = (result as { record: { grants: unknown[] } }[]).map(({ record }) => record.grants.length);
        expect(grants).toEqual([2, 1]);
    });

    it.each<[string, object, string]>([
        ['agencyById', { agencyId: 'nobody' }, 'DIRECTORY_AGENCY_NOT_FOUND'],
        ['officerById', { officerId: 'nobody' }, 'DIRECTORY_OFFICER_NOT_FOUND'],
        ['keyByKid', { kid: 'A'.repeat(43) }, 'DIRECTORY_KEY_NOT_FOUND'],
        ['motionById', { motionId: '0'.repeat(32) }, 'DIRECTORY_MOTION_NOT_FOUND'],
    ])('%s says what is not there', async (transaction, input, code) => {
        expectRefusal(await desk.evaluate(people.banker, 'directory', transaction, input), code);
    });
});
