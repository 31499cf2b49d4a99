import { createLanes, type Lanes } from '../../database/lanes.ts';
import { uidKey } from '../../domain/booking/calUid.ts';
import type { Missed } from '../../domain/booking/events.ts';
import type { BookingReport } from '../../domain/booking/report.ts';
import type { FoundBooking } from '../../domain/calendar/foundBooking.ts';
import type { ClinicSlug, Instant } from '../../domain/ids.ts';
import { idFrom } from '../../eventStore/codec/envelope.ts';
import type { Log } from '../../eventStore/commandHandler.ts';
import { readKey } from '../../eventStore/commands/bookingKeys.ts';
import { recordFoundBooking } from '../../eventStore/commands/recordFoundBooking.ts';
import { conflictKeys } from '../../webhooks/calcom/contentKey.ts';
import { translateFound } from '../../webhooks/calcom/found.ts';
import type { TranslatorClinic } from '../../webhooks/calcom/translate.ts';
import { isPassing } from '../../webhooks/inbox/processor.ts';

/** What came of one booking of the calendar. */
export interface Compared {
  readonly uid: string;
  /** What nobody had told of it; it is recorded. */
  readonly missed: readonly Missed[];
  /** The kind of error for which it could not be recorded. */
  readonly problem: string | null;
}

/** Bookings that the calendar gave in one answer, and when. */
export interface Answer {
  readonly bookings: readonly FoundBooking[];
  readonly seenAt: Instant;
}

/** Compares the bookings of an answer with the log, and records what it lacks. Fails when the store is away; of a bug it tells. */
export async function compareBookings(
  log: Log,
  clinic: ClinicSlug,
  translator: TranslatorClinic,
  { bookings, seenAt }: Answer,
): Promise<readonly Compared[]> {
  const lanes = createLanes(8);
  const replaced = new Set(bookings.flatMap(({ rescheduledFrom }) => rescheduledFrom ?? []));
  return Promise.all(
    bookings.map(async (found): Promise<Compared> => {
      const { uid } = found;
      try {
        const slot = await readKey(log, clinic, uidKey(uid, null));
        const seats = Object.keys(slot.state.seats);
        const reports = translateFound(found, { clinic: translator, seenAt, seats, isReplaced: replaced.has(uid) });
        const missed = await Promise.all(reports.map((report) => record(log, clinic, lanes, report, seenAt)));
        return { uid, missed: [...new Set(missed.flat())], problem: null };
      } catch (error) {
        if (isPassing(error)) throw error;
        return { uid, missed: [], problem: error instanceof Error ? error.name : 'unknown error' };
      }
    }),
  );
}

const record = (log: Log, clinic: ClinicSlug, lanes: Lanes, report: BookingReport, seenAt: Instant): Promise<readonly Missed[]> => {
  const { details, seat, occurredAt } = report;
  // Named by the answer: the same row may say something new in the next one, though it did not change, as when the visit's time is over.
  const id = idFrom(clinic, 'found', details.uid, seat ?? '', seenAt);
  const cause = { id, correlationId: id, actor: 'cal.com', channel: details.channel, occurredAt } as const;
  const keys = conflictKeys({ kind: 'reports', trigger: 'found', reports: [report] });
  return lanes.run(keys, () => recordFoundBooking(log, clinic, report, cause));
};
