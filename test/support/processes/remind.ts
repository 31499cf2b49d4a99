import { appointmentOf } from '../../../src/domain/booking/appointment.ts';
import { type Instant, instantOf } from '../../../src/domain/ids.ts';
import { folds } from '../../../src/eventStore/folds.ts';
import { defineProcess } from '../../../src/processes/process.ts';
import { note } from './notes.ts';

const hour = 3_600_000;

const earlier = (time: Instant, hours: number): Instant => instantOf(new Date(Date.parse(time) - hours * hour));

/**
 * A process like those to come: it confirms a booking, and reminds so many hours before the visit, unless that has moved or is off by then.
 * A reminder is of use until an hour before the visit, a confirmation for a day.
 */
export const remind = (hours: readonly number[], name = 'remind') =>
  defineProcess({
    name,
    version: 1,
    reactsTo: ['BookingScheduled', 'BookingRescheduled'],
    async react({ stream, event }, { now, load }) {
      const appointment = appointmentOf(await load(stream, folds.booking));
      const { startsAt } = event.data;
      if (!appointment || startsAt === null) return [];
      const { version } = appointment;
      return [
        { type: 'issue', purpose: 'confirm', about: stream, version, usefulUntil: earlier(now, -24) },
        ...hours
          .map((before) => ({ before, dueAt: earlier(startsAt, before) }))
          .filter(({ dueAt }) => dueAt > now)
          .map(({ before, dueAt }) => ({
            type: 'setTimer' as const,
            purpose: 'remind',
            which: `${before}`,
            about: stream,
            version,
            data: { before },
            dueAt,
            usefulUntil: earlier(startsAt, 1),
          })),
      ];
    },
    deeds: {
      confirm: {
        carryOut: (effect, acting) => note(acting, effect, `confirmed ${effect.version}`),
        tooLate: (effect, acting) => note(acting, effect, `too late to confirm ${effect.version}`),
      },
      remind: {
        async carryOut(effect, acting) {
          const appointment = appointmentOf(await acting.load(effect.about, folds.booking));
          const holds = appointment?.status === 'SCHEDULED' && appointment.version === effect.version;
          await note(acting, effect, `${holds ? 'reminded' : 'skipped'} ${effect.version}, ${effect.data.before} h`);
        },
        tooLate: (effect, acting) => note(acting, effect, `too late to remind ${effect.version}, ${effect.data.before} h`),
      },
    },
  });
