import { describe, expect, test } from 'vitest';
import { type VirtualClock, virtualClock } from '../../../src/scheduling/virtualClock.ts';

const start = new Date('2027-03-01T14:00:00Z');
const at = (minutes: number): Date => new Date(start.getTime() + minutes * 60_000);
const never = new AbortController().signal;

/** A part with a list of work, each piece of which takes some turns and may make more. */
function worker(clock: VirtualClock) {
  const queue: (() => void)[] = [];
  const log: string[] = [];
  let given = 0;
  let done = 0;
  let wake = (): void => {};
  const work = async (): Promise<void> => {
    for (;;) {
      const piece = queue.shift();
      if (!piece) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
        continue;
      }
      for (let turns = 0; turns < 5; turns++) await new Promise((resolve) => setImmediate(resolve));
      piece();
      done += 1;
    }
  };
  void work();
  clock.watch({
    async settled() {
      while (done < given) await new Promise((resolve) => setImmediate(resolve));
      return String(done);
    },
  });
  return {
    log,
    give(name: string, piece = (): void => {}) {
      given += 1;
      queue.push(() => {
        log.push(`${name} at ${clock.now().toISOString().slice(11, 16)}`);
        piece();
      });
      wake();
    },
  };
}

describe('a virtual clock', () => {
  test('comes to what is waited for in the order of time, and then to the end', async () => {
    const clock = virtualClock(start);
    const woken: string[] = [];
    for (const minutes of [30, 10, 20, 50]) void clock.until(at(minutes), never).then(() => woken.push(clock.now().toISOString()));
    await clock.runUntil(at(40));
    expect(woken).toEqual([at(10), at(20), at(30)].map((one) => one.toISOString()));
    expect(clock.now()).toEqual(at(40));
    await clock.runUntil(at(60));
    expect(woken).toHaveLength(4);
  });

  test('stands still until all work that a wake-up caused is done, in whatever parts', async () => {
    const clock = virtualClock(start);
    const [one, other] = [worker(clock), worker(clock)];
    void clock.until(at(10), never).then(() => one.give('first', () => other.give('second', () => one.give('third'))));
    void clock.until(at(11), never).then(() => other.give('fourth'));
    await clock.runUntil(at(60));
    expect([one.log, other.log]).toEqual([
      ['first at 14:10', 'third at 14:10'],
      ['second at 14:10', 'fourth at 14:11'],
    ]);
  });

  test('takes in what work waits for only then', async () => {
    const clock = virtualClock(start);
    const part = worker(clock);
    const woken: Date[] = [];
    void clock
      .until(at(10), never)
      .then(() => part.give('plans', () => void clock.until(at(12), never).then(() => woken.push(clock.now()))));
    void clock.until(at(30), never).then(() => woken.push(clock.now()));
    await clock.runUntil(at(60));
    expect(woken).toEqual([at(12), at(30)]);
  });

  test('wakes at once whom it owes nothing, and whoever gives up', async () => {
    const clock = virtualClock(start);
    await clock.until(at(-1), never);
    const giveUp = new AbortController();
    const waiting = clock.until(at(10), giveUp.signal);
    giveUp.abort();
    await waiting;
    await clock.until(at(10), giveUp.signal);
    expect(clock.now()).toEqual(start);
  });

  test('waits no longer for a part that it does not watch any more', async () => {
    const clock = virtualClock(start);
    clock.watch({ settled: () => new Promise(() => {}) })();
    await clock.runUntil(at(1));
    expect(clock.now()).toEqual(at(1));
  });

  test('never goes back', async () => {
    const clock = virtualClock(start);
    await clock.runUntil(at(-10));
    expect(clock.now()).toEqual(start);
  });
});
