import type { BookingReport } from '../../../src/domain/booking/report.ts';
import type { ClinicSlug } from '../../../src/domain/ids.ts';
import type { Log } from '../../../src/eventStore/commandHandler.ts';
import { recordBooking } from '../../../src/eventStore/commands/recordBooking.ts';
import { type Deed, defineProcess, type Effect, type Process } from '../../../src/processes/process.ts';
import { bookingReport } from '../reports.ts';
import { note } from './notes.ts';

/** Has a report carried out in the demo clinic, named like the delivery that brought it. */
export const record = (log: Log, name: string, report: BookingReport): Promise<unknown> =>
  recordBooking(log, 'oshun' as ClinicSlug, report, {
    id: name,
    correlationId: name,
    actor: 'cal.com',
    channel: null,
    occurredAt: report.occurredAt,
  });

/** A report about the visit of one of many people. */
export const visitOf = (number: number, details: Partial<BookingReport['details']> = {}): BookingReport =>
  bookingReport({
    booker: { name: `Person ${number}`, identifiers: [{ kind: 'EMAIL', value: `person.${number}@example.com` }] },
    details: { uid: `uid-${number}`, iCalUid: null, ...details },
  });

/** A process that does one thing about every booking: what a test makes of it. */
export function onBooked(
  deed: Partial<Deed>,
  effect: Partial<Extract<Effect, { type: 'issue' }>> = {},
  more: Partial<Pick<Process, 'name' | 'version'>> = {},
): Process {
  return defineProcess({
    name: 'onBooked',
    version: 1,
    reactsTo: ['BookingScheduled'],
    react: ({ stream }) => [{ type: 'issue', purpose: 'act', about: stream, version: 1, usefulUntil: null, ...effect }],
    deeds: { act: { carryOut: (due, acting) => note(acting, due, 'done'), ...deed } },
    ...more,
  });
}
