import { exchangeApi } from '../../../chaincode/src/exchange/api';
import { exchangeAccess } from '../../expectations/exchange-access';
import { afterDue, exchangeInput, type ExchangeObjects, ExchangeStage } from '../lives/exchange-stage';
import { describeMatrix } from './describe-matrix';
import type { Matrix } from './matrix';

describeMatrix('exchange', exchangeAccess, async (): Promise<Matrix> => {
    const stage = await ExchangeStage.open();
    const resourceCode = await stage.published();
    const submitted = await stage.submitted(resourceCode);
    const pending = await stage.pending(resourceCode);
    const { grantId } = await stage.granted(resourceCode);
    const stopped = await stage.granted(resourceCode);
    await stage.stop(stopped.grantId, 'suspendGrant');
    const claimed = await stage.claimed(grantId, 1);
    const answered = await stage.answered(grantId, 2);
    const delivered = await stage.delivered(grantId, 3);
    const unused: ExchangeObjects = {
        resourceCode,
        requestId: submitted,
        grantId,
        usageId: claimed,
        slot: 4,
        purposeCode: stage.purposeOf(grantId),
    };
    const change: Readonly<Record<string, Partial<ExchangeObjects>>> = {
        publishResource: { resourceCode: stage.newCode() },
        requestShare: { purposeCode: 'ANOTHER-PURPOSE' },
        answerRequest: { requestId: pending },
        flagOverdue: { requestId: pending },
        resumeGrant: { grantId: stopped.grantId },
        deliverRecord: { usageId: answered },
        confirmReceipt: { usageId: delivered },
        purgeDelivery: { usageId: delivered },
        deliveredRecord: { usageId: delivered },
    };
    return {
        register: 'exchange',
        definition: exchangeApi,
        staff: stage.staff,
        commandOf: (transaction) => {
            const { input, options } = exchangeInput(transaction, { ...unused, ...change[transaction] });
            return { input, options: transaction === 'flagOverdue' ? { ...options, at: afterDue } : options };
        },
    };
});
