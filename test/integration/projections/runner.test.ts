import { afterEach, describe, expect, test } from 'vitest';
import type { ClinicSlug } from '../../../src/domain/ids.ts';
import { systemViewer } from '../../../src/domain/viewer.ts';
import { recordBooking } from '../../../src/eventStore/commands/recordBooking.ts';
import { memoryEventStore } from '../../../src/eventStore/memory.ts';
import type { Position } from '../../../src/eventStore/port.ts';
import { runProjections } from '../../../src/projections/runner.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { memoryLog } from '../../support/log.ts';
import { bookingReport, rescheduled } from '../../support/reports.ts';

const clinic = 'oshun' as ClinicSlug;
const viewer = systemViewer('test');
let database: TestDatabase;
afterEach(() => database.dispose());

describe('the projections', () => {
  test('show a booking and its reschedule', async () => {
    database = await createTestDatabase();
    const store = memoryEventStore();
    const log = memoryLog({ store });
    for (const [name, report] of [
      ['a', bookingReport()] as const,
      ['b', rescheduled('uid-two', 'uid-one', 1, '2026-10-08T08:00:00.000Z')] as const,
    ]) {
      await recordBooking(log, clinic, report, {
        id: name,
        correlationId: name,
        actor: 'cal.com',
        channel: null,
        occurredAt: report.occurredAt,
      });
    }
    const last = (await store.readAll(viewer, { after: 'start', limit: 1000 })).at(-1)?.position;
    const stop = new AbortController();
    const errors: unknown[] = [];
    const done = new Promise<Position>((resolve) => {
      void runProjections({
        store,
        codec: log.codec,
        database: database.database,
        holder: 'test',
        signal: stop.signal,
        batchSize: 2,
        onError: (error) => errors.push(error),
        onProjected: (position) => {
          if (position === last) resolve(position);
        },
      });
    });
    await done;
    stop.abort();
    expect(errors).toEqual([]);
    expect(
      await database.database.query(viewer, { text: 'select status, starts_at, channel from booking where starts_at is not null' }),
    ).toMatchObject([{ status: 'SCHEDULED', channel: 'WHATSAPP' }]);
    expect(await database.database.query(viewer, { text: 'select kind from booking_change order by position, seq' })).toMatchObject([
      { kind: 'SCHEDULED' },
      { kind: 'RESCHEDULED' },
    ]);
    expect(await database.database.query(viewer, { text: 'select name, phone, email from contact' })).toEqual([
      { name: 'Keisha Brown', phone: '+18765550142', email: 'keisha.brown@example.com' },
    ]);
    expect(await database.database.query(viewer, { text: 'select uid from booking_uid order by uid' })).toEqual([
      { uid: 'uid-one' },
      { uid: 'uid-two' },
    ]);
  });
});
