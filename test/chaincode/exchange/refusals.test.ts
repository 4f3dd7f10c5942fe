import { exchangeErrors } from '../../../chaincode/src/exchange/errors';
import type { CallOptions, Outcome } from '../../support/ledger/ledger-desk';
import { deliverTo, headerFor, sealedWith } from '../../support/sealing/jwe';
import { hex, inThirtyDays, metadata, notShared, resourceCode, salt } from './people';
import {
    asking,
    delivered,
    type Part,
    passed,
    record,
    Registry,
    requestDetails,
    roleOf,
    useDetails,
    wanted,
} from './registry';

let registry: Registry;
const seen = new Set<string>();

/** A refusal leaves no write of either kind, no policy and no event. */
function expectRefusal(outcome: Outcome, code: string, details: object = {}): void {
    expect(outcome.refusal?.code).toBe(code);
    expect(outcome.refusal?.details).toMatchObject(details);
    expect([...outcome.writes, ...outcome.privateWrites]).toEqual([]);
    expect(outcome.policies).toEqual({});
    expect(outcome.event).toBeUndefined();
    seen.add(code);
}
const idOf = (outcome: Outcome, name: string): string => (passed(outcome).result as Record<string, string>)[name] ?? '';

describe('at the door', () => {
    let usageId: string;
    let grantId: string;
    let requestId: string;
    beforeAll(async () => {
        registry = await Registry.open();
        passed(await registry.publish());
        usageId = await registry.deliveredUse();
        grantId = usageId.slice(0, 32);
        requestId = await registry.pending({ purposeCode: 'LAND-MORTGAGE' });
    });
    const calls = (): readonly (readonly [string, object, object | undefined, readonly string[]])[] => {
        const reason = 'none';
        const use = {
            slot: 2,
            items: ['name'],
            purposeCode: 'LAND-TRANSFER',
            subject: hex('5'),
            requestHash: hex('6'),
            deliverTo,
        };
        const commit = { commitment: hex('c'), responseHash: hex('e') };
        const answer = { decision: 'GRANT', items: asking.items, ...wanted };
        return [
            ['publishResource', { resourceCode: '306010/000009', ...metadata }, undefined, ['provider']],
            ['amendResource', { resourceCode, ...metadata }, undefined, ['provider']],
            ['withdrawResource', { resourceCode, reason }, undefined, ['provider']],
            ['requestShare', asking, requestDetails, ['consumer']],
            ['checkConformity', { requestId, outcome: 'CONFORMS' }, undefined, ['dataAuthority']],
            ['answerRequest', { requestId, answer }, undefined, ['provider']],
            ['flagOverdue', { requestId }, undefined, ['provider', 'consumer', 'dataAuthority', 'auditor']],
            ['suspendGrant', { grantId, reason }, undefined, ['provider', 'dataAuthority']],
            ['resumeGrant', { grantId, reason }, undefined, ['provider', 'dataAuthority']],
            ['revokeGrant', { grantId, reason }, undefined, ['provider', 'dataAuthority']],
            ['useGrant', { grantId, ...use }, useDetails, ['consumer']],
            ['commitAnswer', { usageId, ...commit }, undefined, ['provider']],
            ['deliverRecord', { usageId }, delivered(usageId), ['provider']],
            ['confirmReceipt', { usageId }, undefined, ['consumer']],
            ['purgeDelivery', { usageId, reason }, undefined, ['consumer']],
        ];
    };
    const questions = (): readonly (readonly [string, object, readonly string[]])[] => [
        ['requests', { status: 'SUBMITTED' }, ['provider', 'dataAuthority', 'auditor']],
        ['requestDetails', { requestId }, ['provider', 'consumer', 'dataAuthority']],
        ['authorise', { grantId, items: ['name'], purposeCode: 'LAND-TRANSFER' }, ['consumer']],
        ['freeUse', { grantId }, ['consumer']],
        ['useDetails', { usageId }, ['provider', 'consumer', 'dataAuthority']],
        ['deliveredRecord', { usageId }, ['consumer']],
        ['findUsage', { pseudonyms: [hex('5')] }, ['dataAuthority', 'auditor']],
    ];
    const everybody: readonly Part[] = [
        'governor',
        'authority',
        'provider',
        'otherProvider',
        'consumer',
        'otherConsumer',
        'auditor',
    ];

    const concerned: readonly Part[] = ['provider', 'consumer', 'authority', 'auditor'];

    it('no role submits what is another’s', async () => {
        for (const [transaction, input, secret, allowed] of calls()) {
            const options: CallOptions = secret === undefined ? {} : { private: secret };
            for (const part of everybody.filter((one) => !allowed.includes(roleOf(one)))) {
                const signer = registry.people[part];
                const outcome = await registry.desk.endorse(signer, 'exchange', transaction, input, options);
                expectRefusal(outcome, 'RUNTIME_ACCESS_DENIED', { transaction });
            }
        }
    });

    it('no role asks what is another’s: payload is nothing for providers, authority and auditors', async () => {
        for (const [transaction, input, allowed] of questions()) {
            for (const part of everybody.filter((one) => !allowed.includes(roleOf(one)))) {
                expectRefusal(await registry.evaluate(part, transaction, input), 'RUNTIME_ACCESS_DENIED');
            }
            for (const part of concerned.filter((one) => allowed.includes(roleOf(one)))) {
                passed(await registry.evaluate(part, transaction, input));
            }
        }
    });

    it('strangers are refused', async () => {
        const outcome = await registry.submit('stranger', 'requestShare', asking, { private: requestDetails });
        expectRefusal(outcome, 'RUNTIME_CALLER_UNKNOWN');
    });

    it.each([
        ['an unknown field', { ...asking, more: 1 }, ''],
        ['a code of another form', { ...asking, resourceCode: 'marriage' }, '/input/resourceCode'],
        ['an item twice', { ...asking, items: ['name', 'name'] }, '/input/items'],
        ['no item', { ...asking, items: [] }, '/input/items'],
        ['no use', { ...asking, wanted: { ...wanted, maxUses: 0 } }, '/input/wanted/maxUses'],
        ['too many uses', { ...asking, wanted: { ...wanted, maxUses: 1001 } }, '/input/wanted/maxUses'],
    ])('a request with %s is no input', async (_what, input, path) => {
        const outcome = await registry.submit('consumer', 'requestShare', input, { private: requestDetails });
        expectRefusal(outcome, 'RUNTIME_INPUT_INVALID');
        expect(String(outcome.refusal?.details['path'])).toContain(path);
    });

    it.each([
        ['no private input', undefined],
        ['a short salt', { ...requestDetails, salt: '0001' }],
        ['an unknown field', { ...requestDetails, name: 'Li' }],
    ])('a request with %s is no input', async (_what, secret) => {
        const options: CallOptions = secret === undefined ? {} : { private: secret };
        const outcome = await registry.submit('consumer', 'requestShare', asking, options);
        expectRefusal(outcome, 'RUNTIME_INPUT_INVALID');
        expect(String(outcome.refusal?.details['path'])).toMatch(/^\/private/);
    });

    it('private input is refused where none is asked for', async () => {
        const outcome = await registry.submit('consumer', 'confirmReceipt', { usageId }, { private: requestDetails });
        expectRefusal(outcome, 'RUNTIME_INPUT_INVALID', { path: '/private' });
    });

    it.each([
        ['the legal basis that it needs', { shareType: 'NOT_SHARED' }, 'legalBasis'],
        ['the condition that it needs', { shareType: 'CONDITIONAL', shareMode: 'PLATFORM' }, 'shareCondition'],
    ])('a resource is not published without %s', async (_what, sharing, field) => {
        const outcome = await registry.publish({ resourceCode: '306010/000009', sharing });
        expectRefusal(outcome, 'RUNTIME_INPUT_INVALID', { path: `/input/sharing/${field}` });
    });

    it('a resource does not list an item twice', async () => {
        const items = [metadata.items[0], metadata.items[0]];
        const outcome = await registry.publish({ resourceCode: '306010/000009', items });
        expectRefusal(outcome, 'RUNTIME_INPUT_INVALID', { path: '/input/items' });
    });

    it('more than a record of 8 KiB needs is not delivered', async () => {
        const outcome = await registry.deliver(usageId, { salt, sealed: 'x'.repeat(13 * 1024 + 1) });
        expectRefusal(outcome, 'RUNTIME_INPUT_INVALID', { path: '/private/sealed' });
    });

    it.each([
        ['a private key', { ...deliverTo, d: deliverTo.x }, '/input/deliverTo'],
        ['another curve', { ...deliverTo, crv: 'P-384' }, '/input/deliverTo/crv'],
        ['a key as text', JSON.stringify(deliverTo), '/input/deliverTo'],
    ])('a use to %s is no input', async (_what, key, path) => {
        const outcome = await registry.use(grantId, { slot: 2, deliverTo: key });
        expectRefusal(outcome, 'RUNTIME_INPUT_INVALID', { path });
    });
});

