import type { LedgerDesk, Outcome } from '../../support/ledger/ledger-desk';
import { createSigner } from '../../support/ledger/signers';
import { type Cast, createCast, foundedDirectory, type Part, period } from './founding-document';

let people: Cast;
let desk: LedgerDesk;

beforeAll(async () => {
    people = await createCast();
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
const move = (part: Part, agencyId: string, kind = 'Suspension'): Promise<Outcome> =>
    submit(part, `move${kind}`, { agencyId, reason: 'by decision 7' });
const idOf = (outcome: Outcome): string => (outcome.result as { motionId: string }).motionId;
const second = (part: Part, motionId: string): Promise<Outcome> => submit(part, 'secondMotion', { motionId });

async function suspendBank(): Promise<void> {
    const { refusal } = await second('dataGovernor', idOf(await move('landGovernor', 'bank-a')));
    expect(refusal).toBeUndefined();
}

describe('suspending an agency', () => {
    it('takes two founding agencies; the second writes motion and agency', async () => {
        // given
        const moved = await move('landGovernor', 'bank-a');
        const motionId = idOf(moved);
        expect(moved.writes.map(({ key }) => key).filter((key) => !key.startsWith('command/'))).toEqual([
            `directory.motion/${motionId}`,
        ]);
        // when
        const outcome = await second('dataGovernor', motionId);
        // then
        expect(outcome.result).toEqual({ motionId, status: 'CARRIED' });
        expect(outcome.writes.map(({ key }) => key).filter((key) => !key.startsWith('command/'))).toEqual([
            'directory.agency/bank-a',
            `directory.motion/${motionId}`,
        ]);
        expect(outcome.event?.items.map(({ type }) => type)).toEqual(['agencySuspended', 'motionCarried']);
        const { result } = await desk.evaluate(people.stranger, 'directory', 'agencyById', { agencyId: 'bank-a' });
        expect(result).toMatchObject({ status: 'SUSPENDED' });
    });

    it('stops its officers, from reading on', async () => {
        await suspendBank();
        expectRefusal(
            await desk.evaluate(people.banker, 'directory', 'officersOf', { agencyId: 'bank-a' }),
            'RUNTIME_AGENCY_SUSPENDED',
            { agencyId: 'bank-a' },
        );
    });

    it('undoes what its officers have in flight', async () => {
        const moved = await move('landGovernor', 'bank-a');
        const inFlight = await desk.endorse(people.bankAdmin, 'directory', 'registerDepartment', {
            departmentId: 'late',
            name: { zh: '迟', en: 'Late' },
        });
        expect(inFlight.refusal).toBeUndefined();
        await second('dataGovernor', idOf(moved));
        expect(desk.commit(inFlight)).toBe('MVCC_READ_CONFLICT');
    });

    it('is undone by two founding agencies', async () => {
        await suspendBank();
        const moved = await move('dataGovernor', 'bank-a', 'Reinstatement');
        const outcome = await second('landGovernor', idOf(moved));
        expect(outcome.event?.items.map(({ type }) => type)).toEqual(['agencyReinstated', 'motionCarried']);
        const read = await desk.evaluate(people.banker, 'directory', 'officersOf', { agencyId: 'bank-a' });
        expect(read.refusal).toBeUndefined();
    });

    it.each<[string, Part, string, string]>([
        ['by an officer who is no governor', 'landAdmin', 'bank-a', 'RUNTIME_ACCESS_DENIED'],
        ['by an agency about itself', 'landGovernor', 'land-bureau', 'DIRECTORY_MOTION_OWN_AGENCY'],
        ['of an agency that is not there', 'landGovernor', 'nobody', 'DIRECTORY_AGENCY_NOT_FOUND'],
    ])('cannot be moved %s', async (_what, part, agencyId, code) => {
        expectRefusal(await move(part, agencyId), code);
    });

    it('cannot be moved where it is done, nor undone where it is not', async () => {
        expectRefusal(await move('landGovernor', 'bank-a', 'Reinstatement'), 'DIRECTORY_AGENCY_STATE', {
            status: 'ACTIVE',
        });
        await suspendBank();
        expectRefusal(await move('landGovernor', 'bank-a'), 'DIRECTORY_AGENCY_STATE', { status: 'SUSPENDED' });
    });

    it('cannot be seconded by the moving agency, not even by another governor', async () => {
        const motionId = idOf(await move('landGovernor', 'bank-a'));
        expectRefusal(await second('landGovernor', motionId), 'DIRECTORY_MOTION_SAME_AGENCY', {
            agencyId: 'land-bureau',
        });
    });

    it('cannot be seconded by the agency concerned', async () => {
        const motionId = idOf(await move('landGovernor', 'data-authority'));
        expectRefusal(await second('dataGovernor', motionId), 'DIRECTORY_MOTION_OWN_AGENCY');
    });

    it('cannot be seconded twice, late, or after it was withdrawn', async () => {
        const carried = idOf(await move('landGovernor', 'bank-a'));
        await second('dataGovernor', carried);
        expectRefusal(await second('dataGovernor', carried), 'DIRECTORY_MOTION_STATE', { status: 'CARRIED' });

        const withdrawn = idOf(await move('landGovernor', 'bank-a', 'Reinstatement'));
        expectRefusal(
            await submit('dataGovernor', 'withdrawMotion', { motionId: withdrawn }),
            'DIRECTORY_MOTION_SAME_AGENCY',
        );
        expect((await submit('landGovernor', 'withdrawMotion', { motionId: withdrawn })).result).toMatchObject({
            status: 'WITHDRAWN',
        });
        expectRefusal(await second('dataGovernor', withdrawn), 'DIRECTORY_MOTION_STATE', { status: 'WITHDRAWN' });

        const late = idOf(await move('landGovernor', 'bank-a', 'Reinstatement'));
        desk.now = '2026-03-31T08:00:00.000Z';
        expectRefusal(await second('dataGovernor', late), 'DIRECTORY_MOTION_EXPIRED', {
            expiresAt: '2026-03-31T08:00:00.000Z',
        });
    });
});

describe('admitting an agency', () => {
    it('writes it with its first officers when the motion is carried', async () => {
        const chief = await createSigner({ mspId: 'Org4MSP', commonName: 'chief' });
        const agency = {
            agencyId: 'court',
            name: { zh: '法院', en: 'Court' },
            mspId: 'Org4MSP',
            founding: false,
            roles: ['administrator', 'judge'],
            jurisdiction: '11',
            departments: [{ departmentId: 'main', name: { zh: '院', en: 'Main' } }],
            officers: [
                {
                    officerId: 'chief',
                    departmentId: 'main',
                    principal: chief.principal,
                    grants: [{ role: 'administrator', jurisdiction: '11', clearance: 1, ...period }],
                },
            ],
        };
        const moved = await submit('landGovernor', 'moveAdmission', { agency, reason: 'treaty' });
        expect(moved.refusal).toBeUndefined();
        const outcome = await second('dataGovernor', idOf(moved));
        expect(outcome.event?.items.map(({ type }) => type)).toEqual(['agencyAdmitted', 'motionCarried']);
        const acts = await desk.submit(chief, 'directory', 'registerDepartment', {
            departmentId: 'west',
            name: { zh: '西', en: 'West' },
        });
        expect(acts.result).toEqual({ agencyId: 'court', departmentId: 'west' });
        const again = await submit('landGovernor', 'moveAdmission', { agency, reason: 'treaty' });
        expectRefusal(again, 'DIRECTORY_AGENCY_EXISTS');
    });
});
