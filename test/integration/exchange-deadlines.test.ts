/** An answer after its time: accepted, and flagged once. Time is what the clients' clocks say, where peers let them. */
import type { Tabularium } from '../../client/src/tabularium';
import { createTabularium } from '../../client/src/tabularium';
import { DomainRefusal } from '../../client/src/errors/domain-refusal';
import { systemClock } from '../../client/src/seams';
import { eventTypes, type Placed, transactionOf } from '../support/registers/blocks';
import { onEveryBackend } from '../support/registers/backends';
import { day, Desk, openOffice, type TestOffice } from '../support/registers/office';
import { Sharing } from '../support/registers/sharing';

onEveryBackend('exchange deadlines', (entry) => {
    let test_: TestOffice;
    let desk: Desk;
    let late: Tabularium;

    beforeAll(async () => {
        test_ = await openOffice(entry, { clockGuardMs: 'off' });
        desk = new Desk(test_);
        const { mspId, certificatePem, privateKeyPem } = desk.officer('wu');
        late = createTabularium({
            connection: desk.organization(mspId).peer,
            identity: { mspId, certificatePem, privateKeyPem },
            channelName: test_.opened.backend.channelId,
            clock: { ...systemClock, now: () => new Date(Date.now() + 11 * day) },
        });
    }, 240_000);

    afterAll(async () => {
        late.close();
        await test_.close();
    });

    /** The events of what was written, or who refused: the register by a code, a peer of Fabric 3 by its clock. */
    async function outcomeOf(call: Promise<Placed>): Promise<readonly string[]> {
        try {
            return eventTypes(await transactionOf(desk.as('wu'), await call));
        } catch (error) {
            if (error instanceof DomainRefusal) {
                return [error.code];
            }
            expect(String(error)).toMatch(/incorrect timestamp/);
            return ['refused by clock'];
        }
    }

    /** From 3.0 on the peers look at the time themselves: nobody is late there but by waiting. */
    const where25 = (...expected: readonly string[]): readonly string[] =>
        test_.opened.backend.fabric === '3.1' ? ['refused by clock'] : expected;

    // A network whose registers were deployed by somebody else has their guard, not this suite's.
    const unlessAttached = entry.name === 'attached' ? test.skip : test;

    unlessAttached('a late answer counts, and tells once that it is late', async () => {
        const sharing = new Sharing(desk);
        const asking = sharing.asking(await sharing.published());
        const requestId = await sharing.pending(asking);
        const answer = { decision: 'GRANT' as const, items: ['name'], ...asking.wanted };
        const answered = await outcomeOf(late.exchange.answerRequest({ requestId, answer }));
        expect(answered).toEqual(where25('answerOverdue', 'shareGranted'));
        const flagged = await outcomeOf(late.exchange.flagOverdue({ requestId }));
        expect(flagged).toEqual(where25('EXCHANGE_REQUEST_STATE_FORBIDS'));
    });

    unlessAttached('whoever is concerned flags a missing answer, once', async () => {
        const sharing = new Sharing(desk);
        const requestId = await sharing.pending(sharing.asking(await sharing.published()));
        const flag = (): Promise<readonly string[]> => outcomeOf(late.exchange.flagOverdue({ requestId }));
        expect(await flag()).toEqual(where25('answerOverdue'));
        expect(await flag()).toEqual(where25('EXCHANGE_OVERDUE_ALREADY_FLAGGED'));
    });
});