describe('of what does not exist', () => {
    const nowhere = hex('0', 32);
    beforeAll(async () => {
        registry = await Registry.open();
    });

    it.each<[string, Part, string, object, string]>([
        ['resource', 'consumer', 'resourceByCode', { resourceCode }, 'EXCHANGE_RESOURCE_NOT_FOUND'],
        ['request', 'authority', 'requestById', { requestId: nowhere }, 'EXCHANGE_REQUEST_NOT_FOUND'],
        ['request', 'authority', 'requestDetails', { requestId: nowhere }, 'EXCHANGE_REQUEST_NOT_FOUND'],
        ['grant', 'authority', 'grantById', { grantId: nowhere }, 'EXCHANGE_GRANT_NOT_FOUND'],
        ['grant', 'authority', 'usesOf', { grantId: nowhere }, 'EXCHANGE_GRANT_NOT_FOUND'],
        ['use', 'authority', 'usageById', { usageId: `${nowhere}~1` }, 'EXCHANGE_USAGE_NOT_FOUND'],
        ['use', 'consumer', 'deliveredRecord', { usageId: `${nowhere}~1` }, 'EXCHANGE_USAGE_NOT_FOUND'],
    ])('a %s is not shown to %s by %s', async (_what, part, transaction, input, code) => {
        expectRefusal(await registry.evaluate(part, transaction, input), code);
    });

    it('nothing is asked for, answered, used or delivered', async () => {
        expectRefusal(await registry.ask(), 'EXCHANGE_RESOURCE_NOT_FOUND');
        expectRefusal(await registry.answer(nowhere), 'EXCHANGE_REQUEST_NOT_FOUND');
        expectRefusal(await registry.use(nowhere), 'EXCHANGE_GRANT_NOT_FOUND');
        expectRefusal(await registry.deliver(`${nowhere}~1`), 'EXCHANGE_USAGE_NOT_FOUND');
    });
});

