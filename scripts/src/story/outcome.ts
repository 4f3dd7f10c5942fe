import { DomainRefusal } from '@tabularium/client';
import type { Bilingual } from '../text/language';

/** What became of one act. */
export interface Outcome {
    readonly tell: Bilingual;
    readonly kind: 'written' | 'answered' | 'refused' | 'wrong';
    /** Where it was written. */
    readonly place?: { readonly transactionId: string; readonly blockNumber: number };
    readonly milliseconds: number;
    /** Code and text of a refusal, or what went wrong. */
    readonly reason?: Bilingual & { readonly code: string };
    /** Told below the act. */
    readonly notes?: readonly Bilingual[];
}

interface Told {
    readonly tell: Bilingual;
    /** The refusal that must come. */
    readonly expect?: string | undefined;
}

/** Comes out of an act that did not end in a refusal. */
export type Done = Pick<Outcome, 'kind' | 'place' | 'notes' | 'reason'>;

/** Does an act's work, and holds what came out against what the story says of it. */
export async function outcomeOf({ tell, expect }: Told, work: () => Promise<Done>): Promise<Outcome> {
    const begun = performance.now();
    const ended = await work().then(
        (done) => (expect === undefined ? done : otherwise(`${expect} was expected, and nothing was refused`)),
        (error: unknown) => failed(error, expect),
    );
    return { tell, milliseconds: performance.now() - begun, ...ended };
}

function failed(error: unknown, expect: string | undefined): Done {
    if (!(error instanceof DomainRefusal)) {
        return otherwise(String(error));
    }
    const { code, messages } = error;
    return { kind: code === expect ? 'refused' : 'wrong', reason: { code, ...messages } };
}

export function otherwise(text: string): Done {
    return { kind: 'wrong', reason: { code: 'UNEXPECTED', en: text, zh: text } };
}
