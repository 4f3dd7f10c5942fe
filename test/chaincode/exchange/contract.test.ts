import type { Outcome } from '../../support/ledger/ledger-desk';
import { consumerKey, deliverTo, openedWith } from '../../support/sealing/jwe';
import { hex, inThirtyDays, metadata, resourceCode, unconditional } from './people';
import {
    asking,
    commitment,
    delivered,
    passed,
    record,
    Registry,
    requestDetails,
    start,
    useDetails,
    wanted,
} from './registry';

let registry: Registry;
beforeEach(async () => {
    registry = await Registry.open();
});

/** Keys written publicly, the command's own marker shown as `command`. */
const keysOf = (outcome: Outcome): string[] =>
    outcome.writes.map(({ register, key }) => `${register}:${key.startsWith('command/') ? 'command' : key}`);
const privateKeysOf = (outcome: Outcome): string[] =>
    outcome.privateWrites.map(
        ({ collection, kind, key }) => `${kind} ${collection} ${key.startsWith('command/') ? 'command' : key}`,
    );
const valueOf = (outcome: Outcome, prefix: string): unknown =>
    outcome.writes.find(({ key }) => key.startsWith(prefix))?.value;
const eventsOf = (outcome: Outcome): unknown =>
    outcome.event?.items.map(({ register, type, payload }) => [register, type, payload]);
const bookkeeping = (updatedBy: string, version = 1): object => ({
    schemaVersion: 1,
    version,
    updatedAt: start,
    updatedBy,
});
const between = {
    consumerAgencyId: 'Land',
    consumerDepartmentId: 'main',
    consumerMspId: 'LandMSP',
    providerAgencyId: 'Civil',
    providerMspId: 'CivilMSP',
};
const by = (officerId: string, agencyId: string, reason?: string): object => ({
    officer: { officerId, agencyId },
    at: start,
    ...(reason !== undefined && { reason }),
});

describe('the catalogue', () => {
    it('is written under the resource’s code, with an index entry for its provider', async () => {
        const outcome = await registry.publish();
        expect(keysOf(outcome)).toEqual([
            'exchange:command',
            `exchange:exchange.resource/${resourceCode}`,
            `exchange:exchange.resource~byProvider/Civil/${resourceCode}`,
        ]);
        expect(valueOf(outcome, 'exchange.resource/')).toEqual({
            docType: 'exchange.resource',
            id: resourceCode,
            ...bookkeeping('provider'),
            resourceCode,
            status: 'PUBLISHED',
            providerAgencyId: 'Civil',
            providerMspId: 'CivilMSP',
            ...metadata,
            revision: 1,
            publishedAt: start,
        });
        expect(outcome.privateWrites).toEqual([]);
        expect(eventsOf(outcome)).toEqual([['exchange', 'resourcePublished', { resourceCode, revision: 1 }]]);
        expect(outcome.result).toEqual({ resourceCode, status: 'PUBLISHED', revision: 1 });
    });

    it('is amended and withdrawn in place', async () => {
        passed(await registry.publish());
        const entry = { resourceCode, ...metadata, sharing: unconditional };
        const amended = await registry.submit('colleague', 'amendResource', entry);
        expect(keysOf(amended)).toEqual(['exchange:command', `exchange:exchange.resource/${resourceCode}`]);
        expect(amended.result).toEqual({ resourceCode, status: 'PUBLISHED', revision: 2 });
        expect(eventsOf(amended)).toEqual([['exchange', 'resourceAmended', { resourceCode, revision: 2 }]]);
        const withdrawn = await registry.submit('provider', 'withdrawResource', { resourceCode, reason: 'obsolete' });
        expect(valueOf(withdrawn, 'exchange.resource/')).toMatchObject({
            status: 'WITHDRAWN',
            version: 3,
            withdrawal: by('provider', 'Civil', 'obsolete'),
        });
        expect(eventsOf(withdrawn)).toEqual([['exchange', 'resourceWithdrawn', { resourceCode }]]);
    });

    it('is found by anyone, as a whole or by provider', async () => {
        passed(await registry.publish());
        passed(await registry.publish({ resourceCode: '306010/000002' }, 'otherProvider'));
        const codes = async (input: object): Promise<unknown> =>
            (
                (await registry.evaluate('stranger', 'resources', input)).result as {
                    items: { resourceCode: string }[];
                }
            ).items.map((item) => item.resourceCode);
        expect(await codes({})).toEqual([resourceCode, '306010/000002']);
        expect(await codes({ agencyId: 'Tax' })).toEqual(['306010/000002']);
        const one = await registry.evaluate('stranger', 'resourceByCode', { resourceCode });
        expect(one.result).toMatchObject({ resourceCode, name: metadata.name, version: 1 });
    });
});

