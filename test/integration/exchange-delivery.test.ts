/**
 * The delivery of a used record over the wire, on every kind of network: committed to in public, put into the consumer's
 * inbox by the consumer's peer alone, read by the department, received, and erased.
 */
import { type DeliveryKey, newDeliveryKey } from '../../client/src/sealing/delivery-key';
import { openRecord } from '../../client/src/sealing/open-record';
import { type SealedRecord, sealRecord } from '../../client/src/sealing/seal-record';
import type { Tabularium } from '../../client/src/tabularium';
import { Steps, transactionOf } from '../support/registers/blocks';
import { onEveryBackend } from '../support/registers/backends';
import { codeOf, Desk, documentHash, openOffice, refusalOf, type TestOffice } from '../support/registers/office';
import { delivered, record, Sharing, unknownId } from '../support/registers/sharing';
import { consumerKey, headerFor, sealedWith } from '../support/sealing/jwe';

const accessDenied = 'RUNTIME_ACCESS_DENIED';

onEveryBackend('exchange delivery', (entry) => {
    let test_: TestOffice;
    let desk: Desk;
    let sharing: Sharing;
    /** An agency that provides and uses data as well. */
    let other: Tabularium['exchange'];
    let grantId = '';
    let usageId = '';
    /** Of the use; kept by the officer who claimed it. */
    let key: DeliveryKey;
    let due: SealedRecord;
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
        grantId = await sharing.granted(7);
        key = await newDeliveryKey();
        const { result } = await sharing.use(grantId, { deliverTo: key.publicJwk });
        ({ usageId } = result);
        const { deliverTo } = await by('wu').usageById({ usageId });
        due = await sealRecord({ usageId, deliverTo, record });
    }, 240_000);

    afterAll(() => test_.close());

    test('is promised to no key that is none', async () => {
        const { publicJwk } = key;
        const offCurve = sharing.use(grantId, { slot: 2, deliverTo: { ...publicJwk, x: publicJwk.y } });
        expect(await codeOf(offCurve)).toBe('EXCHANGE_DELIVERY_KEY_INVALID');
    });

    test('waits for the commitment of the provider, which is given once', async () => {
        expect(await codeOf(sharing.deliver(usageId, due))).toBe('EXCHANGE_USAGE_STATE_FORBIDS');
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
        expect(await steps.take(sharing.commit(usageId, due))).toEqual({ usageId, status: 'ANSWERED' });
        expect(await codeOf(sharing.commit(usageId))).toBe('EXCHANGE_USAGE_STATE_FORBIDS');
    });

    test('is the provider’s, of the record that was committed to', async () => {
        const secret = { private: due };
        for (const officerId of ['lu', 'gao', 'ma']) {
            expect(await codeOf(by(officerId).deliverRecord({ usageId }, secret))).toBe(accessDenied);
        }
        expect(await codeOf(other.deliverRecord({ usageId }, secret))).toBe('EXCHANGE_RESOURCE_OF_OTHER_AGENCY');
        const unknown = { usageId: `${unknownId()}~1` };
        expect(await codeOf(by('wu').deliverRecord(unknown, secret))).toBe('EXCHANGE_USAGE_NOT_FOUND');
        const { deliverTo } = await by('wu').usageById({ usageId });
        const otherRecord = await sealRecord({ usageId, deliverTo, record: { ...record, status: 'single' } });
        expect(await codeOf(sharing.deliver(usageId, otherRecord))).toBe('EXCHANGE_DELIVERY_COMMITMENT_MISMATCH');
        const otherSalt = { ...due, salt: '8'.repeat(32) };
        expect(await codeOf(sharing.deliver(usageId, otherSalt))).toBe('EXCHANGE_DELIVERY_COMMITMENT_MISMATCH');
        // A record that was committed to, but with other items than were used.
        const { result } = await sharing.use(grantId, { slot: 2, items: ['name'] });
        await sharing.commit(result.usageId);
        expect(await codeOf(sharing.deliver(result.usageId))).toBe('EXCHANGE_DELIVERY_ITEMS_DIFFER');
        // Committed to, but plain, sealed to another key, or sealed for another use.
        const open = await sharing.use(grantId, { slot: 5 });
        const plain = { salt: due.salt, sealed: JSON.stringify(record) };
        await sharing.commit(open.result.usageId, plain);
        expect(await codeOf(sharing.deliver(open.result.usageId, plain))).toBe('EXCHANGE_DELIVERY_NOT_SEALED');
        const toOther = await sharing.use(grantId, { slot: 6, deliverTo: key.publicJwk });
        const sealedToOther = delivered(toOther.result.usageId);
        await sharing.commit(toOther.result.usageId, sealedToOther);
        expect(await codeOf(sharing.deliver(toOther.result.usageId, sealedToOther))).toBe(
            'EXCHANGE_DELIVERY_NOT_SEALED',
        );
        const again = await sharing.use(grantId, { slot: 7 });
        const ofOther = { salt: due.salt, sealed: sealedWith(headerFor(usageId), JSON.stringify(record)) };
        await sharing.commit(again.result.usageId, ofOther);
        expect(await codeOf(sharing.deliver(again.result.usageId, ofOther))).toBe('EXCHANGE_DELIVERY_NOT_SEALED');
        expect(await codeOf(by('lu').confirmReceipt({ usageId }))).toBe('EXCHANGE_DELIVERY_NOT_FOUND');
    });

    test('is endorsed by the consumer’s peer alone, and shows nothing in public', async () => {
        const commandId = `deliver-${usageId.slice(0, 32)}`;
        const options = { private: due, commandId };
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
        expect(await codeOf(sharing.deliver(usageId, due))).toBe('EXCHANGE_DELIVERY_EXISTS');
    });

    test('is read by the department that asked, at its own peer, and opened with the key of the use', async () => {
        const read = await by('lu').deliveredRecord({ usageId });
        expect(read).toEqual({ usageId, sealed: due.sealed });
        expect(await openRecord({ ...read, key: key.privateJwk })).toEqual(record);
        await expect(openRecord({ ...read, key: consumerKey })).rejects.toMatchObject({ problem: 'OTHER_KEY' });
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
        const { sealed } = await by('lu').deliveredRecord({ usageId: open });
        expect(await openRecord({ usageId: open, sealed, key: consumerKey })).toEqual(record);
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
