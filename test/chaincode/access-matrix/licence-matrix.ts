/** A record for every row of the licence's matrix, in a state that lets the command pass for whoever has the right. */
import { licenceApi } from '../../../chaincode/src/licence/api';
import { type LicenceObjects, LicenceStage } from '../lives/licence-stage';
import type { Matrix } from './matrix';

export async function openLicence(): Promise<Matrix> {
    const stage = await LicenceStage.open();
    const typeCode = await stage.accredited();
    const issued: LicenceObjects = { typeCode, identifier: await stage.issued(typeCode) };
    const suspended = await stage.take(await stage.issued(typeCode), 'suspendLicence');
    const change: Readonly<Record<string, Partial<LicenceObjects>>> = {
        defineType: { typeCode: stage.newType() },
        accreditIssuer: { typeCode: await stage.defined() },
        issueLicence: { identifier: stage.newIdentifier(typeCode) },
        resumeLicence: { identifier: suspended },
    };
    return {
        register: 'licence',
        definition: licenceApi,
        staff: stage.staff,
        commandOf: (transaction) => stage.command(transaction, { ...issued, ...change[transaction] }),
    };
}
