import { expect, test } from 'vitest';
import { appointmentOf } from '../../../../src/domain/booking/appointment.ts';
import type { ClinicSlug } from '../../../../src/domain/ids.ts';
import { readBooking } from '../../../../src/eventStore/commands/joinBookings.ts';
import { type EventStore, EventStoreError } from '../../../../src/eventStore/port.ts';
import { bookingReport } from '../../../support/reports.ts';
import { visitStage } from '../../../support/visits/visitStage.ts';

const clinic = 'oshun' as ClinicSlug; // a well-formed slug

/** The store, which writes one append and is away before it says so, and for some calls after. */
function awayAfter(appends: number, store: EventStore): EventStore {
  let [count, refusing] = [0, 0];
  const away = (): EventStoreError => new EventStoreError('UNAVAILABLE', 'the store is away');
  const answer = (): void => {
    if (refusing === 0) return;
    refusing -= 1;
    throw away();
  };
  return {
    ...store,
    async append(viewer, append) {
      answer();
      const result = await store.append(viewer, append);
      count += 1;
      if (count !== appends) return result;
      refusing = 3;
      throw away();
    },
    async readStream(...args) {
      answer();
      return store.readStream(...args);
    },
  };
}

// What is planned, told, due, asked for, handed over, sent and settled comes to fifteen appends.
test.each(Array.from({ length: 15 }, (_, index) => index + 1))(
  'a visit whose store goes away after append %i is confirmed once and reminded of twice',
  async (appends) => {
    const here = await visitStage({ start: '2026-10-05T18:22:00Z', storeSeen: (store) => awayAfter(appends, store) });
    try {
      const booking = await here.book(bookingReport());
      await here.until('2026-10-14T16:00:00Z');
      expect(here.taken.map(({ text }) => /you are booked|a reminder/.exec(text)?.[0])).toEqual([
        'you are booked',
        'a reminder',
        'a reminder',
      ]);
      const { state } = await readBooking(here.log, clinic, booking);
      expect(appointmentOf(state)?.told).toHaveLength(1);
      expect(appointmentOf(state)?.reminders.map(({ status }) => status)).toEqual(['SENT', 'SENT']);
      expect(here.errors.length).toBeGreaterThan(0);
    } finally {
      await here.close();
    }
  },
);