describe('in the catalogue', () => {
    beforeAll(async () => {
        registry = await Registry.open();
        passed(await registry.publish());
    });

    it('a code is published once', async () => {
        expectRefusal(await registry.publish(), 'EXCHANGE_RESOURCE_EXISTS', { resourceCode });
        expectRefusal(await registry.publish({}, 'otherProvider'), 'EXCHANGE_RESOURCE_EXISTS');
    });

    it('only the provider amends and withdraws', async () => {
        const entry = { resourceCode, ...metadata };
        const code = 'EXCHANGE_RESOURCE_OF_OTHER_AGENCY';
        expectRefusal(await registry.submit('otherProvider', 'amendResource', entry), code, { agencyId: 'Civil' });
        const input = { resourceCode, reason: 'x' };
        expectRefusal(await registry.submit('otherProvider', 'withdrawResource', input), code);
    });

    it('what is withdrawn stays so', async () => {
        const input = { resourceCode: '306010/000003', reason: 'obsolete' };
        passed(await registry.publish({ resourceCode: input.resourceCode }));
        passed(await registry.submit('provider', 'withdrawResource', input));
        const operations = { operation: 'withdrawResource', status: 'WITHDRAWN' };
        const again = await registry.submit('provider', 'withdrawResource', input);
        expectRefusal(again, 'EXCHANGE_RESOURCE_STATE_FORBIDS', operations);
        const asked = await registry.ask({ resourceCode: input.resourceCode });
        expectRefusal(asked, 'EXCHANGE_RESOURCE_STATE_FORBIDS', { operation: 'requestShare' });
    });

    it('what is not shared is not asked for', async () => {
        passed(await registry.publish({ resourceCode: '306010/000004', sharing: notShared }));
        expectRefusal(await registry.ask({ resourceCode: '306010/000004' }), 'EXCHANGE_RESOURCE_NOT_SHARED');
    });
});

