import { nodeFileSystem } from '@tabularium/network';
import { randomBytes } from 'node:crypto';
import { z } from 'zod';

const Told = z.strictObject({
    run: z.string(),
    begun: z.iso.datetime(),
    acts: z.array(z.tuple([z.string(), z.unknown()])),
});

/** Which acts have been told, with their results, so that a second start goes on where the first one stopped. */
export interface ToldActs {
    /** Chosen once per ledger. */
    readonly run: string;
    /** When the story was first told on this ledger: dates in acts count from here, and stay the same. */
    readonly begun: Date;
    readonly acts: ReadonlyMap<string, unknown>;
    add(id: string, result: unknown): Promise<void>;
}

export async function openToldActs(file: string): Promise<ToldActs> {
    const bytes = await nodeFileSystem.readFile(file);
    const stored =
        bytes === undefined
            ? { run: randomBytes(6).toString('hex'), begun: new Date().toISOString(), acts: [] }
            : Told.parse(JSON.parse(Buffer.from(bytes).toString('utf8')));
    const { run, begun } = stored;
    const acts = new Map(stored.acts);
    return {
        run,
        begun: new Date(begun),
        acts,
        add: async (id, result) => {
            acts.set(id, result);
            await nodeFileSystem.writeFile(file, JSON.stringify({ run, begun, acts: [...acts] }));
        },
    };
}
