/** How each kind of record of the exchange register is brought into its states, and each transaction tried on it. */
import type { RoleName } from '../../../chaincode/src/directory/roles';
import {
    grantLife,
    grantStates,
    requestLife,
    requestStates,
    resourceLife,
    resourceStates,
    usageLife,
    usageStates,
} from '../../expectations/exchange-transitions';
import type { Outcome } from '../../support/ledger/ledger-desk';
import { hex } from '../exchange/people';
import { type Act, playedLife, once, type Plays, type PlayedLife } from './play';
import { afterDue, afterEnd, exchangeInput, type ExchangeObjects, ExchangeStage } from './exchange-stage';

const nothing = hex('0', 32);
const roleOf: Readonly<Record<string, RoleName>> = {
    requestShare: 'consumer',
    checkConformity: 'dataAuthority',
    useGrant: 'consumer',
    confirmReceipt: 'consumer',
    purgeDelivery: 'consumer',
};
const rejections: Readonly<Record<string, object>> = {
    checkConformity: { outcome: 'REJECTED', reason: 'no such duty' },
    answerRequest: { answer: { decision: 'REJECT', reason: 'no such duty' } },
};
const rejectionsWithoutReason: Readonly<Record<string, object>> = {
    checkConformity: { outcome: 'REJECTED' },
    answerRequest: { answer: { decision: 'REJECT' } },
};

interface Setting {
    readonly change?: object | undefined;
    readonly at?: string | undefined;
}

function actOn(
    stage: ExchangeStage,
    transaction: string,
    objects: ExchangeObjects,
    record: string,
    { change = {}, at }: Setting = {},
): Act {
    const { input, options } = exchangeInput(transaction, objects);
    const when = at === undefined ? {} : { at };
    return {
        signer: stage.staff.clerk(roleOf[transaction] ?? 'provider', 2),
        input: { ...input, ...change },
        options: { ...options, ...when },
        record,
    };
}

function playsOf(stage: ExchangeStage, plays: Omit<Plays, 'register' | 'desk'>): Plays {
    return { register: 'exchange', desk: stage.staff.desk, ...plays };
}

/** A delivery is private: the public record stays as it is. */
function deliveredIn({ privateWrites }: Outcome): string | undefined {
    const put = privateWrites.some(({ key, kind }) => key.startsWith('exchange.delivery/') && kind === 'put');
    return put ? 'DELIVERED' : undefined;
}

async function statusOf(stage: ExchangeStage, question: string, input: object, at?: string): Promise<string> {
    const when = at === undefined ? {} : { at };
    const auditor = stage.staff.clerk('auditor');
    const { result } = await stage.staff.desk.evaluate(auditor, 'exchange', question, input, when);
    return (result as { status: string } | undefined)?.status as string;
}

const resourcePlayed = playedLife('resource', resourceStates, resourceLife, async () => {
    const stage = await ExchangeStage.open();
    const bring = once(async (state) => {
        const dossier = await stage.dossier();
        if (state === 'ABSENT') return { ...dossier, resourceCode: stage.newCode() };
        if (state === 'WITHDRAWN') await stage.withdraw(dossier.resourceCode);
        return dossier;
    });
    return playsOf(stage, {
        act: async ({ transaction, variant, from }) => {
            const dossier = await bring(from);
            const objects = stage.objects(transaction, dossier);
            return actOn(stage, transaction, objects, `exchange.resource/${dossier.resourceCode}`, {
                change: variant.includes('reject') ? rejections[transaction] : {},
                at: transaction === 'flagOverdue' ? afterDue : undefined,
            });
        },
        shown: async (from) => {
            const { resourceCode } = await bring(from);
            return statusOf(stage, 'resourceByCode', { resourceCode });
        },
    });
});

