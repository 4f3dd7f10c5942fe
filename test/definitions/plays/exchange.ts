/** Every submit of the exchange: requests granted and rejected, the others once. */
import { metadata, resourceCode, unconditional } from '../../chaincode/exchange/people';
import { asking, type Part, passed, Registry, wanted } from '../../chaincode/exchange/registry';
import type { Outcome } from '../../support/ledger/ledger-desk';
import { answered, OperationLog } from './operation-log';

export async function playExchange(): Promise<OperationLog> {
    const log = new OperationLog();
    const registry = await Registry.open();
    const { desk } = registry;
    const submit = async (part: Part, transaction: string, input: object, what = ''): Promise<Outcome> =>
        log.enter(transaction, await registry.submit(part, transaction, input), what);

    log.enter('publishResource', await registry.publish());
    await submit('provider', 'amendResource', { resourceCode, ...metadata });

    const asked = log.enter('requestShare', await registry.ask());
    const requestId = answered(asked, 'requestId');
    await submit('authority', 'checkConformity', { requestId, outcome: 'CONFORMS' }, 'passed on to the provider');
    const answer = { decision: 'GRANT', items: asking.items, ...wanted };
    const granted = await submit('provider', 'answerRequest', { requestId, answer }, 'two items granted');
    const grantId = answered(granted, 'grantId');

    const usageId = answered(log.enter('useGrant', await registry.use(grantId)), 'usageId');
    log.enter('commitAnswer', await registry.commitAnswer(usageId));
    log.enter('deliverRecord', await registry.deliver(usageId));
    await submit('consumer', 'confirmReceipt', { usageId });
    await submit('consumer', 'purgeDelivery', { usageId, reason: 'case closed' });

    await submit('provider', 'suspendGrant', { grantId, reason: 'inspection' });
    await submit('provider', 'resumeGrant', { grantId, reason: 'in order' });
    await submit('provider', 'revokeGrant', { grantId, reason: 'purpose ended' });

    const open = { resourceCode: '306010/000002', sharing: unconditional };
    passed(await registry.publish(open));
    const atOnce = answered(passed(await registry.ask({ resourceCode: open.resourceCode })), 'requestId');
    await submit('authority', 'checkConformity', { requestId: atOnce, outcome: 'CONFORMS' }, 'granted at once');

    const late = await registry.pending();
    desk.now = '2026-03-11T08:00:00.001Z';
    await submit('auditor', 'flagOverdue', { requestId: late });
    const rejection = { requestId: late, answer: { decision: 'REJECT', reason: 'too broad' } };
    await submit('provider', 'answerRequest', rejection, 'rejected');
    await submit('provider', 'withdrawResource', { resourceCode, reason: 'replaced' });
    return log;
}