describe('a request', () => {
    beforeEach(async () => {
        passed(await registry.publish());
    });

    it('writes codes and a commitment publicly, and its details into the collection of the two agencies', async () => {
        const outcome = await registry.ask();
        const { requestId } = outcome.result as { requestId: string };
        expect(keysOf(outcome)).toEqual([
            'exchange:command',
            `exchange:exchange.request/${requestId}`,
            `exchange:exchange.request~byStatus/SUBMITTED/Civil/${requestId}`,
        ]);
        expect(valueOf(outcome, 'exchange.request/')).toEqual({
            docType: 'exchange.request',
            id: requestId,
            ...bookkeeping('consumer'),
            requestId,
            status: 'SUBMITTED',
            resourceCode,
            ...between,
            items: ['name', 'status'],
            purposeCode: 'LAND-TRANSFER',
            wanted,
            clearance: 2,
            detailsCommitment: commitment(requestDetails),
            requestedBy: { officerId: 'consumer', agencyId: 'Land' },
            requestedAt: start,
        });
        expect(outcome.privateWrites).toEqual([
            {
                register: 'exchange',
                collection: 'pair-CivilMSP-LandMSP',
                key: `exchange.request-details/${requestId}`,
                kind: 'put',
                value: {
                    docType: 'exchange.request-details',
                    id: requestId,
                    schemaVersion: 1,
                    value: requestDetails,
                },
            },
        ]);
        expect(eventsOf(outcome)).toEqual([
            ['exchange', 'shareRequested', { requestId, resourceCode, purposeCode: 'LAND-TRANSFER' }],
        ]);
        expect(outcome.result).toEqual({ requestId, status: 'SUBMITTED' });
    });

    it('moves to its provider’s list when it is found in order', async () => {
        const { requestId } = passed(await registry.ask()).result as { requestId: string };
        const outcome = await registry.submit('authority', 'checkConformity', { requestId, outcome: 'CONFORMS' });
        expect(keysOf(outcome)).toEqual([
            'exchange:command',
            `exchange:exchange.request/${requestId}`,
            `exchange:exchange.request~byStatus/PENDING_PROVIDER/Civil/${requestId}`,
            `exchange:exchange.request~byStatus/SUBMITTED/Civil/${requestId}`,
        ]);
        expect(valueOf(outcome, 'exchange.request/')).toMatchObject({
            status: 'PENDING_PROVIDER',
            conformity: by('authority', 'Data'),
            dueAt: '2026-03-11T08:00:00.000Z',
        });
        expect(outcome.privateWrites).toEqual([]);
        expect(eventsOf(outcome)).toEqual([
            ['exchange', 'conformityChecked', { requestId, status: 'PENDING_PROVIDER' }],
        ]);
        const listed = async (part: 'provider' | 'otherProvider' | 'authority' | 'auditor'): Promise<number> => {
            const { result } = await registry.evaluate(part, 'requests', { status: 'PENDING_PROVIDER' });
            return (result as { items: unknown[] }).items.length;
        };
        expect(await listed('provider')).toBe(1);
        expect(await listed('otherProvider')).toBe(0);
        expect(await listed('authority')).toBe(1);
        expect(await listed('auditor')).toBe(1);
    });

    it('becomes a grant at the check where sharing is unconditional', async () => {
        passed(
            await registry.submit('provider', 'amendResource', { resourceCode, ...metadata, sharing: unconditional }),
        );
        const { requestId } = passed(await registry.ask()).result as { requestId: string };
        const outcome = await registry.submit('authority', 'checkConformity', { requestId, outcome: 'CONFORMS' });
        const { grantId } = outcome.result as { grantId: string };
        expect(outcome.result).toEqual({ requestId, status: 'GRANTED', grantId });
        expect(eventsOf(outcome)).toEqual([
            ['exchange', 'conformityChecked', { requestId, status: 'GRANTED' }],
            ['exchange', 'shareGranted', { requestId, grantId, resourceCode, items: ['name', 'status'] }],
        ]);
    });

    it('is granted with a grant, an entry in what the department holds, and its own closing', async () => {
        const requestId = await registry.pending();
        const outcome = await registry.answer(requestId);
        const { grantId } = outcome.result as { grantId: string };
        expect(outcome.result).toEqual({ requestId, status: 'GRANTED', grantId, overdue: false });
        expect(keysOf(outcome)).toEqual([
            'exchange:command',
            `exchange:exchange.grant/${grantId}`,
            `exchange:exchange.grant~byConsumer/Land/main/${grantId}`,
            `exchange:exchange.holding/Land/main/${resourceCode}/LAND-TRANSFER`,
            `exchange:exchange.request/${requestId}`,
            `exchange:exchange.request~byStatus/GRANTED/Civil/${requestId}`,
            `exchange:exchange.request~byStatus/PENDING_PROVIDER/Civil/${requestId}`,
        ]);
        expect(valueOf(outcome, 'exchange.grant/')).toEqual({
            docType: 'exchange.grant',
            id: grantId,
            ...bookkeeping('provider'),
            grantId,
            status: 'ACTIVE',
            requestId,
            resourceCode,
            ...between,
            items: ['name', 'status'],
            purposeCode: 'LAND-TRANSFER',
            ...wanted,
            grantedBy: { officerId: 'provider', agencyId: 'Civil' },
            grantedAt: start,
        });
        expect(valueOf(outcome, 'exchange.holding/')).toMatchObject({
            items: [
                { itemCode: 'name', grantId },
                { itemCode: 'status', grantId },
            ],
        });
        expect(eventsOf(outcome)).toEqual([
            ['exchange', 'shareGranted', { requestId, grantId, resourceCode, items: ['name', 'status'] }],
        ]);
    });

    it('is rejected with a reason, by the authority or by the provider', async () => {
        const { requestId } = passed(await registry.ask()).result as { requestId: string };
        const input = { requestId, outcome: 'REJECTED', reason: 'no legal task' };
        const checked = await registry.submit('authority', 'checkConformity', input);
        expect(checked.result).toEqual({ requestId, status: 'REJECTED' });
        expect(eventsOf(checked)).toEqual([['exchange', 'requestRejected', { requestId }]]);
        const second = await registry.pending();
        const answer = { decision: 'REJECT', reason: 'no such data' };
        const answered = await registry.submit('provider', 'answerRequest', { requestId: second, answer });
        expect(answered.result).toEqual({ requestId: second, status: 'REJECTED', overdue: false });
        expect(eventsOf(answered)).toEqual([['exchange', 'requestRejected', { requestId: second }]]);
        expect(valueOf(answered, 'exchange.request/')).toMatchObject({
            answer: by('provider', 'Civil', 'no such data'),
        });
    });

    it('tells its delay once: by whoever flags it, and then no more by the late answer', async () => {
        const requestId = await registry.pending();
        registry.desk.now = '2026-03-12T08:00:00.000Z';
        const flagged = await registry.submit('auditor', 'flagOverdue', { requestId });
        const dueAt = '2026-03-11T08:00:00.000Z';
        expect(flagged.result).toEqual({ requestId, status: 'PENDING_PROVIDER', overdueSince: dueAt });
        expect(eventsOf(flagged)).toEqual([['exchange', 'answerOverdue', { requestId, dueAt }]]);
        const late = await registry.answer(requestId);
        expect(late.result).toMatchObject({ status: 'GRANTED', overdue: true });
        expect(late.event?.items.map(({ type }) => type)).toEqual(['shareGranted']);
    });

    it('shows its details to those concerned, and its metadata to auditors', async () => {
        const { requestId } = passed(await registry.ask()).result as { requestId: string };
        for (const part of ['consumer', 'provider', 'authority'] as const) {
            const { result } = await registry.evaluate(part, 'requestDetails', { requestId });
            expect(result).toEqual({ caseNumber: 'LT-2026-17', justification: 'Consent of the spouse' });
        }
        const shown = await registry.evaluate('auditor', 'requestById', { requestId });
        expect(shown.result).toMatchObject({ requestId, status: 'SUBMITTED', version: 1 });
    });
});

