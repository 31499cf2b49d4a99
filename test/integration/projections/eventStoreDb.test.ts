import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Hints, openHints } from '../../../src/database/hints.ts';
import type { ClinicSlug } from '../../../src/domain/ids.ts';
import { systemViewer } from '../../../src/domain/viewer.ts';
import type { Log } from '../../../src/eventStore/commandHandler.ts';
import { recordBooking } from '../../../src/eventStore/commands/recordBooking.ts';
import { eventStoreDbEventStore } from '../../../src/eventStore/eventStoreDb/eventStoreDb.ts';
import type { EventStore } from '../../../src/eventStore/port.ts';
import { openBookingFeeds } from '../../../src/projections/bookings/feed.ts';
import type { BookingFeeds, BookingFrame } from '../../../src/projections/bookings/feedPort.ts';
import { runProjections } from '../../../src/projections/runner.ts';
import { projectionStatuses } from '../../../src/projections/system.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { type EventStoreServer, startEventStoreServer } from '../../support/eventStoreServer/eventStoreServer.ts';
import { memoryLog } from '../../support/log.ts';
import { bookingReport, rescheduled } from '../../support/reports.ts';

// Positions of this store are byte offsets: far apart, and with others' events between them.
const clinic = 'oshun' as ClinicSlug;
const viewer = systemViewer('test');
let server: EventStoreServer;
let store: EventStore;
let log: Log;
let home: TestDatabase;
let hints: Hints;
let feeds: BookingFeeds;
let stop: AbortController;
let errors: unknown[];

beforeEach(async () => {
  server = await startEventStoreServer();
  store = eventStoreDbEventStore({ url: server.url });
  log = memoryLog({ store });
  home = await createTestDatabase();
  stop = new AbortController();
  errors = [];
  hints = openHints(home.database, (error) => errors.push(error));
  feeds = openBookingFeeds(home.database, { logId: await store.logId(), signal: stop.signal, hint: hints.projected });
});
afterEach(async () => {
  stop.abort();
  await hints.close();
  await store.close();
  await server.close();
  await home.dispose();
});

/** Projects until everything that is in the log now is in the tables. */
async function projected(): Promise<void> {
  const last = (await store.readAll(viewer, { after: 'start', limit: 10_000 })).at(-1)?.position;
  const done = new AbortController();
  await runProjections({
    store,
    codec: log.codec,
    database: home.database,
    holder: 'test',
    signal: AbortSignal.any([done.signal, stop.signal]),
    batchSize: 3,
    onError: (error) => errors.push(error),
    onProjected(position) {
      hints.projected.given();
      if (position === last) done.abort();
    },
  });
}

const record = (name: string, report: ReturnType<typeof bookingReport>) =>
  recordBooking(log, clinic, report, { id: name, correlationId: name, actor: 'cal.com', channel: null, occurredAt: report.occurredAt });

/** The frames of a feed until one is `ready` and so many changes have come. */
async function frames(after: string | null, changes: number): Promise<readonly BookingFrame[]> {
  const ended = new AbortController();
  const seen: BookingFrame[] = [];
  for await (const some of await feeds.subscribe({ viewer, after, signal: ended.signal, onTooSlow: () => {} }, {})) {
    seen.push(...some);
    if (seen.some(({ type }) => type === 'ready') && seen.filter(({ type }) => type === 'changed').length >= changes) break;
  }
  ended.abort();
  return seen;
}

test('projections, their lag and their feeds stand on byte offsets as on dense positions', async () => {
  await record('a', bookingReport());
  const before = (await frames(null, 0)).at(-1)?.cursor ?? '';
  await projected();
  await record('b', rescheduled('uid-two', 'uid-one', 1, '2026-10-08T08:00:00.000Z'));

  const behind = await projectionStatuses(home.database, store, new Date());
  const [first] = await store.readAll(viewer, { after: behind[0]?.position ?? 'start', limit: 1 });
  expect(first).toBeDefined();
  const waiting = await store.readAll(viewer, { after: behind[0]?.position ?? 'start', limit: 10_000 });
  expect(behind.map(({ lagEvents }) => lagEvents)).toEqual(behind.map(() => waiting.length));

  await projected();
  const caughtUp = await projectionStatuses(home.database, store, new Date());
  expect(caughtUp.map(({ lagEvents }) => lagEvents)).toEqual(caughtUp.map(() => 0));
  expect(errors).toEqual([]);
  expect(await home.database.query(viewer, { text: 'select status, starts_at from booking where starts_at is not null' })).toMatchObject([
    { status: 'SCHEDULED' },
  ]);

  const told = await frames(before, 2);
  expect(told.flatMap((one) => (one.type === 'changed' ? [one.kind] : []))).toEqual(['SCHEDULED', 'RESCHEDULED']);
  const [scheduled] = told;
  const resumed = await frames(scheduled?.cursor ?? '', 1);
  expect(resumed.flatMap((one) => (one.type === 'changed' ? [one.kind] : []))).toEqual(['RESCHEDULED']);
});

test('tables that were filled from another log are not gone on with', async () => {
  await record('a', bookingReport());
  await projected();
  const other = await startEventStoreServer();
  const otherStore = eventStoreDbEventStore({ url: other.url });
  const refused = new AbortController();
  const problem = await new Promise<unknown>((resolve) => {
    void runProjections({
      store: otherStore,
      codec: log.codec,
      database: home.database,
      holder: 'test',
      signal: refused.signal,
      onError: resolve,
    });
  });
  refused.abort();
  expect(problem).toMatchObject({ message: expect.stringContaining('another event log') });
  await otherStore.close();
  await other.close();
});
