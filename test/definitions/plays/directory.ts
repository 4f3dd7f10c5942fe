/** Every submit of the directory, once. */
import {
    createCast,
    emptyDirectory,
    foundingDocument,
    type Part,
    period,
} from '../../chaincode/directory/founding-document';
import type { Outcome } from '../../support/ledger/ledger-desk';
import { createSigner } from '../../support/ledger/signers';
import { answered, OperationLog } from './operation-log';

/** Public key of RFC 7515, A.3. */
const jwk = {
    kty: 'EC',
    crv: 'P-256',
    x: 'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU',
    y: 'x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0',
};
const name = { zh: '处室', en: 'Office' };

export async function playDirectory(): Promise<OperationLog> {
    const log = new OperationLog();
    const people = await createCast();
    const clerk = await createSigner({ mspId: 'Org1MSP', commonName: 'clerk' });
    const renamed = await createSigner({ mspId: 'Org1MSP', commonName: 'clerk-renamed' });
    const document = foundingDocument(people);
    const desk = emptyDirectory(document);
    const submit = async (part: Part | 'stranger', transaction: string, input: object, what = ''): Promise<Outcome> =>
        log.enter(transaction, await desk.submit(people[part], 'directory', transaction, input), what);

    await submit('stranger', 'bootstrap', { document }, 'three agencies, eight officers');

    await submit('landAdmin', 'registerDepartment', { departmentId: 'west', name });
    const { principal } = clerk;
    await submit('landAdmin', 'registerOfficer', { officerId: 'clerk', departmentId: 'main', principal });
    const grant = { officerId: 'clerk', role: 'registrar', jurisdiction: '11', clearance: 2, ...period };
    const grantId = answered(await submit('landAdmin', 'giveGrant', grant), 'grantId');
    await submit('landAdmin', 'revokeGrant', { officerId: 'clerk', grantId, reason: 'moved on' });
    await submit('landAdmin', 'rebindOfficer', { officerId: 'clerk', principal: renamed.principal });
    await submit('landAdmin', 'retireOfficer', { officerId: 'clerk', reason: 'pension' });

    const kid = answered(
        await submit('identityOfficer', 'attestKey', { personRef: '9'.repeat(64), jwk, ...period }),
        'kid',
    );
    await submit('identityOfficer', 'revokeKey', { kid, reason: 'device lost' });

    const about = { agencyId: 'bank-a', reason: 'by decision 7' };
    const suspension = answered(await submit('landGovernor', 'moveSuspension', about), 'motionId');
    await submit('dataGovernor', 'secondMotion', { motionId: suspension }, 'a suspension');
    const reinstatement = answered(await submit('landGovernor', 'moveReinstatement', about), 'motionId');
    await submit('landGovernor', 'withdrawMotion', { motionId: reinstatement });

    const chief = await createSigner({ mspId: 'Org4MSP', commonName: 'chief' });
    const chiefGrant = { role: 'administrator', jurisdiction: '11', clearance: 1, ...period };
    const agency = {
        agencyId: 'court',
        name,
        mspId: 'Org4MSP',
        founding: false,
        roles: ['administrator', 'judge'],
        jurisdiction: '11',
        departments: [{ departmentId: 'main', name }],
        officers: [{ officerId: 'chief', departmentId: 'main', principal: chief.principal, grants: [chiefGrant] }],
    };
    const admission = await submit(
        'landGovernor',
        'moveAdmission',
        { agency, reason: 'treaty' },
        'an agency with one officer',
    );
    const motionId = answered(admission, 'motionId');
    await submit('dataGovernor', 'secondMotion', { motionId }, 'the admission of an agency with one officer');
    return log;
}
