/**
 * Many at once, on every kind of network: how often a transaction loses to another one that it has nothing to do with.
 * Counted in the blocks, where the client's own retries hide nothing. At most one in a hundred may lose.
 */
import { isRefusal } from '../../client/src/errors/domain-refusal';
import { exchangeErrors } from '../../chaincode/src/exchange/errors';
import { createTabularium, type Tabularium } from '../../client/src/tabularium';
import type { OfficerIdentity } from '../../scripts/src/registers/officers';
import { onEveryBackend } from '../support/registers/backends';
import { allAtOnce } from '../support/registers/one-block';
import { tally } from '../support/registers/conflicts';
import { Desk, firstRegistration, newUnitCode, openOffice, share, type TestOffice } from '../support/registers/office';
import { Sharing } from '../support/registers/sharing';

const many = 50;
const places = Array.from({ length: many }, (_, index) => index);

onEveryBackend('contention', (entry) => {
    let test_: TestOffice;
    let desk: Desk;

    beforeAll(async () => {
        test_ = await openOffice(entry, { batchTimeoutMs: 1_000, maxMessageCount: many });
        desk = new Desk(test_);
    }, 240_000);

    const connected: Tabularium[] = [];

    afterAll(async () => {
        for (const client of connected) {
            client.close();
        }
        await test_.close();
    });

    /** A client with a connection of its own, and the patience of a machine on which fifty begin at once. */
    function connect({ mspId, certificatePem, privateKeyPem }: OfficerIdentity): Tabularium {
        const patience = 60_000;
        const client = createTabularium({
            connection: desk.organization(mspId).peer,
            identity: { mspId, certificatePem, privateKeyPem },
            channelName: test_.opened.backend.channelId,
            deadlines: { evaluateMs: patience, endorseMs: patience, submitMs: patience, commitStatusMs: patience },
        });
        connected.push(client);
        return client;
    }

    test('fifty clients open cases of fifty titles without meeting', async () => {
        const { li } = await desk.citizens('li');
        const clients = places.map((place) => connect(desk.officer(place % 2 === 0 ? 'chen' : 'deng')));
        const first = await desk.height();
        const cases = await allAtOnce(test_.opened.control, () =>
            clients.map((client) =>
                client.land.openCase(desk.opening(newUnitCode(), firstRegistration([share(li.party)]))),
            ),
        );
        expect(cases.map(({ attempts }) => attempts)).toEqual(Array(many).fill(1));
        const counted = await tally(desk.as('chen'), first, await desk.height());
        expect(counted).toMatchObject({ transactions: many, conflicts: 0 });
        expect(counted.most).toBeGreaterThan(1);
    }, 120_000);

    test('fifty officers of one department use one grant of a thousand uses at the same time without meeting', async () => {
        // Officers with certificates, connections and directory entries of their own: what they share is the grant alone.
        const officers = await desk.admit('lu', ['consumer'], { officers: many });
        const clients = officers.map((officer) => connect(officer).exchange);
        const sharing = new Sharing(desk);
        const [asker] = officers;
        if (asker === undefined) {
            throw new Error('no officer was admitted');
        }
        const { exchange: asking } = desk.clientFor(asker);
        const grantId = await sharing.granted(1000, { by: asking });
        const first = await desk.height();
        const rounds = 3;
        for (let round = 0; round < rounds; round += 1) {
            const offers = await Promise.all(clients.map((exchange) => exchange.freeUse({ grantId })));
            await allAtOnce(test_.opened.control, () =>
                clients.map((exchange, place) =>
                    sharing.use(grantId, { slot: offers[place]?.slot ?? 0 }, { by: exchange }),
                ),
            );
        }
        const counted = await tally(desk.as('lu'), first, await desk.height());
        expect(counted.transactions).toBeGreaterThanOrEqual(rounds * many);
        expect(counted.conflicts / counted.transactions).toBeLessThanOrEqual(0.01);
        expect(counted.most).toBeGreaterThan(1);
        const grant = await asking.grantById({ grantId });
        expect(grant).toMatchObject({ maxUses: 1000, uses: rounds * many });
    }, 240_000);

    test('of ten who claim one number at the same time, one has it', async () => {
        const sharing = new Sharing(desk);
        const grantId = await sharing.granted(10);
        const outcomes = await allAtOnce(test_.opened.control, () =>
            places.slice(0, 10).map(() =>
                sharing.use(grantId, { slot: 7 }).then(
                    () => 'used',
                    (error: unknown) => (isRefusal(error, exchangeErrors.USE_SLOT_TAKEN) ? 'taken' : String(error)),
                ),
            ),
        );
        expect([...outcomes].sort()).toEqual([...Array<string>(9).fill('taken'), 'used']);
        expect(await desk.as('lu').exchange.grantById({ grantId })).toMatchObject({ uses: 1 });
    }, 120_000);
});