describe('a grant', () => {
    let grantId: string;
    beforeEach(async () => {
        passed(await registry.publish());
        grantId = await registry.granted();
    });

    it.each([
        ['suspendGrant', 'SUSPENDED', 'grantSuspended'],
        ['revokeGrant', 'REVOKED', 'grantRevoked'],
    ])('changes by %s and nothing else does', async (transaction, status, event) => {
        const outcome = await registry.submit('authority', transaction, { grantId, reason: 'audit' });
        expect(keysOf(outcome)).toEqual(['exchange:command', `exchange:exchange.grant/${grantId}`]);
        expect(valueOf(outcome, 'exchange.grant/')).toMatchObject({
            status,
            stopped: by('authority', 'Data', 'audit'),
        });
        expect(eventsOf(outcome)).toEqual([['exchange', event, { grantId }]]);
        expect(outcome.result).toEqual({ grantId, status });
    });

    it('goes on after a suspension', async () => {
        passed(await registry.submit('provider', 'suspendGrant', { grantId, reason: 'audit' }));
        const outcome = await registry.submit('provider', 'resumeGrant', { grantId, reason: 'clear' });
        expect(outcome.result).toEqual({ grantId, status: 'ACTIVE' });
        expect(eventsOf(outcome)).toEqual([['exchange', 'grantResumed', { grantId }]]);
        passed(await registry.use(grantId));
    });

    it('is listed for its department and read with its standing', async () => {
        passed(await registry.use(grantId));
        const read = await registry.evaluate('auditor', 'grantById', { grantId });
        expect(read.result).toMatchObject({ grantId, status: 'ACTIVE', uses: 1, maxUses: 2, version: 1 });
        const input = { agencyId: 'Land', departmentId: 'main' };
        const listed = await registry.evaluate('consumer', 'grantsOf', input);
        expect(listed.result).toMatchObject({ items: [{ grantId, status: 'ACTIVE' }], cursor: '' });
        registry.desk.now = inThirtyDays;
        const expired = await registry.evaluate('consumer', 'grantsOf', input);
        expect(expired.result).toMatchObject({ items: [{ grantId, status: 'EXPIRED' }] });
    });

    it('stops what is in flight when it is revoked first', async () => {
        const input = { grantId, slot: 1, items: ['name'], purposeCode: 'LAND-TRANSFER' };
        const use = { ...input, subject: hex('5'), requestHash: hex('6'), deliverTo };
        const signer = registry.people.consumer;
        const inFlight = await registry.desk.endorse(signer, 'exchange', 'useGrant', use, { private: useDetails });
        passed(await registry.submit('provider', 'revokeGrant', { grantId, reason: 'misuse' }));
        expect(registry.desk.commit(passed(inFlight))).toBe('MVCC_READ_CONFLICT');
    });
});

