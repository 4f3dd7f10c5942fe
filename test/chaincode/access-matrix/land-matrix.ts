/** A record for every row of the land's matrix, in a state that lets the command pass for whoever has the right. */
import { landApi } from '../../../chaincode/src/land/api';
import { first, LandStage, mortgage, sale, seal, stepInput, toLi } from '../lives/land-stage';
import type { Matrix } from './matrix';

export async function openLand(): Promise<Matrix> {
    const stage = await LandStage.open();
    const unitCode = await stage.current();
    const mortgaged = await stage.current();
    const { mortgageId } = await stage.completed(mortgaged, mortgage);
    const lodged = await stage.consented(await stage.current(), sale());
    const validated = await stage.validated(await stage.current(), sale());
    const unsigned = await stage.opened(await stage.current(), toLi);
    const unconsented = await stage.opened(stage.newUnit(), first);
    const sealing = await stage.opened(mortgaged, seal, 'judge');
    const inputs: Readonly<Record<string, unknown>> = {
        openCase: stage.opening(unitCode, sale()),
        'openCase: a seal': stage.opening(unitCode, seal),
        lodgeConsent: { caseId: unsigned, jws: await stage.signature(unsigned) },
        consentToCase: { caseId: unconsented, caseDigest: await stage.digest(unconsented) },
        approveCase: stepInput('approveCase', validated),
        'withdrawCase: a seal': stepInput('withdrawCase', sealing),
        titleByUnit: { unitCode },
        caseById: { caseId: lodged },
        casesByUnit: { unitCode },
        openCases: { county: '110105' },
        mortgageById: { mortgageId },
        encumbrances: { unitCode },
        titleHistory: { unitCode },
        publicExtract: { unitCode },
        caseDigest: { caseId: lodged },
        ruleTable: {},
    };
    return {
        register: 'land',
        definition: landApi,
        staff: stage.staff,
        commandOf: (row) => ({ input: inputs[row] ?? stepInput(row, lodged) }),
    };
}
