import type { Tabularium } from '@tabularium/client';
import { canonicalJson } from '@tabularium/chaincode/api';
import type { Citizen } from '../story/citizens';

type Party = Citizen['party'];
type OpenCaseInput = Parameters<Tabularium['land']['openCase']>[0];

/** A first registration with one owner and one document: an ordinary case. */
export function openCaseInput(unitCode: string, party: Party): OpenCaseInput {
    const sha256 = 'c'.repeat(64);
    return {
        unitCode,
        terms: {
            type: 'FIRST_REGISTRATION',
            parcel: { areaMm2: '86400000', locationLabel: '和平里一号楼二单元301室', geometrySha256: sha256 },
            owners: [{ party, share: { numerator: 1, denominator: 1 } }],
        },
        sources: [{ kind: 'OWNERSHIP_PROOF', sha256, title: 'deed-2009-117' }],
    };
}

/** Makes the consent that `openCase` waits for, as the owner's device would. */
export function consentTo(opened: { readonly caseId: string; readonly caseDigest: string }, owner: Citizen): string {
    const { caseId, caseDigest } = opened;
    return owner.signConsent(
        canonicalJson({ register: 'land', caseId, caseDigest, act: 'ACQUIRE', party: owner.party }),
    );
}
