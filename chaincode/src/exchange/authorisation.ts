/** The answer to "could I?": the same objections that a use would meet, all of them and item by item. */
import type { z } from 'zod';
import type { Caller } from '../runtime/caller';
import type { DomainError } from '../runtime/errors';
import type { exchangeApi } from './api';
import { exhausted, objectionsToGrant, objectionsToUsing, standingOf, type UseFacts } from './grants';

type Authorisation = z.input<(typeof exchangeApi.transactions)['authorise']['output']>;

export function authorise(
    facts: UseFacts,
    items: readonly string[],
    claimed: number,
    now: string,
    caller: Caller,
): Authorisation {
    const { grant } = facts;
    const general = [...objectionsToGrant(facts, now, caller)];
    if (standingOf(grant, claimed, now) === 'EXHAUSTED') general.push(exhausted(grant));
    const decisions = items.map((itemCode) => {
        const objections = [...general, ...objectionsToUsing(facts, itemCode, caller)].map(objectionOf);
        return { itemCode, allowed: objections.length === 0, objections };
    });
    return { grantId: grant.grantId, allowed: decisions.every(({ allowed }) => allowed), items: decisions };
}

function objectionOf({ code, details }: DomainError): Authorisation['items'][number]['objections'][number] {
    const { need, have } = details;
    return typeof need === 'number' && typeof have === 'number' ? { code, need, have } : { code };
}
