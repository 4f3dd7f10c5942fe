import { Chain } from '../cli/chain';
import type { SearchAct } from './acts';
import { noteOf } from './calls';
import { otherwise, type Outcome, outcomeOf } from './outcome';
import { resolve } from './references';
import type { Stage } from './stage';

/** Looks through all blocks as any member's peer delivers them: transactions, results, events, signatures. */
export function performSearch(stage: Stage, act: SearchAct): Promise<Outcome> {
    const { scope, office } = stage;
    return outcomeOf(act, async () => {
        const absent = resolve(act.search.absent, scope) as readonly string[];
        const present = new Set(resolve(act.search.present, scope) as readonly string[]);
        const chain = new Chain(office.client(act.by));
        const { height } = await chain.info();
        for await (const block of chain.blocks(0, height - 1)) {
            const bytes = Buffer.from(block.serializeBinary());
            if (absent.some((text) => bytes.includes(text))) {
                return otherwise(`block ${String(block.getHeader()?.getNumber())} holds what must not be public`);
            }
            for (const text of present) {
                if (bytes.includes(text)) {
                    present.delete(text);
                }
            }
        }
        scope.set(act.id, { blocks: height });
        return present.size > 0
            ? otherwise('the search did not find what is public')
            : { kind: 'answered', notes: noteOf(stage, act) };
    });
}
