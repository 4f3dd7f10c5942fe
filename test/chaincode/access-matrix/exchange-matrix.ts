/** A record for every row of the exchange's matrix, in a state that lets the command pass for whoever has the right. */
import { exchangeApi } from '../../../chaincode/src/exchange/api';
import { afterDue, exchangeInput, type ExchangeObjects, ExchangeStage } from '../lives/exchange-stage';
import type { Matrix } from './matrix';

export async function openExchange(): Promise<Matrix> {
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
}
