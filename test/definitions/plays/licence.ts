/** Every submit of the licence register, once. */
import {
    accreditation,
    Bureau,
    first,
    issue,
    issuerUscc,
    renewal,
    second,
    typeCode,
    typeInput,
} from '../../chaincode/licence/bureau';
import type { Outcome } from '../../support/ledger/ledger-desk';
import { OperationLog } from './operation-log';

export async function playLicence(): Promise<OperationLog> {
    const log = new OperationLog();
    const bureau = await Bureau.open();
    const submit = async (part: string, transaction: string, input: object): Promise<Outcome> =>
        log.enter(transaction, await bureau.submit(part, transaction, input));

    await submit('chief', 'defineType', typeInput);
    await submit('chief', 'accreditIssuer', accreditation);
    await submit('issuer', 'issueLicence', issue);
    await submit('issuer', 'suspendLicence', { identifier: first, reasonCode: 'UNDER_INVESTIGATION' });
    await submit('issuer', 'resumeLicence', { identifier: first });
    await submit('issuer', 'renewLicence', renewal);
    await submit('issuer', 'revokeLicence', { identifier: second, reasonCode: 'OBTAINED_BY_DECEPTION' });
    await submit('chief', 'deaccreditIssuer', { issuerUscc, typeCode, reason: 'inspection' });
    return log;
}
