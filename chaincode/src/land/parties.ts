/** Comparing parties. The text form is part of keys and refusals: it holds codes and commitments, never names. */
import type { Act, Party } from './terms';

export function partyKey(party: Party): string {
    switch (party.kind) {
        case 'person':
            return `person:${party.ref}`;
        case 'agency':
            return `agency:${party.agencyId}`;
        case 'organization':
            return `organization:${party.uscc}`;
    }
}

export function isSameParty(a: Party, b: Party): boolean {
    return partyKey(a) === partyKey(b);
}

export interface PartyAct {
    readonly party: Party;
    readonly act: Act;
}

export function isSamePartyAct(a: PartyAct, b: PartyAct): boolean {
    return a.act === b.act && isSameParty(a.party, b.party);
}
