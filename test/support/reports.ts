import type { BookingReport } from '../../src/domain/booking/report.ts';
import type { Instant } from '../../src/domain/ids.ts';

/** A report about Keisha's consultation, as the translator would make it; tests change what they are about. */
export function bookingReport(
  change: Partial<Omit<BookingReport, 'details'>> & { details?: Partial<BookingReport['details']> } = {},
): BookingReport {
  const at = change.details?.at ?? ('2026-10-05T18:22:41.317Z' as Instant);
  return {
    says: { type: 'status', status: 'SCHEDULED', rescheduled: false, reason: null },
    seat: null,
    attendees: null,
    occurredAt: at,
    booker: {
      name: 'Keisha Brown',
      identifiers: [
        { kind: 'PHONE', value: '+18765550142' },
        { kind: 'EMAIL', value: 'keisha.brown@example.com' },
      ],
    },
    ...change,
    details: {
      uid: 'uid-one',
      at,
      previousUid: null,
      iCalUid: 'uid-one@cal.example.com',
      iCalSequence: 0,
      startsAt: '2026-10-14T15:00:00.000Z' as Instant,
      endsAt: '2026-10-14T15:30:00.000Z' as Instant,
      timeZone: 'America/Jamaica',
      kind: 'CONSULTATION',
      procedure: 'botox',
      practitioner: 'Dr. Simone Campbell',
      channel: 'WHATSAPP',
      tells: ['metadata'],
      location: 'Suite 4',
      said: { answers: {}, metadata: { channel: 'whatsapp' }, notes: null },
      ...change.details,
    },
  };
}

export const rescheduled = (uid: string, previousUid: string, sequence: number, at: string): BookingReport =>
  bookingReport({
    says: { type: 'status', status: 'SCHEDULED', rescheduled: true, reason: 'work' },
    details: {
      uid,
      previousUid,
      iCalSequence: sequence,
      at: at as Instant,
      channel: null,
      startsAt: `2026-10-${10 + sequence}T15:00:00.000Z` as Instant,
    },
  });

/** A later body that names neither the uid it replaces nor the iCalUID, as after the clinic's yes to a new time. */
export const confirmed = (uid: string, at: string): BookingReport =>
  bookingReport({ details: { uid, iCalUid: null, iCalSequence: null, at: at as Instant, channel: null } });
