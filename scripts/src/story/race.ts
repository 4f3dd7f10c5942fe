import type { RaceAct } from './acts';
import { performCall } from './calls';
import type { Outcome } from './outcome';
import type { Stage } from './stage';

const conflictNote = {
    en: 'its first try ended as MVCC_READ_CONFLICT in that block; the client asked again',
    zh: '首次尝试在该区块以 MVCC_READ_CONFLICT 告终，客户端随即重试',
};

/** All of them are endorsed before any is ordered, and one block takes them in the order in which they stand. */
export async function performRace(stage: Stage, { race }: RaceAct): Promise<readonly Outcome[]> {
    const { cutter } = stage;
    await cutter.setMode('manual');
    const running: Promise<Outcome>[] = [];
    for (const [index, call] of race.entries()) {
        running.push(performCall(stage, call));
        await until(() => cutter.pending > index);
    }
    await cutter.cut();
    await cutter.setMode('instant');
    const outcomes = await Promise.all(running);
    return outcomes.map((outcome, index) =>
        race[index]?.conflict === true ? { ...outcome, notes: [conflictNote, ...(outcome.notes ?? [])] } : outcome,
    );
}

async function until(holds: () => boolean): Promise<void> {
    const end = Date.now() + 20_000;
    while (!holds()) {
        if (Date.now() > end) {
            throw new Error('the race did not start: a transaction never reached the orderer');
        }
        await new Promise((wake) => setTimeout(wake, 2));
    }
}
