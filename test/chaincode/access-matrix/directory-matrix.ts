/** A record for every row of the directory's matrix, in a state that lets the command pass for whoever has the right. */
import { directoryApi } from '../../../chaincode/src/directory/api';
import { newSigningKey } from '../land/people';
import { DirectoryStage } from '../lives/directory-stage';
import { foundingDocument, createCast } from '../directory/founding-document';
import type { Matrix } from './matrix';

export async function openDirectory(): Promise<Matrix> {
    const stage = await DirectoryStage.open();
    const { officerId } = await stage.officer();
    const grantId = await stage.given(officerId);
    const { kid } = await stage.key();
    const agencyId = await stage.admitted();
    const suspended = await stage.admitted();
    await stage.carried(await stage.moved('Suspension', suspended));
    const motionId = await stage.moved('Suspension', agencyId);
    const reason = 'by the book';
    const department = { zh: '处室', en: 'Department' };
    const subject = await stage.newSubject();
    const inputs: Readonly<Record<string, unknown>> = {
        bootstrap: { document: foundingDocument(await createCast()) },
        registerDepartment: { departmentId: 'new', name: department },
        registerOfficer: stage.registration('new-officer', subject),
        rebindOfficer: { officerId, principal: subject.principal },
        retireOfficer: { officerId, reason },
        giveGrant: stage.right(officerId),
        revokeGrant: { officerId, grantId, reason },
        attestKey: stage.attestation(newSigningKey('')),
        revokeKey: { kid, reason },
        moveSuspension: { agencyId, reason },
        'moveSuspension: of the own agency': { agencyId: 'Land', reason },
        moveReinstatement: { agencyId: suspended, reason },
        moveAdmission: { agency: await stage.newcomer(), reason },
        secondMotion: { motionId },
        withdrawMotion: { motionId },
        whoIs: { principal: subject.principal },
        agencyById: { agencyId },
        agencies: {},
        departmentsOf: { agencyId },
        officerById: { officerId },
        officersOf: { agencyId },
        keyByKid: { kid },
        motionById: { motionId },
        agencyHistory: { agencyId },
        officerHistory: { officerId },
    };
    return {
        register: 'directory',
        definition: directoryApi,
        staff: stage.staff,
        commandOf: (row) => ({ input: inputs[row] }),
    };
}
