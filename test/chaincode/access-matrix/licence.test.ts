import { licenceApi } from '../../../chaincode/src/licence/api';
import { licenceAccess } from '../../expectations/licence-access';
import { type LicenceObjects, LicenceStage } from '../lives/licence-stage';
import { describeMatrix } from './describe-matrix';
import type { Matrix } from './matrix';

describeMatrix('licence', 1336, licenceAccess, async (): Promise<Matrix> => {
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
});
