import { setTimeout as delay } from 'node:timers/promises';
import type { Database } from '../database/database.ts';
import { systemViewer } from '../domain/viewer.ts';
import type { EventStore } from '../eventStore/port.ts';

/** Which parts can do their work now. */
export interface Readiness {
  readonly ready: boolean;
  readonly parts: Readonly<Record<string, 'ready' | string>>;
}

const viewer = systemViewer('readiness');

/** Waits until every part can do its work, at most the given milliseconds: a server that says it is ready should be. */
export async function untilReady(parts: Parameters<typeof checkReadiness>[0], patience = 5_000): Promise<void> {
  for (const deadline = Date.now() + patience; Date.now() < deadline; await delay(10)) {
    if ((await checkReadiness(parts)).ready) return;
  }
}

/** Asks each part, within two seconds; a part that does not answer is named. */
export async function checkReadiness({ database, store }: { readonly database: Database; readonly store: EventStore }): Promise<Readiness> {
  const checks: readonly (readonly [string, Promise<string>])[] = [
    ['database', database.query(viewer, { text: 'select 1' }).then(() => 'ready')],
    ['eventStore', store.readAll(viewer, { after: 'start', limit: 1 }).then(() => 'ready')],
    ['projections', projectionsReady(database)],
  ];
  const parts = await Promise.all(checks.map(async ([name, check]) => [name, await within(check, 2_000)] as const));
  return { ready: parts.every(([, state]) => state === 'ready'), parts: Object.fromEntries(parts) };
}

async function projectionsReady(database: Database): Promise<string> {
  const [lease] = await database.query<{ held: boolean }>(viewer, {
    text: `select expires_at > now() as held from lease where name = 'projections'`,
  });
  return lease?.held ? 'ready' : 'no process is projecting';
}

async function within(check: Promise<string>, milliseconds: number): Promise<string> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve('does not answer'), milliseconds);
  });
  try {
    return await Promise.race([check.catch(() => 'is away'), late]);
  } finally {
    clearTimeout(timer);
  }
}
