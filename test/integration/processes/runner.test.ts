import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { BookingReport } from '../../../src/domain/booking/report.ts';
import type { ClinicSlug, Instant } from '../../../src/domain/ids.ts';
import type { Log } from '../../../src/eventStore/commandHandler.ts';
import { recordBooking } from '../../../src/eventStore/commands/recordBooking.ts';
import type { Process } from '../../../src/processes/process.ts';
import { type VirtualClock, virtualClock } from '../../../src/scheduling/virtualClock.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { memoryLog } from '../../support/log.ts';
import { notesIn, texts } from '../../support/processes/notes.ts';
import { remind } from '../../support/processes/remind.ts';
import { type Running, type RunningOptions, runProcesses } from '../../support/processes/running.ts';
import { bookingReport, rescheduled } from '../../support/reports.ts';

const clinic = 'oshun' as ClinicSlug;
let home: TestDatabase;
let log: Log;
let clock: VirtualClock;
let all: Running[];

beforeEach(async () => {
  home = await createTestDatabase();
  log = memoryLog();
  clock = virtualClock(new Date('2026-10-06T12:00:00Z'));
  all = [];
});
afterEach(async () => {
  await Promise.all(all.map((one) => one.stop()));
  await home.dispose();
});

async function run(processes: readonly Process[], options: Partial<RunningOptions> = {}): Promise<Running> {
  const running = await runProcesses(home, { processes, clock, log, ...options });
  all.push(running);
  return running;
}

const record = (name: string, report: BookingReport): Promise<unknown> =>
  recordBooking(log, clinic, report, { id: name, correlationId: name, actor: 'cal.com', channel: null, occurredAt: report.occurredAt });

const at = (time: string): Date => new Date(time);

describe('a process', () => {
  test('issues what follows from an event, once and named by what caused it', async () => {
    const running = await run([remind([])]);
    await record('a', bookingReport());
    await running.settled();
    const [confirmed, ...others] = await notesIn(log);
    expect(others).toEqual([]);
    expect(confirmed).toMatchObject({
      text: 'confirmed 1',
      event: { metadata: { actor: 'system', clinic, occurredAt: '2026-10-06T12:00:00.000Z' } },
    });
    expect(running.outcomes).toEqual(['remind done']);
    expect(running.errors).toEqual([]);
  });

  test('is woken for its timers at their time, in the order of time', async () => {
    const running = await run([remind([72, 24.5])]);
    await record('a', bookingReport());
    await clock.runUntil(at('2026-10-14T15:00:00Z'));
    expect((await notesIn(log)).map(({ text, at: when }) => `${when} ${text}`)).toEqual([
      '2026-10-06T12:00:00.000Z confirmed 1',
      '2026-10-11T15:00:00.000Z reminded 1, 72 h',
      '2026-10-13T14:30:00.000Z reminded 1, 24.5 h',
    ]);
    expect(running.errors).toEqual([]);
  });
});