describe('on the way to a grant', () => {
    beforeEach(async () => {
        registry = await Registry.open();
        passed(await registry.publish());
    });

    it('levels, items and periods are checked with the request', async () => {
        const level = await registry.ask({ items: ['name', 'idNo'] });
        expectRefusal(level, 'EXCHANGE_CLEARANCE_INSUFFICIENT', { itemCode: 'idNo', need: 3, have: 2 });
        const trainee = await registry.ask({}, 'trainee');
        expectRefusal(trainee, 'EXCHANGE_CLEARANCE_INSUFFICIENT', { itemCode: 'name', need: 2, have: 1 });
        expectRefusal(await registry.ask({ items: ['salary'] }), 'EXCHANGE_ITEM_UNKNOWN', { itemCode: 'salary' });
        const past = { ...wanted, validFrom: '2026-01-01T00:00:00.000Z', validTo: '2026-02-01T00:00:00.000Z' };
        expectRefusal(await registry.ask({ wanted: past }), 'EXCHANGE_PERIOD_INVALID');
    });

    it('a rejection needs a reason, from the authority and from the provider', async () => {
        const requestId = idOf(await registry.ask(), 'requestId');
        const check = { requestId, outcome: 'REJECTED' };
        expectRefusal(await registry.submit('authority', 'checkConformity', check), 'EXCHANGE_REASON_REQUIRED');
        passed(await registry.submit('authority', 'checkConformity', { requestId, outcome: 'CONFORMS' }));
        const answer = { requestId, answer: { decision: 'REJECT' } };
        expectRefusal(await registry.submit('provider', 'answerRequest', answer), 'EXCHANGE_REASON_REQUIRED');
    });

    it('the provider answers after the check, once, within what was asked', async () => {
        const requestId = idOf(await registry.ask(), 'requestId');
        const early = { operation: 'answerRequest', status: 'SUBMITTED' };
        expectRefusal(await registry.answer(requestId), 'EXCHANGE_REQUEST_STATE_FORBIDS', early);
        passed(await registry.submit('authority', 'checkConformity', { requestId, outcome: 'CONFORMS' }));
        expectRefusal(await registry.answer(requestId, {}, 'landProvider'), 'EXCHANGE_RESOURCE_OF_OTHER_AGENCY');
        expectRefusal(await registry.answer(requestId, { items: ['idNo'] }), 'EXCHANGE_ITEM_NOT_REQUESTED');
        const more = await registry.answer(requestId, { maxUses: 3 });
        expectRefusal(more, 'EXCHANGE_GRANT_EXCEEDS_REQUEST', { field: 'maxUses' });
        passed(await registry.answer(requestId));
        expectRefusal(await registry.answer(requestId), 'EXCHANGE_REQUEST_STATE_FORBIDS', { status: 'GRANTED' });
    });

    it('an officer who holds both roles does not decide on the own request', async () => {
        const requestId = idOf(await registry.ask({}, 'versatile'), 'requestId');
        for (const outcome of ['CONFORMS', 'REJECTED']) {
            const check = { requestId, outcome, reason: 'x' };
            const checked = await registry.submit('versatile', 'checkConformity', check);
            expectRefusal(checked, 'EXCHANGE_OFFICERS_NOT_SEPARATE', { requestId });
        }
        passed(await registry.submit('authority', 'checkConformity', { requestId, outcome: 'CONFORMS' }));
    });

    it('what is held and live is not asked for again, for this purpose and in this department', async () => {
        const grantId = await registry.granted();
        const again = await registry.ask({ items: ['status'] });
        expectRefusal(again, 'EXCHANGE_ALREADY_GRANTED', { itemCode: 'status', grantId });
        passed(await registry.ask({ purposeCode: 'LAND-MORTGAGE' }));
        passed(await registry.ask({}, 'neighbour'));
        passed(await registry.ask({}, 'otherConsumer'));
    });

    it('a suspended grant is still held, an exhausted, revoked or expired one is not', async () => {
        const grantId = await registry.granted({ maxUses: 1 });
        passed(await registry.submit('authority', 'suspendGrant', { grantId, reason: 'audit' }));
        expectRefusal(await registry.ask(), 'EXCHANGE_ALREADY_GRANTED');
        passed(await registry.submit('authority', 'resumeGrant', { grantId, reason: 'clear' }));
        passed(await registry.use(grantId));
        const second = await registry.granted();
        passed(await registry.submit('provider', 'revokeGrant', { grantId: second, reason: 'misuse' }));
        await registry.granted();
        registry.desk.now = inThirtyDays;
        passed(await registry.ask({ wanted: { ...wanted, validTo: '2026-05-01T00:00:00.000Z' } }));
    });

    it('of two requests for the same items only one is granted', async () => {
        const [first, second] = [await registry.pending(), await registry.pending()];
        const grantId = idOf(await registry.answer(first), 'grantId');
        expectRefusal(await registry.answer(second), 'EXCHANGE_ALREADY_GRANTED', { grantId });
    });

    it('an answer is flagged as overdue when it is, and once', async () => {
        const requestId = await registry.pending();
        const early = await registry.submit('consumer', 'flagOverdue', { requestId });
        expectRefusal(early, 'EXCHANGE_REQUEST_NOT_OVERDUE', { dueAt: '2026-03-11T08:00:00.000Z' });
        registry.desk.now = '2026-03-11T08:00:00.001Z';
        const foreign = await registry.submit('otherConsumer', 'flagOverdue', { requestId });
        expectRefusal(foreign, 'EXCHANGE_RECORD_OF_OTHER_AGENCIES', { consumer: 'Land', provider: 'Civil' });
        passed(await registry.submit('consumer', 'flagOverdue', { requestId }));
        const twice = await registry.submit('authority', 'flagOverdue', { requestId });
        expectRefusal(twice, 'EXCHANGE_OVERDUE_ALREADY_FLAGGED');
    });

    it('details are for those concerned', async () => {
        const requestId = idOf(await registry.ask(), 'requestId');
        for (const part of ['neighbour', 'otherConsumer', 'otherProvider', 'landProvider'] as const) {
            const outcome = await registry.evaluate(part, 'requestDetails', { requestId });
            expectRefusal(outcome, 'EXCHANGE_RECORD_OF_OTHER_AGENCIES');
        }
    });
});

