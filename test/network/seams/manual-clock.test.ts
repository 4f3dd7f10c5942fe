import { ManualClock } from '../../../network/src/seams/manual-clock';

const start = new Date('2026-03-01T08:00:00.000Z');

describe('a manual clock', () => {
    test('stands still until it is moved', () => {
        const clock = new ManualClock(start);

        clock.advance(1500);

        expect(clock.now()).toEqual(new Date('2026-03-01T08:00:01.500Z'));
    });

    test('runs what falls due, earliest first, each at its own time', () => {
        const clock = new ManualClock(start);
        const ran: string[] = [];
        clock.after(200, () => ran.push(`second ${String(clock.now().getTime() - start.getTime())}`));
        clock.after(100, () => ran.push(`first ${String(clock.now().getTime() - start.getTime())}`));
        clock.after(301, () => ran.push('too late'));

        clock.advance(300);

        expect(ran).toEqual(['first 100', 'second 200']);
    });

    test('runs timers that a timer starts if they fall due on the way', () => {
        const clock = new ManualClock(start);
        let ticks = 0;
        const tick = (): void => {
            ticks += 1;
            clock.after(10, tick);
        };
        clock.after(10, tick);

        clock.advance(35);

        expect(ticks).toBe(3);
    });

    test('runs nothing that was cancelled, nothing twice and nothing when set back', () => {
        const clock = new ManualClock(start);
        const ran: string[] = [];
        const cancel = clock.after(10, () => ran.push('cancelled'));
        clock.after(20, () => ran.push('kept'));

        cancel();
        clock.advance(20);
        clock.set(start);
        clock.advance(20);

        expect(ran).toEqual(['kept']);
    });
});
