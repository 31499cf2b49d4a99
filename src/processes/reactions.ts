import { createLanes } from '../database/lanes.ts';
import type { Lease } from '../database/lease.ts';
import { instantOf } from '../domain/ids.ts';
import { systemViewer } from '../domain/viewer.ts';
import type { LoggedEvent } from '../eventStore/codec/envelope.ts';
import type { RecordedEvent } from '../eventStore/port.ts';
import { earliestFirst, moveProcesses, type ProcessCheckpoint, readCheckpoints, restored } from './checkpoints.ts';
import { clearTimers, writeEffects } from './effectTable.ts';
import { looking } from './looking.ts';
import type { Parts } from './parts.ts';
import { isPassing } from './passing.ts';
import { type PlannedEffect, planEffects, planReaction } from './plan.ts';
import type { ClearTimers, EventType, Process } from './process.ts';

const viewer = systemViewer('processes');

/** Reactions at work at once: those that load a stream wait for it. */
const width = 32;

/** What follows from one event in one process. */
interface Reaction {
  readonly process: string;
  readonly cleared: readonly ClearTimers[];
  readonly planned: readonly PlannedEffect[];
}

/** Takes events as they come and writes down what follows from them, with the processes' checkpoints in the same transaction. */
export async function followLog(parts: Parts, lease: Lease, batchSize: number): Promise<void> {
  const { log, database, progress, rested } = parts;
  let checkpoints: readonly ProcessCheckpoint[] = await readCheckpoints(database, parts.processes, await log.store.logId());
  const [least] = earliestFirst(checkpoints.map(({ position }) => position));
  const tell = (): void => {
    progress.positions = new Map(checkpoints.map(({ process, position }) => [process, position]));
    rested.given();
  };
  tell();
  if (least === undefined) return;
  for await (const batch of log.store.subscribe(viewer, { after: least, signal: lease.signal, batchSize })) {
    const last = batch.at(-1);
    if (!last) continue;
    // Those that are ahead of the others have seen it.
    const behind = checkpoints.filter(({ position }) => position === 'start' || position < last.position);
    const reactions = await react(parts, behind, batch);
    const { planned, cleared } = inOrder(reactions);
    await database.transaction(viewer, async (transaction) => {
      await Promise.all([
        lease.assertHeld(transaction),
        clearTimers(transaction, cleared),
        writeEffects(transaction, planned),
        moveProcesses(transaction, behind, last),
      ]);
    });
    tellPlanned(parts, planned);
    checkpoints = checkpoints.map((one) => (behind.includes(one) ? { ...one, position: last.position } : one));
    tell();
  }
}

/** What follows from a batch, in the order of the log. Only what some process reacts to is decrypted. */
async function react(
  parts: Parts,
  checkpoints: readonly ProcessCheckpoint[],
  batch: readonly RecordedEvent[],
): Promise<readonly Reaction[]> {
  const { processes, log, clock, onError } = parts;
  const wanting = (record: RecordedEvent) =>
    checkpoints.flatMap((checkpoint) => {
      const process = processes.find(({ name }) => name === checkpoint.process);
      const seen = checkpoint.position !== 'start' && record.position <= checkpoint.position;
      return process && !seen && wants(process, record.type) ? [{ process, checkpoint }] : [];
    });
  const wanted = batch.filter((record) => wanting(record).length > 0);
  const decoded = await log.codec.decodeEach(wanted);
  const now = instantOf(clock.now());
  const lanes = createLanes(width);
  const asked = wanted.flatMap((record, index) =>
    wanting(record).map(async ({ process, checkpoint }): Promise<Reaction> => {
      const event = decoded[index];
      if (!event || 'reason' in event)
        return {
          process: process.name,
          cleared: [],
          planned: [planReaction(process.name, record, now, event?.reason ?? 'it was not read')],
        };
      try {
        const reaction = await lanes.run([], () => reactTo(process, event, parts));
        const held = checkpoint.heldThrough !== null && record.position <= checkpoint.heldThrough;
        return held ? { ...reaction, planned: reaction.planned.map((one) => heldIfDue(one, now)) } : reaction;
      } catch (error) {
        if (isPassing(error)) throw error;
        onError(error);
        return { process: process.name, cleared: [], planned: [planReaction(process.name, record, now, null)] };
      }
    }),
  );
  return Promise.all(asked);
}

const wants = ({ reactsTo }: Process, type: string): boolean => reactsTo.includes(type as EventType); // it asks whether it is one

const heldIfDue = (effect: PlannedEffect, now: string): PlannedEffect =>
  effect.plannedFor <= now ? { ...effect, state: 'HELD', reason: restored } : effect;

async function reactTo(process: Process, event: LoggedEvent, { log, clock }: Parts): Promise<Reaction> {
  const look = looking(log, clock);
  const effects = await process.react(event, look);
  return {
    process: process.name,
    cleared: effects.filter((one) => one.type === 'clearTimers'),
    planned: planEffects(process.name, event, effects, look.now),
  };
}

/** Timers that are cleared later in a batch are not set; those that are set after it stay. */
function inOrder(reactions: readonly Reaction[]): {
  readonly planned: readonly PlannedEffect[];
  readonly cleared: readonly (ClearTimers & { readonly process: string })[];
} {
  let all: PlannedEffect[] = [];
  const clears: (ClearTimers & { readonly process: string })[] = [];
  for (const { process, cleared, planned } of reactions) {
    for (const clear of cleared) {
      clears.push({ ...clear, process });
      all = all.filter((one) => !isCleared(one, process, clear));
    }
    all.push(...planned);
  }
  return { planned: all, cleared: clears };
}

const isCleared = (effect: PlannedEffect, process: string, { purpose, about, upTo }: ClearTimers): boolean =>
  effect.process === process && effect.purpose === purpose && effect.about === about && effect.version <= upTo;

/** Tries a reaction again that had failed, or an event that could not be read. Throws while it cannot. */
export async function reactAgain(parts: Parts, lease: Lease, { process: name, cause }: PlannedEffect): Promise<void> {
  const process = parts.processes.find((one) => one.name === name);
  const [record] = await parts.log.store.readStream(viewer, cause.stream, { from: cause.revision, limit: 1 });
  if (!process || !record) throw new Error('the event that it reacts to is not there');
  const [event] = await parts.log.codec.decode([record]);
  if (!event) throw new Error('the event that it reacts to cannot be read');
  const { cleared, planned } = await reactTo(process, event, parts);
  await parts.database.transaction(viewer, async (transaction) => {
    await Promise.all([
      lease.assertHeld(transaction),
      clearTimers(
        transaction,
        cleared.map((clear) => ({ ...clear, process: name })),
      ),
      writeEffects(transaction, planned),
    ]);
  });
  tellPlanned(parts, planned);
}

/** Wakes those who have something to do now, and has them woken for what is due later. */
function tellPlanned({ scheduling, clock, progress: { carrying } }: Parts, planned: readonly PlannedEffect[]): void {
  const now = clock.now();
  scheduling.wakeAt(planned.map(({ plannedFor }) => new Date(plannedFor)).filter((time) => time > now));
  const concerned = new Set(planned.map(({ process }) => process));
  for (const { process, wake } of carrying) if (concerned.has(process)) wake.given();
}