const requestPlayed = playedLife('request', requestStates, requestLife, async () => {
    const stage = await ExchangeStage.open();
    const conditional = await stage.published();
    const unconditional = await stage.published('unconditionally');
    const bring = once(async (state) => {
        switch (state) {
            case 'SUBMITTED':
                return stage.submitted(conditional);
            case 'SUBMITTED, unconditional':
                return stage.submitted(unconditional);
            case 'PENDING_PROVIDER':
                return stage.pending(conditional);
            case 'GRANTED':
                return (await stage.granted(conditional)).requestId;
            case 'REJECTED':
                return stage.rejected(conditional);
            default:
                return nothing;
        }
    });
    return playsOf(stage, {
        act: async ({ transaction, variant, from }) => {
            const open = from === 'SUBMITTED' && variant.includes('without condition');
            const requestId = await bring(open ? 'SUBMITTED, unconditional' : from);
            const objects = {
                resourceCode: conditional,
                requestId,
                grantId: nothing,
                usageId: '',
                slot: 1,
                purposeCode: stage.purposeOf(requestId),
            };
            const record = from === 'ABSENT' ? 'exchange.request/' : `exchange.request/${requestId}`;
            const changes = variant.includes('without reason') || variant.includes('without a reason');
            const change = changes ? rejectionsWithoutReason[transaction] : rejections[transaction];
            return actOn(stage, transaction, objects, record, {
                change: variant.includes('reject') ? change : {},
                at: variant.includes('was due') ? afterDue : undefined,
            });
        },
        shown: async (from) => statusOf(stage, 'requestById', { requestId: await bring(from) }),
    });
});

const grantPlayed = playedLife('grant', grantStates, grantLife, async () => {
    const stage = await ExchangeStage.open();
    const resourceCode = await stage.published();
    const unconditional = await stage.published('unconditionally');
    const bring = once(async (state) => {
        if (state === 'ABSENT') return { requestId: await stage.pending(resourceCode), grantId: nothing };
        const { requestId, grantId } = await stage.granted(resourceCode);
        await stage.claimed(grantId, 1);
        await stage.answered(grantId, 2);
        await stage.delivered(grantId, 3);
        if (state === 'EXHAUSTED') await stage.claimed(grantId, 4);
        if (state === 'SUSPENDED') await stage.stop(grantId, 'suspendGrant');
        if (state === 'REVOKED') await stage.stop(grantId, 'revokeGrant');
        return { requestId, grantId };
    });
    const timeOf = (from: string): string | undefined => (from === 'EXPIRED' ? afterEnd : undefined);
    const slots: Readonly<Record<string, number>> = { commitAnswer: 1, deliverRecord: 2 };
    return playsOf(stage, {
        act: async ({ transaction, from }) => {
            const { requestId, grantId } = await bring(from);
            const unasked = transaction === 'checkConformity' && from === 'ABSENT';
            const objects = {
                resourceCode,
                requestId: unasked ? await stage.submitted(unconditional) : requestId,
                grantId,
                usageId: `${grantId}~${String(slots[transaction] ?? 3)}`,
                slot: from === 'EXHAUSTED' ? 5 : 4,
                purposeCode: stage.purposeOf(grantId),
            };
            const record = from === 'ABSENT' ? 'exchange.grant/' : `exchange.grant/${grantId}`;
            return actOn(stage, transaction, objects, record, { at: timeOf(from) });
        },
        shown: async (from) => {
            const { grantId } = await bring(from);
            return statusOf(stage, 'grantById', { grantId }, timeOf(from));
        },
    });
});

const usePlayed = playedLife('use', usageStates, usageLife, async () => {
    const stage = await ExchangeStage.open();
    const { grantId } = await stage.granted(await stage.published());
    const other = await stage.granted(await stage.published());
    const bring = once(async (state) => {
        switch (state) {
            case 'CLAIMED':
                return stage.claimed(grantId, 1);
            case 'ANSWERED':
                return stage.answered(grantId, 2);
            case 'DELIVERED':
                return stage.delivered(grantId, 3);
            case 'RECEIVED':
                return stage.received(other.grantId, 1);
            case 'PURGED':
                return stage.purged(other.grantId, 2);
            default:
                return `${other.grantId}~4`;
        }
    });
    return playsOf(stage, {
        act: async ({ transaction, from }) => {
            const usageId = await bring(from);
            const [id = '', slot] = usageId.split('~');
            const objects = {
                resourceCode: '',
                requestId: '',
                grantId: id,
                usageId,
                slot: Number(slot),
                purposeCode: stage.purposeOf(id),
            };
            const act = actOn(stage, transaction, objects, `exchange.use/${id}/${String(slot)}`);
            return { ...act, endOf: deliveredIn };
        },
        shown: async (from) => {
            const usageId = await bring(from);
            const status = await statusOf(stage, 'usageById', { usageId });
            const reader = stage.staff.clerk('consumer', 2);
            const read = await stage.staff.desk.evaluate(reader, 'exchange', 'deliveredRecord', { usageId });
            return status === 'ANSWERED' && read.refusal === undefined ? 'DELIVERED' : status;
        },
    });
});

export const exchangeLives: readonly PlayedLife[] = [resourcePlayed, requestPlayed, grantPlayed, usePlayed];