describe('a use', () => {
    let grantId: string;
    beforeEach(async () => {
        passed(await registry.publish());
        grantId = await registry.granted();
    });

    it('writes its slot, an index entry for its subject, and its details privately', async () => {
        const outcome = await registry.use(grantId);
        const recency = '8227647999999';
        expect(keysOf(outcome)).toEqual([
            'exchange:command',
            `exchange:exchange.use/${grantId}/1`,
            `exchange:exchange.use~bySubject/${hex('5')}/${recency}/${grantId}/1`,
        ]);
        expect(valueOf(outcome, 'exchange.use/')).toEqual({
            docType: 'exchange.use',
            id: `${grantId}~1`,
            ...bookkeeping('consumer'),
            grantId,
            slot: '1',
            status: 'CLAIMED',
            resourceCode,
            ...between,
            items: [
                { itemCode: 'name', level: 2 },
                { itemCode: 'status', level: 2 },
            ],
            purposeCode: 'LAND-TRANSFER',
            subject: hex('5'),
            requestHash: hex('6'),
            deliverTo,
            detailsCommitment: commitment(useDetails),
            usedBy: { officerId: 'consumer', agencyId: 'Land' },
            usedAt: start,
            recency,
        });
        expect(privateKeysOf(outcome)).toEqual([`put pair-CivilMSP-LandMSP exchange.use-details/${grantId}/1`]);
        expect(outcome.privateWrites[0]?.value).toMatchObject({ value: useDetails });
        const usageId = `${grantId}~1`;
        expect(eventsOf(outcome)).toEqual([
            ['exchange', 'dataUsed', { usageId, resourceCode, purposeCode: 'LAND-TRANSFER' }],
        ]);
        expect(outcome.result).toEqual({ usageId, status: 'CLAIMED' });
    });

    it('does not write the grant, so that uses of different slots in one block all count', async () => {
        const signer = registry.people.consumer;
        const endorse = (slot: number, purposeCode = 'LAND-TRANSFER'): Promise<Outcome> => {
            const use = { items: ['name'], purposeCode, subject: hex('5'), requestHash: hex('6'), deliverTo };
            const input = { grantId, slot, ...use };
            return registry.desk.endorse(signer, 'exchange', 'useGrant', input, { private: useDetails });
        };
        const [first, second, rival] = [await endorse(1), await endorse(2), await endorse(2)];
        expect(registry.desk.commit(first)).toBe('VALID');
        expect(registry.desk.commit(second)).toBe('VALID');
        expect(registry.desk.commit(rival)).toBe('MVCC_READ_CONFLICT');
        const read = await registry.evaluate('consumer', 'grantById', { grantId });
        expect(read.result).toMatchObject({ status: 'EXHAUSTED', uses: 2 });
    });

    it('is proposed a free slot, and none when all are taken', async () => {
        const free = await registry.evaluate('consumer', 'freeUse', { grantId });
        expect(free.result).toMatchObject({ grantId, free: 2, maxUses: 2 });
        passed(await registry.use(grantId, { slot: 2 }));
        const last = await registry.evaluate('consumer', 'freeUse', { grantId });
        expect(last.result).toEqual({ grantId, slot: 1, free: 1, maxUses: 2 });
        passed(await registry.use(grantId, { slot: 1 }));
        const none = await registry.evaluate('consumer', 'freeUse', { grantId });
        expect(none.refusal?.code).toBe('EXCHANGE_GRANT_EXHAUSTED');
    });

    it('is proposed different slots to those who ask at the same time', async () => {
        const wide = { wanted: { ...wanted, maxUses: 1000 }, purposeCode: 'LAND-MORTGAGE' };
        const large = await registry.granted({ maxUses: 1000 }, 'consumer', wide);
        const slots = new Set<number>();
        for (let index = 0; index < 20; index += 1) {
            const { result } = await registry.evaluate('consumer', 'freeUse', { grantId: large });
            slots.add((result as { slot: number }).slot);
        }
        // The desk's nonces are fixed, so these twenty questions always draw the same slots.
        expect(slots.size).toBeGreaterThan(15);
        for (const slot of slots) expect(slot >= 1 && slot <= 1000).toBe(true);
        // Two officers of the department may use it: consumer has the odd numbers, trainee the even ones.
        expect([...slots].filter((slot) => slot % 2 === 0)).toEqual([]);
        const other = await registry.evaluate('trainee', 'freeUse', { grantId: large });
        expect((other.result as { slot: number }).slot % 2).toBe(0);
    });

    it('is authorised beforehand by the same rules', async () => {
        const input = { grantId, items: ['name', 'idNo'], purposeCode: 'LAND-TRANSFER' };
        const asked = await registry.evaluate('consumer', 'authorise', input);
        expect(asked.result).toEqual({
            grantId,
            allowed: false,
            items: [
                { itemCode: 'name', allowed: true, objections: [] },
                {
                    itemCode: 'idNo',
                    allowed: false,
                    objections: [
                        { code: 'EXCHANGE_ITEM_NOT_GRANTED' },
                        { code: 'EXCHANGE_CLEARANCE_INSUFFICIENT', need: 3, have: 2 },
                    ],
                },
            ],
        });
    });

    it('shows its details to those concerned, and its metadata to auditors', async () => {
        passed(await registry.use(grantId));
        const usageId = `${grantId}~1`;
        for (const part of ['consumer', 'provider', 'authority'] as const) {
            const { result } = await registry.evaluate(part, 'useDetails', { usageId });
            expect(result).toEqual({ caseNumber: 'LT-2026-17', subjectReference: 'Li of flat 1' });
        }
        const listed = await registry.evaluate('auditor', 'usesOf', { grantId });
        expect(listed.result).toMatchObject({ items: [{ usageId, status: 'CLAIMED' }], cursor: '' });
        const one = await registry.evaluate('auditor', 'usageById', { usageId });
        expect(one.result).not.toHaveProperty('recency');
    });
});

