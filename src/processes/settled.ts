import { systemViewer } from '../domain/viewer.ts';
import { earliestFirst } from './checkpoints.ts';
import { anythingDue } from './effectTable.ts';
import type { Parts, Progress } from './parts.ts';

const viewer = systemViewer('processes');

/** Milliseconds between two looks when nothing is heard: another program may be at work. */
const patience = 50;

/** Resolves once every event has been reacted to, and nothing is due that is not done; with a mark of how far that is. */
export async function settled(parts: Parts, signal: AbortSignal): Promise<string> {
  for (;;) {
    const seen = parts.rested.count();
    const mark = await look(parts);
    if (mark !== null || signal.aborted) return mark ?? 'ended';
    await parts.rested.after(seen, patience, signal);
  }
}

async function look({ log, database, clock, progress }: Parts): Promise<string | null> {
  const { positions } = progress;
  if (positions === null || !allRest(progress)) return null;
  const [least] = earliestFirst([...positions.values()]);
  if (least !== undefined && (await log.store.readAll(viewer, { after: least, limit: 1 })).length > 0) return null;
  if (await anythingDue(database, [...positions.keys()], clock.now())) return null;
  // While it was asked, nobody began anything.
  if (progress.positions !== positions || !allRest(progress)) return null;
  return `${[...positions.values()].join()} ${progress.effects}`;
}

/** Whoever was woken since he began to rest is about to look. */
const allRest = ({ carrying }: Progress): boolean => carrying.every(({ wake, restingSince }) => restingSince === wake.count());
