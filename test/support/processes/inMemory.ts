import type { Lease } from '../../../src/database/lease.ts';
import type { Part } from '../../../src/domain/clock.ts';
import { instantOf } from '../../../src/domain/ids.ts';
import type { Log } from '../../../src/eventStore/commandHandler.ts';
import type { Position } from '../../../src/eventStore/port.ts';
import { attempt } from '../../../src/processes/attempt.ts';
import type { TakenEffect } from '../../../src/processes/effectTable.ts';
import { looking } from '../../../src/processes/looking.ts';
import type { Parts } from '../../../src/processes/parts.ts';
import { planEffects } from '../../../src/processes/plan.ts';
import type { ClearTimers, EventType, Process } from '../../../src/processes/process.ts';
import type { VirtualClock } from '../../../src/scheduling/virtualClock.ts';

type Waiting = TakenEffect & { readonly dueAt: number };

/** What a program that is killed leaves to the next: the rows of its process tables. */
export interface ProcessTable {
  waiting: readonly Waiting[];
  position: Position | 'start';
}

export interface InMemoryOptions {
  /** Default: a new one, at the log's end as a new process begins. */
  readonly table?: ProcessTable;
  /** Whether the program was killed: nothing is written any more. */
  readonly isDead?: () => boolean;
}

/** Processes at work on a log in memory, by the rules of the real runner, one effect at a time. */
export interface ProcessesInMemory extends Part {
  /** What went wrong and was gone on from. */
  readonly errors: readonly unknown[];
  /** What is to be done and is not done yet. */
  readonly waiting: readonly TakenEffect[];
}

const isCleared = ({ process, purpose, about, version }: Waiting, by: string, cleared: ClearTimers): boolean =>
  process === by && purpose === cleared.purpose && about === cleared.about && version <= cleared.upTo;

/** Starts them; the clock waits for them until they are dead. */
export async function processesInMemory(
  log: Log,
  clock: VirtualClock,
  processes: readonly Process[],
  { table = undefined, isDead = () => false }: InMemoryOptions = {},
): Promise<ProcessesInMemory> {
  const errors: unknown[] = [];
  const rows: ProcessTable = table ?? { waiting: [], position: (await log.store.last(log.viewer))?.position ?? 'start' };
  let done = 0;
  const { signal } = new AbortController();
  const told = new Set<number>();
  // An attempt asks for no more of them.
  const parts = { processes, log, clock, onError: (error: unknown) => errors.push(error) } as unknown as Parts;
  const lease = { token: 1, signal, async assertHeld() {} } satisfies Lease;

  async function react(): Promise<void> {
    const records = await log.store.readAll(log.viewer, { after: rows.position, limit: 1_000 });
    let waiting = rows.waiting;
    const interesting = records.filter(({ type }) => processes.some(({ reactsTo }) => reactsTo.includes(type as EventType))); // it asks whether it is one
    for (const event of await log.codec.decode(interesting)) {
      for (const process of processes.filter(({ reactsTo }) => reactsTo.includes(event.event.type))) {
        const effects = await process.react(event, looking(log, clock));
        for (const effect of effects)
          if (effect.type === 'clearTimers') waiting = waiting.filter((one) => !isCleared(one, process.name, effect));
        const its = planEffects(process.name, event, effects, instantOf(clock.now()));
        waiting = [...waiting, ...its.map((one) => ({ ...one, attempts: 0, dueAt: Date.parse(one.plannedFor) }))];
      }
    }
    // One transaction.
    if (isDead()) return;
    rows.waiting = waiting;
    rows.position = records.at(-1)?.position ?? rows.position;
  }

  /** The first that is due; who waits to be tried again holds up his lane. */
  function nextDue(): Waiting | undefined {
    const now = clock.now().getTime();
    const isHeldUp = (one: Waiting): boolean =>
      rows.waiting.some((other) => other.attempts > 0 && other.process === one.process && other.lane === one.lane && other.id !== one.id);
    return rows.waiting.filter((one) => one.dueAt <= now && !isHeldUp(one)).toSorted((a, b) => a.dueAt - b.dueAt)[0];
  }

  async function work(): Promise<void> {
    while (!isDead()) {
      await react();
      const effect = nextDue();
      if (!effect || isDead()) break;
      const outcome = await attempt(parts, lease, effect, 8);
      if (isDead()) break;
      done += 1;
      const others = rows.waiting.filter(({ id }) => id !== effect.id);
      const again = { ...effect, attempts: effect.attempts + 1 };
      rows.waiting = outcome.type === 'retry' ? [...others, { ...again, dueAt: outcome.dueAt.getTime() }] : others;
      if (outcome.type === 'failed') errors.push(new Error(outcome.reason));
    }
    for (const { dueAt } of rows.waiting) {
      if (told.has(dueAt) || dueAt <= clock.now().getTime()) continue;
      told.add(dueAt);
      void clock.until(new Date(dueAt), signal);
    }
  }

  async function settled(): Promise<string> {
    try {
      await work();
    } catch (error) {
      if (!isDead()) throw error;
    }
    return String(done);
  }

  const all: ProcessesInMemory = {
    errors,
    get waiting() {
      return rows.waiting;
    },
    settled,
  };
  clock.watch(all);
  return all;
}