describe('a delivery', () => {
    let usageId: string;
    let grantId: string;
    beforeEach(async () => {
        passed(await registry.publish());
        grantId = await registry.granted();
        usageId = (passed(await registry.use(grantId)).result as { usageId: string }).usageId;
    });

    it('begins with a public commitment', async () => {
        const outcome = await registry.commitAnswer(usageId);
        expect(keysOf(outcome)).toEqual(['exchange:command', `exchange:exchange.use/${grantId}/1`]);
        expect(valueOf(outcome, 'exchange.use/')).toMatchObject({
            status: 'ANSWERED',
            answer: {
                commitment: commitment(delivered(usageId)),
                responseHash: hex('e'),
                officer: { officerId: 'provider', agencyId: 'Civil' },
                at: start,
            },
        });
        expect(outcome.privateWrites).toEqual([]);
        expect(eventsOf(outcome)).toEqual([['exchange', 'answerCommitted', { usageId }]]);
    });

    it('goes into the consumer’s inbox and nowhere else, without an event', async () => {
        passed(await registry.commitAnswer(usageId));
        const outcome = await registry.deliver(usageId);
        expect(outcome.status).toBe(200);
        expect(outcome.writes).toEqual([]);
        expect(outcome.event).toBeUndefined();
        expect(outcome.result).toEqual({});
        expect(privateKeysOf(outcome)).toEqual([
            'put inbox-LandMSP command',
            `put inbox-LandMSP exchange.delivery/${grantId}/1`,
        ]);
        expect(outcome.privateWrites[1]?.value).toEqual({
            docType: 'exchange.delivery',
            id: usageId,
            schemaVersion: 1,
            value: delivered(usageId),
        });
        const { sealed } = delivered(usageId);
        expect(registry.desk.state.private.kept('LandMSP').join()).toContain(sealed);
        for (const mspId of ['CivilMSP', 'DataMSP', 'TaxMSP']) {
            expect(registry.desk.state.private.kept(mspId).join()).not.toContain(sealed);
        }
    });

    it('asks only the inbox’s endorsers', async () => {
        passed(await registry.commitAnswer(usageId));
        const input = { transaction: 'deliverRecord', argument: { commandId: 'dry', input: { usageId } } };
        const asked = await registry.evaluate('provider', 'endorsers', input, { private: delivered(usageId) });
        expect(asked.result).toEqual({
            namespaces: [],
            keyPolicies: [],
            plainKeys: false,
            partiesOf: 'usageId',
            guarded: [],
            collections: ['inbox-LandMSP'],
        });
    });

    it('is read by the department at its own peer', async () => {
        passed(await registry.commitAnswer(usageId));
        passed(await registry.deliver(usageId));
        const { result } = await registry.evaluate('consumer', 'deliveredRecord', { usageId });
        expect(result).toEqual({ usageId, sealed: delivered(usageId).sealed });
        expect(JSON.parse(openedWith(consumerKey, (result as { sealed: string }).sealed).plain)).toEqual(record);
    });

    it('is confirmed publicly and purged from the inbox', async () => {
        passed(await registry.commitAnswer(usageId));
        passed(await registry.deliver(usageId));
        const confirmed = await registry.submit('consumer', 'confirmReceipt', { usageId });
        expect(keysOf(confirmed)).toEqual(['exchange:command', `exchange:exchange.use/${grantId}/1`]);
        expect(confirmed.privateWrites).toEqual([]);
        expect(confirmed.result).toEqual({ usageId, status: 'RECEIVED' });
        expect(eventsOf(confirmed)).toEqual([['exchange', 'receiptConfirmed', { usageId }]]);
        const purged = await registry.submit('consumer', 'purgeDelivery', { usageId, reason: 'case closed' });
        expect(keysOf(purged)).toEqual(['exchange:command', `exchange:exchange.use/${grantId}/1`]);
        expect(privateKeysOf(purged)).toEqual([`purge inbox-LandMSP exchange.delivery/${grantId}/1`]);
        expect(valueOf(purged, 'exchange.use/')).toMatchObject({
            status: 'PURGED',
            purge: by('consumer', 'Land', 'case closed'),
            answer: { commitment: commitment(delivered(usageId)) },
        });
        expect(eventsOf(purged)).toEqual([['exchange', 'deliveryPurged', { usageId }]]);
        expect(registry.desk.state.private.kept('LandMSP').join()).not.toContain(delivered(usageId).sealed);
        const read = await registry.evaluate('consumer', 'deliveredRecord', { usageId });
        expect(read.refusal?.code).toBe('EXCHANGE_DELIVERY_NOT_FOUND');
    });

    it('has one effect when it is sent again, and no second one', async () => {
        passed(await registry.commitAnswer(usageId));
        const options = { private: delivered(usageId), peer: 'LandMSP', commandId: 'delivery' };
        passed(await registry.submit('provider', 'deliverRecord', { usageId }, options));
        const again = await registry.submit('provider', 'deliverRecord', { usageId }, options);
        expect(again.status).toBe(200);
        // The marker alone, so that again the inbox's policy is asked and nobody else sees the record.
        expect(privateKeysOf(again)).toEqual(['put inbox-LandMSP command']);
        expect(again.writes).toEqual([]);
        const second = await registry.deliver(usageId);
        expect(second.refusal?.code).toBe('EXCHANGE_DELIVERY_EXISTS');
    });
});

describe('repeated commands', () => {
    it('answer the first result and write nothing, unless the private input differs', async () => {
        passed(await registry.publish());
        const options = { private: requestDetails, commandId: 'once' };
        const first = passed(await registry.submit('consumer', 'requestShare', asking, options));
        const again = passed(await registry.submit('consumer', 'requestShare', asking, options));
        expect(again.result).toEqual(first.result);
        expect([...again.writes, ...again.privateWrites]).toEqual([]);
        const other = { ...options, private: { ...requestDetails, caseNumber: 'LT-2026-18' } };
        const reused = await registry.submit('consumer', 'requestShare', asking, other);
        expect(reused.refusal?.code).toBe('RUNTIME_COMMAND_REUSED');
    });
});
