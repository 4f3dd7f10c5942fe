import { exchangeApi } from '../../../chaincode/src/exchange/api';
import { exchangeAccess } from '../../expectations/exchange-access';
import { afterDue, exchangeInput, type ExchangeObjects, ExchangeStage } from '../lives/exchange-stage';
import { describeMatrix } from './describe-matrix';
import type { Matrix } from './matrix';

describeMatrix('exchange', 1672, exchangeAccess, async (): Promise<Matrix> => {
    const stage = await ExchangeStage.open();
    const dossier = await stage.dossier();
    const supervised = await stage.granted(dossier.resourceCode);
    await stage.stop(supervised.grantId, 'suspendGrant', 'dataAuthority');
    const change: Readonly<Record<string, Partial<ExchangeObjects>>> = {
        publishResource: { resourceCode: stage.newCode() },
        'resumeGrant: that the data authority suspended': { grantId: supervised.grantId },
    };
    return {
        register: 'exchange',
        definition: exchangeApi,
        staff: stage.staff,
        commandOf: (row) => {
            const [transaction = ''] = row.split(':');
            const objects = { ...stage.objects(transaction, dossier), ...change[row] };
            const { input, options } = exchangeInput(transaction, objects);
            return { input, options: transaction === 'flagOverdue' ? { ...options, at: afterDue } : options };
        },
    };
});
