/**
 * Sharing data over the wire, on every kind of network: the catalogue, and requests until they are granted or rejected,
 * with everything that must be refused on the way.
 */
import { inspect } from 'node:util';
import type { Tabularium } from '../../client/src/tabularium';
import { Steps, transactionOf } from '../support/registers/blocks';
import { onEveryBackend, testWith } from '../support/registers/backends';
import { codeOf, day, Desk, openOffice, refusalOf, type TestOffice } from '../support/registers/office';
import {
    marriageStatus,
    newResourceCode,
    requestDetails,
    Sharing,
    unknownId,
    wanted,
} from '../support/registers/sharing';

const valid = 0;
const inputInvalid = 'RUNTIME_INPUT_INVALID';
const accessDenied = 'RUNTIME_ACCESS_DENIED';

onEveryBackend('exchange requests', (entry) => {
    let test_: TestOffice;
    let desk: Desk;
    let sharing: Sharing;
    /** An agency that provides and uses data as well, by one officer. */
    let other: Tabularium['exchange'];
    const resourceCode = newResourceCode();
    let requestId = '';
    let grantId = '';
    const steps = new Steps();

    const by = (officerId: string): Tabularium['exchange'] => desk.as(officerId).exchange;
    const details = { private: requestDetails };

    beforeAll(async () => {
        test_ = await openOffice(entry);
        desk = new Desk(test_);
        sharing = new Sharing(desk);
        const [officer] = await desk.admit('feng', ['provider', 'consumer']);
        if (officer === undefined) {
            throw new Error('no agency was admitted');
        }
        other = desk.clientFor(officer).exchange;
    }, 240_000);

    afterAll(() => test_.close());

    describe('the catalogue', () => {
        const publish = { resourceCode, ...marriageStatus };

        test('is written by providers only', async () => {
            for (const officerId of ['lu', 'chen', 'gao', 'shen', 'ma', 'zhou']) {
                expect(await codeOf(by(officerId).publishResource(publish))).toBe(accessDenied);
            }
        });

        test('takes no resource that is not shared without the law that says so', async () => {
            const unfounded = { ...publish, sharing: { shareType: 'NOT_SHARED' } } as unknown as typeof publish;
            expect(await refusalOf(by('wu').publishResource(unfounded))).toMatchObject({
                code: inputInvalid,
                details: { path: '/input/argument/input/sharing/legalBasis' },
            });
        });

        test('takes no field that its definition does not have', async () => {
            const extra = { ...publish, contact: 'Li, room 3' } as typeof publish;
            const refusal = await refusalOf(by('wu').publishResource(extra));
            expect(refusal.code).toBe(inputInvalid);
            expect(JSON.stringify(refusal.details)).not.toContain('room 3');
        });

        test('has the resource once, whatever is sent again', async () => {
            expect(await codeOf(by('ma').resourceByCode({ resourceCode }))).toBe('EXCHANGE_RESOURCE_NOT_FOUND');
            const commandId = `publish-${resourceCode.slice(7)}`;
            const first = await by('wu').publishResource(publish, { commandId });
            steps.add(first);
            expect(first.result).toEqual({ resourceCode, status: 'PUBLISHED', revision: 1 });
            // The same command again answers the first result and writes nothing.
            const again = await by('wu').publishResource(publish, { commandId });
            expect(again.result).toEqual(first.result);
            const transaction = await transactionOf(desk.as('wu'), again);
            expect(transaction).toMatchObject({ validationCode: valid, event: undefined, writes: [] });
            // Its id for another command, and another command for the same code.
            const elsewhere = { ...publish, resourceCode: newResourceCode() };
            expect(await codeOf(by('wu').publishResource(elsewhere, { commandId }))).toBe('RUNTIME_COMMAND_REUSED');
            expect(await codeOf(by('wu').publishResource(publish))).toBe('EXCHANGE_RESOURCE_EXISTS');
            const found = await by('ma').resourceByCode({ resourceCode });
            expect(found).toMatchObject({ providerAgencyId: 'civil-affairs', status: 'PUBLISHED', revision: 1 });
        });

        test('is amended and withdrawn by the agency that answers for the resource', async () => {
            const code = await sharing.published();
            expect(await codeOf(other.amendResource({ resourceCode: code, ...marriageStatus }))).toBe(
                'EXCHANGE_RESOURCE_OF_OTHER_AGENCY',
            );
            const amended = await by('zheng').amendResource({ ...publish, resourceCode: code, updateCycle: 'DAILY' });
            expect(amended.result).toEqual({ resourceCode: code, status: 'PUBLISHED', revision: 2 });
            const withdrawal = { resourceCode: code, reason: 'merged into another one' };
            expect(await codeOf(other.withdrawResource(withdrawal))).toBe('EXCHANGE_RESOURCE_OF_OTHER_AGENCY');
            const { result } = await by('wu').withdrawResource(withdrawal);
            expect(result).toEqual({ resourceCode: code, status: 'WITHDRAWN', revision: 2 });
            expect(await codeOf(by('wu').withdrawResource(withdrawal))).toBe('EXCHANGE_RESOURCE_STATE_FORBIDS');
            expect(await codeOf(by('lu').requestShare(sharing.asking(code), details))).toBe(
                'EXCHANGE_RESOURCE_STATE_FORBIDS',
            );
        });
    });

    describe('a request', () => {
        test('for an item above the clearance is refused with what is needed and what is there', async () => {
            const all = sharing.asking(resourceCode, { items: ['name', 'status', 'idNo'] });
            expect(await refusalOf(by('lu').requestShare(all, details))).toMatchObject({
                code: 'EXCHANGE_CLEARANCE_INSUFFICIENT',
                details: { itemCode: 'idNo', need: 3, have: 2 },
            });
            const one = sharing.asking(resourceCode, { items: ['name'] });
            expect(await refusalOf(by('yan').requestShare(one, details))).toMatchObject({
                code: 'EXCHANGE_CLEARANCE_INSUFFICIENT',
                details: { itemCode: 'name', need: 2, have: 1 },
            });
        });

        test('is for consumers, for what the catalogue has, and for a time to come', async () => {
            const asking = sharing.asking(resourceCode);
            for (const officerId of ['wu', 'chen', 'gao', 'ma']) {
                expect(await codeOf(by(officerId).requestShare(asking, details))).toBe(accessDenied);
            }
            const ask = (change: object): Promise<string> =>
                codeOf(by('lu').requestShare({ ...asking, ...change }, details));
            expect(await ask({ resourceCode: newResourceCode() })).toBe('EXCHANGE_RESOURCE_NOT_FOUND');
            expect(await ask({ items: ['salary'] })).toBe('EXCHANGE_ITEM_UNKNOWN');
            const past = new Date(Date.now() - 2 * day).toISOString();
            expect(await ask({ wanted: { ...asking.wanted, validFrom: past, validTo: past } })).toBe(
                'EXCHANGE_PERIOD_INVALID',
            );
            expect(await ask({ wanted: { ...asking.wanted, maxUses: 0 } })).toBe(inputInvalid);
            const sharedNot = { shareType: 'NOT_SHARED', legalBasis: 'Archives Act, art. 9' } as const;
            expect(await ask({ resourceCode: await sharing.published({ sharing: sharedNot }) })).toBe(
                'EXCHANGE_RESOURCE_NOT_SHARED',
            );
        });

        test('whose private input lacks something or has too much is refused without repeating it', async () => {
            const asking = sharing.asking(resourceCode);
            for (const secret of [{ caseNumber: 'LT-17-hush' }, { ...requestDetails, name: 'LT-17-hush' }]) {
                const call = by('lu').requestShare(asking, { private: secret as typeof requestDetails });
                const refusal = await refusalOf(call);
                expect(refusal.code).toBe(inputInvalid);
                expect(inspect(refusal, { depth: 20 })).not.toContain('LT-17-hush');
            }
        });

        test('is made, checked once by the data authority, and then waits for its provider', async () => {
            const asked = await steps.take(
                by('lu').requestShare(sharing.asking(resourceCode), {
                    private: requestDetails,
                    commandId: `ask-${resourceCode.slice(7)}`,
                }),
            );
            ({ requestId } = asked);
            expect(asked.status).toBe('SUBMITTED');
            const answer = { decision: 'REJECT', reason: 'too early' } as const;
            expect(await codeOf(by('wu').answerRequest({ requestId, answer }))).toBe('EXCHANGE_REQUEST_STATE_FORBIDS');
            const conforms = { requestId, outcome: 'CONFORMS' } as const;
            for (const officerId of ['wu', 'lu', 'shen']) {
                expect(await codeOf(by(officerId).checkConformity(conforms))).toBe(accessDenied);
            }
            const unknown = { ...conforms, requestId: unknownId() };
            expect(await codeOf(by('gao').checkConformity(unknown))).toBe('EXCHANGE_REQUEST_NOT_FOUND');
            expect(await codeOf(by('gao').checkConformity({ requestId, outcome: 'REJECTED' }))).toBe(
                'EXCHANGE_REASON_REQUIRED',
            );
            const checked = await steps.take(by('gao').checkConformity(conforms));
            expect(checked).toEqual({ requestId, status: 'PENDING_PROVIDER' });
            expect(await codeOf(by('gao').checkConformity(conforms))).toBe('EXCHANGE_REQUEST_STATE_FORBIDS');
            expect(await codeOf(by('shen').flagOverdue({ requestId }))).toBe('EXCHANGE_REQUEST_NOT_OVERDUE');
            const waiting = await by('wu').requests({ status: 'PENDING_PROVIDER' });
            expect(waiting.items.map((item) => item.requestId)).toContain(requestId);
        });

        test('is granted by the provider alone, with a reason where it is not, and never beyond what was asked', async () => {
            const answer = { decision: 'GRANT' as const, items: ['name', 'status'], ...wanted() };
            // Nobody grants onward: the consumer is no provider, and another provider not of this resource.
            expect(await codeOf(by('lu').answerRequest({ requestId, answer }))).toBe(accessDenied);
            expect(await codeOf(other.answerRequest({ requestId, answer }))).toBe('EXCHANGE_RESOURCE_OF_OTHER_AGENCY');
            const wu = (change: object): Promise<string> =>
                codeOf(by('wu').answerRequest({ requestId, answer: { ...answer, ...change } }));
            expect(await wu({ items: ['name', 'idNo'] })).toBe('EXCHANGE_ITEM_NOT_REQUESTED');
            expect(await wu({ maxUses: 3 })).toBe('EXCHANGE_GRANT_EXCEEDS_REQUEST');
            expect(await codeOf(by('wu').answerRequest({ requestId, answer: { decision: 'REJECT' } }))).toBe(
                'EXCHANGE_REASON_REQUIRED',
            );
            const request = await by('wu').requestById({ requestId });
            const { validFrom, validTo } = request.wanted;
            const granted = await steps.take(
                by('wu').answerRequest({ requestId, answer: { ...answer, validFrom, validTo } }),
            );
            expect(granted).toMatchObject({ requestId, status: 'GRANTED', overdue: false });
            grantId = granted.grantId ?? '';
            const late = { requestId, answer: { decision: 'REJECT', reason: 'regretted' } } as const;
            expect(await codeOf(by('wu').answerRequest(late))).toBe('EXCHANGE_REQUEST_STATE_FORBIDS');
        });

        test('for what the department holds is refused with the grant that gives it', async () => {
            const again = by('lu').requestShare(sharing.asking(resourceCode, { items: ['status'] }), details);
            expect(await refusalOf(again)).toMatchObject({
                code: 'EXCHANGE_ALREADY_GRANTED',
                details: { itemCode: 'status', grantId },
            });
            const otherPurpose = sharing.asking(resourceCode, { items: ['status'], purposeCode: 'LAND-MORTGAGE' });
            const { result } = await by('lu').requestShare(otherPurpose, details);
            const rejected = await by('gao').checkConformity({
                requestId: result.requestId,
                outcome: 'REJECTED',
                reason: 'no such procedure',
            });
            expect(rejected.result.status).toBe('REJECTED');
        });

        // With two organisations this agency is under the owner's own, see "Not there yet" in the register's page.
        testWith(3, entry, 'is not decided by whoever made it', async () => {
            const code = newResourceCode();
            await other.publishResource({ resourceCode: code, ...marriageStatus });
            const own = await sharing.pending(sharing.asking(code), { by: other });
            const answer = { decision: 'REJECT', reason: 'I think again' } as const;
            expect(await codeOf(other.answerRequest({ requestId: own, answer }))).toBe(
                'EXCHANGE_OFFICERS_NOT_SEPARATE',
            );
        });

        test('for what is shared without condition is granted with the check', async () => {
            const sharedFreely = { shareType: 'UNCONDITIONAL', shareMode: 'PLATFORM' } as const;
            const code = await sharing.published({ sharing: sharedFreely });
            const { result } = await by('lu').requestShare(sharing.asking(code), details);
            const checked = await by('gao').checkConformity({ requestId: result.requestId, outcome: 'CONFORMS' });
            expect(checked.result.status).toBe('GRANTED');
            const grant = await by('lu').grantById({ grantId: checked.result.grantId ?? '' });
            expect(grant).toMatchObject({ status: 'ACTIVE', items: ['name', 'status'], maxUses: 2, uses: 0 });
        });
    });

    test('each step was one transaction with one envelope of its events', async () => {
        expect(await steps.written(desk.as('lu'))).toEqual([
            ['resourcePublished'],
            ['shareRequested'],
            ['conformityChecked'],
            ['shareGranted'],
        ]);
    });

    test('request and grant tell who did what', async () => {
        expect(await by('shen').requestById({ requestId })).toMatchObject({
            status: 'GRANTED',
            requestedBy: { officerId: 'lu', agencyId: 'land-registry' },
            conformity: { officer: { officerId: 'gao', agencyId: 'data-authority' } },
            answer: { officer: { officerId: 'wu', agencyId: 'civil-affairs' } },
        });
        expect(await by('shen').grantById({ grantId })).toMatchObject({
            status: 'ACTIVE',
            requestId,
            grantedBy: { officerId: 'wu', agencyId: 'civil-affairs' },
            consumerAgencyId: 'land-registry',
            consumerDepartmentId: 'counter',
        });
    });

    test('details of a request are for its department, the provider and the data authority', async () => {
        for (const officerId of ['lu', 'wu', 'gao']) {
            expect(await by(officerId).requestDetails({ requestId })).toEqual(requestDetails);
        }
        for (const outsider of [by('yan'), other]) {
            expect(await codeOf(outsider.requestDetails({ requestId }))).toBe('EXCHANGE_RECORD_OF_OTHER_AGENCIES');
        }
        expect(await codeOf(by('shen').requestDetails({ requestId }))).toBe(accessDenied);
        expect(await codeOf(by('lu').requestDetails({ requestId: unknownId() }))).toBe('EXCHANGE_REQUEST_NOT_FOUND');
    });
});
