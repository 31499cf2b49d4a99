import type { BookingPage, Calendar } from '../../domain/calendar/port.ts';
import { type ClinicSlug, type Instant, instantOf } from '../../domain/ids.ts';
import type { Log } from '../../eventStore/commandHandler.ts';
import type { TranslatorClinic } from '../../webhooks/calcom/translate.ts';
import { type Compared, compareBookings } from './compare.ts';

/** A clinic whose bookings are compared with its calendar. */
export interface ReconciledClinic {
  readonly slug: ClinicSlug;
  readonly calendar: Calendar;
  readonly translator: TranslatorClinic;
}

/** Up to where bookings have been compared, by the calendar's clock. */
export interface Marks {
  /** Every booking that changed before it. */
  readonly changedSince: Instant;
  /** Every visit that was over by it. */
  readonly overSince: Instant;
}

export interface RoundOptions {
  readonly log: Log;
  readonly clinic: ReconciledClinic;
  readonly from: Marks;
  readonly now: () => Date;
  readonly signal?: AbortSignal;
  /** Hears what came of each answer of the calendar, and how far all of them have come. */
  readonly onCompared: (compared: readonly Compared[], marks: Marks) => Promise<void>;
}

/** Read again in every round: what a calendar writes at one moment may show a moment later. */
const overlap = 10 * 60_000;
/** A webhook that is on its way is not missed yet. */
const grace = 60_000;
/** For so long after a visit its booking is asked for again: a mark that she did not come changes no time of it. */
const marking = 2 * 86_400_000;

/**
 * Asks the calendar for what changed, and for the visits that were over, since the marks, and records what nobody told. Every moment is the
 * calendar's own, so that our clock may be wrong. Fails with CalendarError; up to the marks that were told by then all is done.
 */
export async function reconcileRound(options: RoundOptions): Promise<Marks> {
  const changed = await compareChanged(options);
  return compareOver(options, changed.marks, changed.seenAt);
}

/** Page after page by the time of change: a booking that changes meanwhile goes to the end, and would move those behind it if pages were counted. */
async function compareChanged(options: RoundOptions): Promise<{ readonly marks: Marks; readonly seenAt: Instant }> {
  const { clinic, from } = options;
  let marks = from;
  let since = before(from.changedSince, overlap);
  for (let skip = 0; ; ) {
    const page = await clinic.calendar.bookingsChanged({ since, skip, ...signalOf(options) });
    const seenAt = page.answeredAt ?? instantOf(options.now());
    const told = page.bookings.filter(({ updatedAt }) => updatedAt <= before(seenAt, grace));
    const last = told.at(-1)?.updatedAt ?? since;
    marks = { ...marks, changedSince: later(marks.changedSince, last) };
    await compare(options, { ...page, bookings: told }, seenAt, marks);
    const size = page.bookings.length + page.unreadable.length;
    if (page.isLast || size === 0 || told.length < page.bookings.length) return { marks, seenAt };
    skip = last > since ? 0 : skip + size;
    since = last;
  }
}

/** The visits of the last days: whether their time is over, and who did not come. Rows of the past stay where they are, so pages may be counted. */
async function compareOver(options: RoundOptions, marks: Marks, to: Instant): Promise<Marks> {
  const { clinic, from } = options;
  const done: Marks = { ...marks, overSince: later(marks.overSince, to) };
  for (let skip = 0; ; ) {
    const page = await clinic.calendar.bookingsOver({ from: before(from.overSince, marking), to, skip, ...signalOf(options) });
    const size = page.bookings.length + page.unreadable.length;
    const isLast = page.isLast || size === 0;
    // A row that changed a moment ago is the other half's business: its webhook may be on its way.
    const told = page.bookings.filter(({ updatedAt }) => updatedAt <= before(to, grace));
    await compare(options, { ...page, bookings: told }, page.answeredAt ?? to, isLast ? done : marks);
    if (isLast) return done;
    skip += size;
  }
}

async function compare({ log, clinic, onCompared }: RoundOptions, page: BookingPage, seenAt: Instant, marks: Marks): Promise<void> {
  const compared = await compareBookings(log, clinic.slug, clinic.translator, { bookings: page.bookings, seenAt });
  const unreadable = page.unreadable.map((uid): Compared => ({ uid, missed: [], problem: 'cannot be read' }));
  await onCompared([...compared, ...unreadable], marks);
}

const signalOf = ({ signal }: RoundOptions) => (signal ? { signal } : {});
const before = (at: Instant, milliseconds: number): Instant => instantOf(new Date(Date.parse(at) - milliseconds));
const later = (a: Instant, b: Instant): Instant => (a > b ? a : b);
