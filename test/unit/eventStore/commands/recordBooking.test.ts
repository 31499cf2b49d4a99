import { describe, expect, test } from 'vitest';
import { appointmentOf } from '../../../../src/domain/booking/appointment.ts';
import { type BookingState, evolveBooking, noBooking } from '../../../../src/domain/booking/booking.ts';
import type { BookingEvent } from '../../../../src/domain/booking/events.ts';
import type { BookingReport } from '../../../../src/domain/booking/report.ts';
import type { ClinicSlug } from '../../../../src/domain/ids.ts';
import type { Cause, Log } from '../../../../src/eventStore/commandHandler.ts';
import { recordBooking } from '../../../../src/eventStore/commands/recordBooking.ts';
import { everything, Killed, killedAfter, memoryLog } from '../../../support/log.ts';
import { bookingReport, confirmed, rescheduled } from '../../../support/reports.ts';

const clinic = 'oshun' as ClinicSlug;
const causeOf = (report: BookingReport, name: string): Cause => ({
  id: name,
  correlationId: name,
  actor: 'cal.com',
  channel: null,
  occurredAt: report.occurredAt,
});

const story: readonly (readonly [string, BookingReport])[] = [
  ['created', bookingReport()],
  ['requested', confirmed('uid-two', '2026-10-08T09:00:00.000Z')],
  ['linked', rescheduled('uid-two', 'uid-one', 1, '2026-10-08T08:00:00.000Z')],
  ['again', rescheduled('uid-three', 'uid-two', 2, '2026-10-09T08:00:00.000Z')],
];

const play = async (log: Log, [name, report]: readonly [string, BookingReport]): Promise<void> => {
  await recordBooking(log, clinic, report, causeOf(report, name));
};

/** What the log comes to: the appointments, and who owns which identifier. */
async function outcome(log: Log): Promise<unknown> {
  const events = await everything(log);
  const bookings = new Map<string, BookingState>();
  const contacts = new Set<string>();
  const keys = new Map<string, unknown>();
  for (const { stream, event } of events) {
    if (stream.startsWith('booking-')) bookings.set(stream, evolveBooking(bookings.get(stream) ?? noBooking, event as BookingEvent));
    if (event.type === 'ContactCreated') contacts.add(event.data.contact);
    if (event.type === 'BookingUidClaimed') keys.set(stream, event.data.booking);
    if (event.type === 'BookingsJoined') keys.set(stream, event.data.into);
  }
  const shown = [...bookings.values()].flatMap((state) => appointmentOf(state) ?? []);
  return {
    shown: shown.map(({ contact, matchedBy, ...rest }) => rest),
    contacts: contacts.size,
    owners: new Set(keys.values()).size,
    identifiers: identifierCounts(events),
  };
}

const identifierCounts = (events: Awaited<ReturnType<typeof everything>>): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const { event } of events) if (/^(?:Identifier|Contact)/.test(event.type)) counts[event.type] = (counts[event.type] ?? 0) + 1;
  return counts;
};

describe('recording a booking', () => {
  test('makes one appointment of a chain whose links are learnt late, and one contact', async () => {
    const log = memoryLog();
    for (const step of story) await play(log, step);
    expect(await outcome(log)).toMatchObject({
      shown: [
        {
          uids: ['uid-one', 'uid-two', 'uid-three'],
          version: 3,
          status: 'SCHEDULED',
          channel: 'WHATSAPP',
          startsAt: '2026-10-12T15:00:00.000Z',
        },
      ],
      contacts: 1,
      owners: 1,
    });
  });

  test('appends nothing for a cause that was handled', async () => {
    const log = memoryLog();
    for (const step of story) await play(log, step);
    const before = (await everything(log)).length;
    for (const step of story) await play(log, step);
    expect(await everything(log)).toHaveLength(before);
  });

  test('comes to the same when the process is killed between any two appends and the delivery is driven again', async () => {
    const whole = memoryLog();
    for (const step of story) await play(whole, step);
    const expected = await outcome(whole);
    const total = (await whole.store.readAll(whole.viewer, { after: 'start', limit: 1_000 })).length;

    for (let kill = 0; kill <= total; kill++) {
      const log = memoryLog();
      const dying: Log = { ...log, store: killedAfter(log.store, kill) };
      let done = 0;
      try {
        for (; done < story.length; done++) await play(dying, story[done] as (typeof story)[number]);
      } catch (error) {
        expect(error).toBeInstanceOf(Killed);
      }
      for (const step of story.slice(done)) await play(log, step);
      expect(await outcome(log), `killed after ${kill} appends`).toEqual(expected);
    }
  });

  test('comes to the same when another delivery of the same booking heals what a killed one left', async () => {
    const [first, ...rest] = story as [(typeof story)[number], ...(typeof story)[number][]];
    for (let kill = 0; kill < 8; kill++) {
      const log = memoryLog();
      await play({ ...log, store: killedAfter(log.store, kill) }, first).catch(() => {});
      for (const step of rest) await play(log, step);
      await play(log, first);
      expect(await outcome(log), `killed after ${kill} appends`).toMatchObject({
        shown: [{ uids: ['uid-one', 'uid-two', 'uid-three'], version: 3 }],
        contacts: 1,
        owners: 1,
      });
    }
  });

  test('gives the same result when two processes handle the deliveries at once', async () => {
    for (let round = 0; round < 20; round++) {
      const log = memoryLog();
      await Promise.all(story.map((step) => play(log, step)));
      for (const step of story) await play(log, step);
      expect(await outcome(log)).toMatchObject({ shown: [{ uids: ['uid-one', 'uid-two', 'uid-three'], version: 3 }], contacts: 1 });
    }
  });
});