describe('of a grant', () => {
    let grantId: string;
    beforeEach(async () => {
        registry = await Registry.open();
        passed(await registry.publish());
        grantId = await registry.granted();
    });

    it('the consumer grants nothing onward', async () => {
        const requestId = await registry.pending({}, 'otherConsumer');
        expectRefusal(await registry.answer(requestId, {}, 'consumer'), 'RUNTIME_ACCESS_DENIED');
        expectRefusal(await registry.answer(requestId, {}, 'landProvider'), 'EXCHANGE_RESOURCE_OF_OTHER_AGENCY');
    });

    it('only its provider and the authority stop it, and the authority’s stop is not undone by the provider', async () => {
        const input = { grantId, reason: 'x' };
        const code = 'EXCHANGE_RESOURCE_OF_OTHER_AGENCY';
        expectRefusal(await registry.submit('otherProvider', 'revokeGrant', input), code);
        expectRefusal(await registry.submit('landProvider', 'suspendGrant', input), code);
        const idle = await registry.submit('provider', 'resumeGrant', input);
        expectRefusal(idle, 'EXCHANGE_GRANT_STATE_FORBIDS', { operation: 'resumeGrant', status: 'ACTIVE' });
        passed(await registry.submit('authority', 'suspendGrant', input));
        const undone = await registry.submit('provider', 'resumeGrant', input);
        expectRefusal(undone, 'EXCHANGE_GRANT_STOPPED_BY_OTHER', { agencyId: 'Data' });
        passed(await registry.submit('authority', 'revokeGrant', input));
        const after = await registry.submit('authority', 'resumeGrant', input);
        expectRefusal(after, 'EXCHANGE_GRANT_STATE_FORBIDS', { status: 'REVOKED' });
    });

    it('a use needs its department, purpose, items, clearance and a free slot', async () => {
        const other = { agencyId: 'Land', departmentId: 'main' };
        const foreign = await registry.use(grantId, {}, 'neighbour');
        expectRefusal(foreign, 'EXCHANGE_GRANT_OF_OTHER_DEPARTMENT', other);
        const free = await registry.evaluate('neighbour', 'freeUse', { grantId });
        expectRefusal(free, 'EXCHANGE_GRANT_OF_OTHER_DEPARTMENT', other);
        const purpose = await registry.use(grantId, { purposeCode: 'TAX-AUDIT' });
        expectRefusal(purpose, 'EXCHANGE_PURPOSE_MISMATCH', { granted: 'LAND-TRANSFER' });
        expectRefusal(await registry.use(grantId, { items: ['idNo'] }), 'EXCHANGE_ITEM_NOT_GRANTED');
        const low = await registry.use(grantId, {}, 'trainee');
        expectRefusal(low, 'EXCHANGE_CLEARANCE_INSUFFICIENT', { itemCode: 'name', need: 2, have: 1 });
        expectRefusal(await registry.use(grantId, { slot: 3 }), 'EXCHANGE_GRANT_EXHAUSTED', { maxUses: 2 });
        passed(await registry.use(grantId));
        expectRefusal(await registry.use(grantId), 'EXCHANGE_USE_SLOT_TAKEN', { slot: '1' });
    });

    it('a use needs the period and a grant that is not stopped', async () => {
        passed(await registry.submit('provider', 'suspendGrant', { grantId, reason: 'x' }));
        expectRefusal(await registry.use(grantId), 'EXCHANGE_GRANT_STATE_FORBIDS', { operation: 'useGrant' });
        passed(await registry.submit('provider', 'resumeGrant', { grantId, reason: 'x' }));
        const validFrom = '2026-03-05T00:00:00.000Z';
        const future = await registry.granted({ validFrom }, 'consumer', { purposeCode: 'LAND-MORTGAGE' });
        const early = await registry.use(future, { purposeCode: 'LAND-MORTGAGE' });
        expectRefusal(early, 'EXCHANGE_GRANT_NOT_YET_VALID', { validFrom });
        registry.desk.now = inThirtyDays;
        expectRefusal(await registry.use(grantId), 'EXCHANGE_GRANT_EXPIRED', { validTo: inThirtyDays });
    });

    it('a use follows the catalogue: closed and withdrawn resources are not used', async () => {
        const closed = { resourceCode, ...metadata, sharing: notShared };
        passed(await registry.submit('provider', 'amendResource', closed));
        expectRefusal(await registry.use(grantId), 'EXCHANGE_RESOURCE_NOT_SHARED');
        passed(await registry.submit('provider', 'withdrawResource', { resourceCode, reason: 'x' }));
        expectRefusal(await registry.use(grantId), 'EXCHANGE_RESOURCE_STATE_FORBIDS', { operation: 'useGrant' });
    });

    it('its list is shown to its parties and to supervisors', async () => {
        const input = { agencyId: 'Land', departmentId: 'main' };
        const code = 'EXCHANGE_RECORD_OF_OTHER_AGENCIES';
        expectRefusal(await registry.evaluate('otherConsumer', 'grantsOf', input), code);
        expectRefusal(await registry.evaluate('otherConsumer', 'grantById', { grantId }), code);
        passed(await registry.evaluate('provider', 'grantsOf', input));
    });

    it('its list shows a provider what it gave itself, and neither names nor stops at the grants of others', async () => {
        const other = { resourceCode: '306010/000002', items: ['name'] };
        passed(await registry.publish({ resourceCode: other.resourceCode }, 'otherProvider'));
        const theirs = await registry.granted({ items: ['name'] }, 'consumer', other, 'otherProvider');
        const input = { agencyId: 'Land', departmentId: 'main' };
        const listed = async (part: Part): Promise<readonly string[]> => {
            const { result } = passed(await registry.evaluate(part, 'grantsOf', input));
            return (result as { items: { grantId: string }[] }).items.map((item) => item.grantId);
        };
        expect(await listed('provider')).toEqual([grantId]);
        expect(await listed('otherProvider')).toEqual([theirs]);
        expect(await listed('consumer')).toEqual([grantId, theirs].sort());
    });
});

