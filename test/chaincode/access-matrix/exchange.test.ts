import { exchangeApi } from '../../../chaincode/src/exchange/api';
import { exchangeAccess } from '../../expectations/exchange-access';
import { afterDue, exchangeInput, ExchangeStage } from '../lives/exchange-stage';
import { describeMatrix } from './describe-matrix';
import type { Matrix } from './matrix';

describeMatrix('exchange', exchangeAccess, async (): Promise<Matrix> => {
    const stage = await ExchangeStage.open();
    const dossier = await stage.dossier();
    const unpublished = stage.newCode();
    return {
        register: 'exchange',
        definition: exchangeApi,
        staff: stage.staff,
        commandOf: (transaction) => {
            const objects = stage.objects(transaction, dossier);
            const { input, options } = exchangeInput(transaction, {
                ...objects,
                ...(transaction === 'publishResource' && { resourceCode: unpublished }),
            });
            return { input, options: transaction === 'flagOverdue' ? { ...options, at: afterDue } : options };
        },
    };
});
