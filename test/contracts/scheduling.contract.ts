import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Clock } from '../../src/domain/clock.ts';
import type { Scheduling } from '../../src/scheduling/port.ts';
import { type Listener, listener } from '../support/scheduling/listener.ts';

/** Wake-ups somewhere, by some clock, and how a test gets rid of them. Its minutes have a second, so that nobody waits long. */
export interface OpenedScheduling {
  readonly scheduling: Scheduling;
  readonly clock: Clock;
  /** Lets time pass until then. */
  pass(until: Date): Promise<void>;
  /** Opens the same wake-ups once more, as another process does. */
  readonly another?: () => Scheduling;
  /** Deletes every wake-up. */
  readonly lose?: () => Promise<void>;
  close(): Promise<void>;
}

/** Milliseconds of a minute here. */
export const grain = 1_000;

/**
 * What every adapter of the port for wake-ups promises; an adapter's own test is a few lines that call this.
 * @param durable whether the wake-ups outlive the adapter, so that processes share them
 */
export function schedulingContract(name: string, { durable }: { readonly durable: boolean }, open: () => Promise<OpenedScheduling>): void {
  describe(`the scheduling contract on ${name}`, () => {
    let opened: OpenedScheduling;
    let scheduling: Scheduling;
    beforeEach(async () => {
      opened = await open();
      ({ scheduling } = opened);
    });
    afterEach(() => opened.close());

    /** The beginning of a minute that is so many minutes away. */
    const ahead = (minutes: number): Date => new Date((Math.floor(opened.clock.now().getTime() / grain) + minutes) * grain);
    const within = (minute: Date, milliseconds: number): Date => new Date(minute.getTime() + milliseconds);
    /** Lets time come to a minute, and waits until the sleeper has heard of it. */
    const comes = async (minute: Date, sleeper: Listener): Promise<void> => {
      await Promise.all([opened.pass(minute), sleeper.woken(minute)]);
    };
    const anotherOf = ({ another }: OpenedScheduling): Scheduling => {
      if (!another) throw new Error('these wake-ups end with their adapter');
      return another();
    };

    test('somebody is woken in the minute that he asked for, and not before it', async () => {
      const early: number[] = [];
      const sleeper = listener();
      const [first, second] = [ahead(1), ahead(3)];
      await scheduling.start({
        ...sleeper,
        due(minute) {
          early.push(minute.getTime() - opened.clock.now().getTime());
          sleeper.due(minute);
        },
      });
      scheduling.wakeAt([within(first, 700), within(second, 10)]);
      await comes(first, sleeper);
      await comes(second, sleeper);
      expect(sleeper.heard).toEqual([first, second]);
      expect(Math.max(...early)).toBeLessThanOrEqual(0);
    });

    test('all that is due in one minute has one wake-up, whoever asks and however often', async () => {
      const minute = ahead(60);
      for (let millisecond = 0; millisecond < grain; millisecond += 50) scheduling.wakeAt([within(minute, millisecond), minute]);
      expect(await scheduling.waiting()).toEqual([minute]);
      scheduling.wakeAt([minute, ahead(61)]);
      expect(await scheduling.waiting()).toEqual([minute, within(minute, grain)]);
    });

    test('a minute that is past comes at once', async () => {
      const sleeper = listener();
      await scheduling.start(sleeper);
      const past = ahead(-100);
      scheduling.wakeAt([past]);
      await comes(past, sleeper);
    });

    test('what was asked for before anybody listens is kept for him', async () => {
      const [past, minute] = [ahead(-1), ahead(2)];
      scheduling.wakeAt([past, minute]);
      expect(await scheduling.waiting()).toEqual([past, minute]);
      const sleeper = listener();
      await scheduling.start(sleeper);
      await comes(minute, sleeper);
      await sleeper.woken(past);
      await scheduling.stop();
      expect(await scheduling.waiting()).toEqual([]);
    });

    test('once it is stopped nobody is woken, and what was asked for comes to whoever starts next', async () => {
      const first = listener();
      await scheduling.start(first);
      const minute = ahead(2);
      scheduling.wakeAt([minute]);
      expect(await scheduling.waiting()).toEqual([minute]);
      await scheduling.stop();
      await opened.pass(within(minute, grain));
      expect(first.heard).toEqual([]);
      const second = listener();
      await scheduling.start(second);
      await comes(minute, second);
    });

    test('on start it sweeps: what should be there and is not comes all the same, what is overdue at once', async () => {
      const [overdue, minute] = [ahead(-5), ahead(2)];
      const sleeper = listener(() => [within(overdue, 3), within(minute, 3)]);
      await scheduling.start(sleeper);
      await opened.pass(minute);
      await sleeper.woken(minute);
      expect(sleeper.heard[0]?.getTime()).toBeLessThan(minute.getTime());
    });

    test('what is no time is refused, and not taken for now', () => {
      expect(() => scheduling.wakeAt([new Date('tomorrow')])).toThrow(RangeError);
    });

    test('it may be stopped and closed again, and before it was started', async () => {
      await scheduling.stop();
      await scheduling.start(listener());
      await scheduling.stop();
      await scheduling.stop();
      await Promise.all([scheduling.close(), scheduling.close()]);
      await scheduling.close();
    });

    if (durable) {
      test('one process asks and another is woken', async () => {
        const other = anotherOf(opened);
        const sleeper = listener();
        await scheduling.start(sleeper);
        const minute = ahead(2);
        other.wakeAt([minute]);
        expect(await other.waiting()).toEqual([minute]);
        await comes(minute, sleeper);
        await other.close();
      });

      test('of several who listen somebody is woken for each minute', async () => {
        const other = anotherOf(opened);
        const sleepers = [listener(), listener()] as const;
        await Promise.all([scheduling.start(sleepers[0]), other.start(sleepers[1])]);
        const minutes = [2, 3, 4].map(ahead);
        scheduling.wakeAt(minutes);
        await Promise.all(minutes.map((minute) => Promise.race(sleepers.map((one) => one.woken(minute)))));
        await other.close();
      });

      test('when every wake-up is lost a sweep creates them again', async () => {
        const minute = ahead(4);
        const sleeper = listener((until) => (minute <= until ? [minute] : []));
        await scheduling.start(sleeper);
        expect(await scheduling.waiting()).toEqual([minute]);
        await opened.lose?.();
        expect(await scheduling.waiting()).toEqual([]);
        await comes(minute, sleeper);
      });
    }
  });
}
