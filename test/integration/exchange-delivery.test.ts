/**
 * The delivery of a used record over the wire, on every kind of network: committed to in public, put into the consumer's
 * inbox by the consumer's peer alone, read by the department, received, and erased.
 */
import type { Tabularium } from '../../client/src/tabularium';
import { Steps, transactionOf } from '../support/registers/blocks';
import { onEveryBackend } from '../support/registers/backends';
import { codeOf, Desk, documentHash, openOffice, refusalOf, type TestOffice } from '../support/registers/office';
import { delivered, Sharing, unknownId } from '../support/registers/sharing';

const accessDenied = 'RUNTIME_ACCESS_DENIED';

onEveryBackend('exchange delivery', (entry) => {
    let test_: TestOffice;
    let desk: Desk;
    let sharing: Sharing;
    /** An agency that provides and uses data as well. */
    let other: Tabularium['exchange'];
    let grantId = '';
    let usageId = '';
    const steps = new Steps();

    const by = (officerId: string): Tabularium['exchange'] => desk.as(officerId).exchange;

    beforeAll(async () => {
        test_ = await openOffice(entry);
        desk = new Desk(test_);
        sharing = new Sharing(desk);
        const [officer] = await desk.admit('feng', ['provider', 'consumer']);
        if (officer === undefined) {
            throw new Error('no agency was admitted');
        }
        other = desk.clientFor(officer).exchange;
        grantId = await sharing.granted(5);
        const { result } = await sharing.use(grantId);
        ({ usageId } = result);
    }, 240_000);

    afterAll(() => test_.close());

    test('waits for the commitment of the provider, which is given once', async () => {
        expect(await codeOf(sharing.deliver(usageId))).toBe('EXCHANGE_USAGE_STATE_FORBIDS');
        expect(await codeOf(by('lu').deliveredRecord({ usageId }))).toBe('EXCHANGE_DELIVERY_NOT_FOUND');
        expect(await codeOf(by('lu').confirmReceipt({ usageId }))).toBe('EXCHANGE_USAGE_STATE_FORBIDS');
        expect(await codeOf(by('lu').purgeDelivery({ usageId, reason: 'closed' }))).toBe(
            'EXCHANGE_USAGE_STATE_FORBIDS',
        );
        const answer = { usageId, commitment: documentHash('c'), responseHash: documentHash('r') };
        for (const officerId of ['lu', 'gao', 'ma']) {
            expect(await codeOf(by(officerId).commitAnswer(answer))).toBe(accessDenied);
        }
        expect(await codeOf(other.commitAnswer(answer))).toBe('EXCHANGE_RESOURCE_OF_OTHER_AGENCY');
        const unknown = { ...answer, usageId: `${unknownId()}~1` };
        expect(await codeOf(by('wu').commitAnswer(unknown))).toBe('EXCHANGE_USAGE_NOT_FOUND');
        expect(await steps.take(sharing.commit(usageId))).toEqual({ usageId, status: 'ANSWERED' });
        expect(await codeOf(sharing.commit(usageId))).toBe('EXCHANGE_USAGE_STATE_FORBIDS');
    });

    test('is the provider’s, of the record that was committed to', async () => {
        const secret = { private: delivered };
        for (const officerId of ['lu', 'gao', 'ma']) {
            expect(await codeOf(by(officerId).deliverRecord({ usageId }, secret))).toBe(accessDenied);
        }
        expect(await codeOf(other.deliverRecord({ usageId }, secret))).toBe('EXCHANGE_RESOURCE_OF_OTHER_AGENCY');
        const unknown = { usageId: `${unknownId()}~1` };
        expect(await codeOf(by('wu').deliverRecord(unknown, secret))).toBe('EXCHANGE_USAGE_NOT_FOUND');
        const otherRecord = { ...delivered, record: { name: 'Li Example', status: 'single' } };
        expect(await codeOf(sharing.deliver(usageId, otherRecord))).toBe('EXCHANGE_DELIVERY_COMMITMENT_MISMATCH');
        const otherSalt = { ...delivered, salt: '8'.repeat(32) };
        expect(await codeOf(sharing.deliver(usageId, otherSalt))).toBe('EXCHANGE_DELIVERY_COMMITMENT_MISMATCH');
        // A record that was committed to, but with other items than were used.
        const { result } = await sharing.use(grantId, { slot: 2, items: ['name'] });
        await sharing.commit(result.usageId);
        expect(await codeOf(sharing.deliver(result.usageId))).toBe('EXCHANGE_DELIVERY_ITEMS_DIFFER');
        expect(await codeOf(by('lu').confirmReceipt({ usageId }))).toBe('EXCHANGE_DELIVERY_NOT_FOUND');
    });

    test('is endorsed by the consumer’s peer alone, and shows nothing in public', async () => {
        const commandId = `deliver-${usageId.slice(0, 32)}`;
        const options = { private: delivered, commandId };
        const submitted = await by('wu').deliverRecord({ usageId }, options);
        expect(submitted.endorsers).toEqual([desk.officer('lu').mspId]);
        expect(submitted.result).toEqual({});
        expect(await transactionOf(desk.as('wu'), submitted)).toMatchObject({
            validationCode: 0,
            chaincode: 'exchange',
            event: undefined,
            writes: [],
        });
        // The same command again has no second effect, and goes to nobody else either.
        const again = await by('wu').deliverRecord({ usageId }, options);
        expect(again.result).toEqual({});
        expect(again.endorsers).toEqual([desk.officer('lu').mspId]);
        expect(await codeOf(sharing.deliver(usageId))).toBe('EXCHANGE_DELIVERY_EXISTS');
    });

    test('is read by the department that asked, at its own peer', async () => {
        expect(await by('lu').deliveredRecord({ usageId })).toEqual({ usageId, record: delivered.record });
        for (const outsider of [by('yan'), other]) {
            expect(await codeOf(outsider.deliveredRecord({ usageId }))).toBe('EXCHANGE_GRANT_OF_OTHER_DEPARTMENT');
        }
        for (const officerId of ['wu', 'gao', 'shen', 'chen', 'ma']) {
            expect(await codeOf(by(officerId).deliveredRecord({ usageId }))).toBe(accessDenied);
        }
        const trainee = await desk.recruit('lu', 'land-admin', {
            departmentId: 'counter',
            role: 'consumer',
            clearance: 1,
        });
        const reading = desk.clientFor(trainee).exchange.deliveredRecord({ usageId });
        expect(await refusalOf(reading)).toMatchObject({
            code: 'EXCHANGE_CLEARANCE_INSUFFICIENT',
            details: { itemCode: 'name', need: 2, have: 1 },
        });
    });

    test('is confirmed by the department, and erased by it for good', async () => {
        expect(await codeOf(by('yan').confirmReceipt({ usageId }))).toBe('EXCHANGE_GRANT_OF_OTHER_DEPARTMENT');
        const received = await steps.take(by('lu').confirmReceipt({ usageId }));
        expect(received).toEqual({ usageId, status: 'RECEIVED' });
        const erasure = { usageId, reason: 'the case is closed' };
        for (const officerId of ['wu', 'gao']) {
            expect(await codeOf(by(officerId).purgeDelivery(erasure))).toBe(accessDenied);
        }
        expect(await codeOf(by('yan').purgeDelivery(erasure))).toBe('EXCHANGE_GRANT_OF_OTHER_DEPARTMENT');
        expect(await steps.take(by('lu').purgeDelivery(erasure))).toEqual({ usageId, status: 'PURGED' });
        expect(await codeOf(by('lu').deliveredRecord({ usageId }))).toBe('EXCHANGE_DELIVERY_NOT_FOUND');
        expect(await codeOf(by('lu').purgeDelivery(erasure))).toBe('EXCHANGE_USAGE_STATE_FORBIDS');
        expect(await codeOf(sharing.deliver(usageId))).toBe('EXCHANGE_USAGE_STATE_FORBIDS');
    });

    test('stops with the grant', async () => {
        const open = await sharing.deliveredUse(grantId, { slot: 3 });
        const { result } = await sharing.use(grantId, { slot: 4 });
        await by('wu').suspendGrant({ grantId, reason: 'under review' });
        const forbidden = 'EXCHANGE_GRANT_STATE_FORBIDS';
        expect(await codeOf(sharing.commit(result.usageId))).toBe(forbidden);
        expect(await codeOf(by('lu').deliveredRecord({ usageId: open }))).toBe(forbidden);
        await by('wu').resumeGrant({ grantId, reason: 'in order' });
        expect(await by('lu').deliveredRecord({ usageId: open })).toMatchObject({ record: delivered.record });
    });

    test('leaves one envelope for each public step, and the use tells all of them', async () => {
        expect(await steps.written(desk.as('lu'))).toEqual([
            ['answerCommitted'],
            ['receiptConfirmed'],
            ['deliveryPurged'],
        ]);
        expect(await by('shen').usageById({ usageId })).toMatchObject({
            status: 'PURGED',
            usedBy: { officerId: 'lu', agencyId: 'land-registry' },
            answer: { officer: { officerId: 'wu', agencyId: 'civil-affairs' } },
            receipt: { officer: { officerId: 'lu', agencyId: 'land-registry' } },
            purge: { officer: { officerId: 'lu', agencyId: 'land-registry' }, reason: 'the case is closed' },
        });
    });
});