describe('of a delivery', () => {
    let usageId: string;
    beforeEach(async () => {
        registry = await Registry.open();
        passed(await registry.publish());
        usageId = idOf(await registry.use(await registry.granted()), 'usageId');
    });

    it('nothing is delivered before it is committed to, and nothing else than that', async () => {
        expectRefusal(await registry.deliver(usageId), 'EXCHANGE_USAGE_STATE_FORBIDS', { status: 'CLAIMED' });
        passed(await registry.commitAnswer(usageId));
        const due = delivered(usageId);
        const changed = { ...due, sealed: sealedWith(headerFor(usageId), '{"name":"Li Example","status":"single"}') };
        expectRefusal(await registry.deliver(usageId, changed), 'EXCHANGE_DELIVERY_COMMITMENT_MISMATCH');
        const resalted = { ...due, salt: hex('8', 32) };
        expectRefusal(await registry.deliver(usageId, resalted), 'EXCHANGE_DELIVERY_COMMITMENT_MISMATCH');
        const foreign = await registry.deliver(usageId, due, 'otherProvider');
        expectRefusal(foreign, 'EXCHANGE_RESOURCE_OF_OTHER_AGENCY');
    });

    it.each([
        ['too little', ['name']],
        ['too much', ['idNo', 'name', 'status']],
        ['another order', ['status', 'name']],
    ])('%s is not delivered, even when it was committed to', async (_what, items) => {
        const value = delivered(usageId, headerFor(usageId, items));
        passed(await registry.commitAnswer(usageId, value));
        expectRefusal(await registry.deliver(usageId, value), 'EXCHANGE_DELIVERY_ITEMS_DIFFER', { usageId });
    });

    it('what is not sealed to the key of the use is not delivered, even when it was committed to', async () => {
        const plain = { salt, sealed: JSON.stringify(record) };
        passed(await registry.commitAnswer(usageId, plain));
        expectRefusal(await registry.deliver(usageId, plain), 'EXCHANGE_DELIVERY_NOT_SEALED', { usageId });
    });

    it.each([
        ['a point off the curve', { ...deliverTo, x: deliverTo.y }],
        ['the same coordinate spelt otherwise', { ...deliverTo, x: `${deliverTo.x.slice(0, -1)}R` }],
    ])('no use is claimed to %s', async (_what, key) => {
        const outcome = await registry.use(usageId.slice(0, 32), { slot: 2, deliverTo: key });
        expectRefusal(outcome, 'EXCHANGE_DELIVERY_KEY_INVALID');
    });

    it('an answer is committed to once, by the provider, while the grant is not stopped', async () => {
        const input = { usageId, commitment: hex('c'), responseHash: hex('e') };
        const foreign = await registry.submit('otherProvider', 'commitAnswer', input);
        expectRefusal(foreign, 'EXCHANGE_RESOURCE_OF_OTHER_AGENCY');
        const grantId = usageId.slice(0, 32);
        passed(await registry.submit('authority', 'suspendGrant', { grantId, reason: 'x' }));
        const stopped = await registry.submit('provider', 'commitAnswer', input);
        expectRefusal(stopped, 'EXCHANGE_GRANT_STATE_FORBIDS', { operation: 'commitAnswer' });
        passed(await registry.submit('authority', 'resumeGrant', { grantId, reason: 'x' }));
        passed(await registry.commitAnswer(usageId));
        expectRefusal(await registry.commitAnswer(usageId), 'EXCHANGE_USAGE_STATE_FORBIDS', { status: 'ANSWERED' });
    });

    it('the record is read by the department alone, cleared, at its own peer, while the grant is not stopped', async () => {
        passed(await registry.commitAnswer(usageId));
        expectRefusal(
            await registry.evaluate('consumer', 'deliveredRecord', { usageId }),
            'EXCHANGE_DELIVERY_NOT_FOUND',
        );
        passed(await registry.deliver(usageId));
        const read = (part: Part, options: CallOptions = {}): Promise<Outcome> =>
            registry.evaluate(part, 'deliveredRecord', { usageId }, options);
        expectRefusal(await read('neighbour'), 'EXCHANGE_GRANT_OF_OTHER_DEPARTMENT');
        expectRefusal(await read('otherConsumer'), 'EXCHANGE_GRANT_OF_OTHER_DEPARTMENT');
        expectRefusal(await read('trainee'), 'EXCHANGE_CLEARANCE_INSUFFICIENT', { need: 2, have: 1 });
        expectRefusal(await read('consumer', { peer: 'CivilMSP' }), 'RUNTIME_PRIVATE_DATA_ELSEWHERE');
        passed(await registry.submit('provider', 'revokeGrant', { grantId: usageId.slice(0, 32), reason: 'x' }));
        expectRefusal(await read('consumer'), 'EXCHANGE_GRANT_STATE_FORBIDS', { operation: 'deliveredRecord' });
    });

    it('what is not there is neither confirmed nor purged', async () => {
        passed(await registry.commitAnswer(usageId));
        const purge = { usageId, reason: 'x' };
        const code = 'EXCHANGE_DELIVERY_NOT_FOUND';
        expectRefusal(await registry.submit('consumer', 'confirmReceipt', { usageId }), code);
        expectRefusal(await registry.submit('consumer', 'purgeDelivery', purge), code);
        passed(await registry.deliver(usageId));
        expectRefusal(await registry.deliver(usageId), 'EXCHANGE_DELIVERY_EXISTS');
        const foreign = await registry.submit('neighbour', 'purgeDelivery', purge);
        expectRefusal(foreign, 'EXCHANGE_GRANT_OF_OTHER_DEPARTMENT');
        passed(await registry.submit('consumer', 'purgeDelivery', purge));
        expectRefusal(await registry.submit('consumer', 'purgeDelivery', purge), 'EXCHANGE_USAGE_STATE_FORBIDS');
        expectRefusal(await registry.deliver(usageId), 'EXCHANGE_USAGE_STATE_FORBIDS', { status: 'PURGED' });
    });
});

describe('the suite', () => {
    it('has met every refusal of the catalogue', () => {
        const codes = Object.values(exchangeErrors).map(({ code }) => code);
        expect(codes.filter((code) => !seen.has(code))).toEqual([]);
    });
});
