/** What citizens' signing devices do, as calls of the officers who carry it in. */
import { canonicalJson } from '@tabularium/chaincode/api';
import type { AttestAct, CallAct, SignAct } from './acts';
import type { Citizen } from './citizens';
import type { Stage } from './stage';

const DAY_MS = 24 * 3600 * 1000;

export function attestCall(stage: Stage, { attest, ...act }: AttestAct): CallAct {
    const { party, publicJwk } = citizenOf(stage, attest);
    const begun = stage.begun.getTime();
    const input = {
        personRef: party.ref,
        jwk: publicJwk,
        validFrom: new Date(begun - DAY_MS).toISOString(),
        validTo: new Date(begun + 365 * DAY_MS).toISOString(),
    };
    return { ...act, call: 'directory.attestKey', input };
}

/** The device signs what is due from this person; the officer only carries it in. */
export async function signCall(stage: Stage, { sign, person, ...act }: SignAct): Promise<CallAct> {
    const { caseId } = stage.scope.get(sign) as { readonly caseId: string };
    const citizen = citizenOf(stage, person);
    const { party } = citizen;
    const due = await stage.office.client(act.by).land.caseDigest({ caseId });
    const consent = due.consents.find((each) => canonicalJson(each.party) === canonicalJson(party));
    if (consent === undefined) {
        throw new Error(`case ${sign} asks nothing of ${person}`);
    }
    const { caseDigest } = due;
    const payload = canonicalJson({ register: 'land', caseId, caseDigest, act: consent.act, party });
    return { ...act, call: 'land.lodgeConsent', input: { caseId, jws: citizen.signConsent(payload) } };
}

function citizenOf({ citizens }: Stage, personId: string): Citizen {
    const citizen = citizens.get(personId);
    if (citizen === undefined) {
        throw new Error(`persons.json has no ${personId}`);
    }
    return citizen;
}
