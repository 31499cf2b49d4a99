import { defineProcess } from '../../../src/processes/process.ts';
import { note } from './notes.ts';

/** A process that writes a note when a booking comes in, and one when the visit begins. */
export const atTheVisit = defineProcess({
  name: 'atTheVisit',
  version: 1,
  reactsTo: ['BookingScheduled'],
  react({ stream, event }) {
    const { startsAt } = event.data;
    const effect = { purpose: 'note', about: stream, version: 1, usefulUntil: null } as const;
    return [
      { ...effect, type: 'issue', data: { text: 'booked' }, which: 'booked' },
      ...(startsAt === null ? [] : [{ ...effect, type: 'setTimer' as const, dueAt: startsAt, data: { text: 'begins' } }]),
    ];
  },
  deeds: { note: { carryOut: (effect, acting) => note(acting, effect, String(effect.data.text)) } },
});
