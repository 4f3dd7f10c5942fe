/** Who may call the directory. Relations to the object — own agency, not oneself, another agency — are in rules.ts. */
import { defineAccess } from '../runtime/access';
import { directoryApi } from './api';

const administrator = { roles: ['administrator'] } as const;
const governor = { roles: ['governor'] } as const;

export const directoryAccess = defineAccess(directoryApi, {
    // The founding document's hash, which every agency configured itself, is what protects the first call.
    bootstrap: { anyone: true },
    registerDepartment: administrator,
    registerOfficer: administrator,
    rebindOfficer: administrator,
    retireOfficer: administrator,
    // Nobody gives a right for a region that the own grant, or the own certificate, does not reach.
    giveGrant: { ...administrator, within: 'jurisdiction' },
    revokeGrant: administrator,
    attestKey: { roles: ['identityProvider'] },
    revokeKey: { roles: ['identityProvider'] },
    moveSuspension: governor,
    moveReinstatement: governor,
    moveAdmission: governor,
    secondMotion: governor,
    withdrawMotion: governor,
    // Every register asks this for callers who may turn out to be unknown.
    whoIs: { anyone: true },
    // Public state of the channel: what every member's own peer shows anyway.
    agencyById: { anyone: true },
    agencies: { anyone: true },
    keyByKid: { anyone: true },
    departmentsOf: { public: true },
    officerById: { public: true },
    officersOf: { public: true },
    motionById: { public: true },
    agencyHistory: { public: true },
    officerHistory: { public: true },
});
