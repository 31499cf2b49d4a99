import { chooseTimes, type Wish } from '../../domain/calendar/chooseTimes.ts';
import { type Calendar, CalendarError } from '../../domain/calendar/port.ts';
import { timeInWords } from '../../domain/calendar/timeInWords.ts';
import { eventTypeFor } from '../../domain/clinic/calcomPage.ts';
import type { ClinicSettings } from '../../domain/clinic/settings.ts';
import type { Offer } from '../../domain/conversation/availability.ts';
import { type ClinicSlug, type Instant, instantOf, type OfferId } from '../../domain/ids.ts';
import { idFrom } from '../codec/envelope.ts';
import { type Cause, handle, type Log, load } from '../commandHandler.ts';
import { folds } from '../folds.ts';
import { conversationStream } from './conversationIds.ts';
import { type LinkResult, type LinkWanted, shareBookingLink } from './shareBookingLink.ts';

/** Which times are to be offered, and to whom. */
export interface TimesWanted extends Omit<LinkWanted, 'visit'> {
  readonly wish?: Wish;
}

export interface OfferedTime {
  readonly startsAt: Instant;
  /** Day, date, time and zone, in the clinic's words. */
  readonly words: string;
}

export type TimesResult =
  /** To be chosen from by their place, from 1 on; a chosen one becomes a link by `shareBookingLink` with a visit. */
  | { readonly type: 'times'; readonly offer: OfferId; readonly eventType: string; readonly times: readonly OfferedTime[] }
  /** There is nothing to choose from, or nobody who could say: she gets the link to the whole page. */
  | { readonly type: 'link'; readonly because: NoTimes; readonly link: LinkResult };

/** Why no times are offered. */
export type NoTimes = 'noCalendar' | 'calendarAway' | 'noFreeTimes';

/** How far ahead free times are asked for. */
const horizon = 21 * 86_400_000;

/**
 * Offers three free times in a conversation and records that they were offered. Where the calendar cannot be asked, or has nothing, a plain
 * link is shared in their place. The same cause offers the same times again, whatever the calendar says by then.
 * @param calendar null where the clinic has none that can be asked
 */
export async function offerTimes(
  log: Log,
  settings: Pick<ClinicSettings, 'slug' | 'timeZone' | 'locale' | 'calcom' | 'procedures'>,
  calendar: Calendar | null,
  { wish = {}, ...wanted }: TimesWanted,
  cause: Cause,
): Promise<TimesResult> {
  const { slug: clinic, timeZone } = settings;
  const offer = idFrom(clinic, 'offer', cause.id) as OfferId; // a UUID of ours
  const before = await offered(log, clinic, wanted, offer);
  if (before) return told(before, settings);
  const plain = async (because: NoTimes): Promise<TimesResult> => ({
    type: 'link',
    because,
    link: await shareBookingLink(log, clinic, { ...wanted, visit: null }, cause),
  });
  const eventType = eventTypeFor(wanted.procedure, settings);
  if (calendar === null || eventType === null) return plain('noCalendar');
  const at = cause.occurredAt;
  const free = await freeTimes(calendar, eventType, at);
  if (free === null) return plain('calendarAway');
  const times = chooseTimes(free, { now: at, timeZone, wish });
  if (times.length === 0) return plain('noFreeTimes');
  const made: Offer = { offer, at, eventType, procedure: wanted.procedure, times, timeZone };
  await handle(log, {
    clinic,
    stream: conversationStream(clinic, wanted.conversation),
    fold: folds.conversation,
    cause,
    step: 'offer',
    subject: (state) => (state.status === 'known' ? state.contact : null),
    decide: (state) => (state.status === 'known' ? [{ type: 'AvailabilityOffered', data: made }] : []),
  });
  return told(made, settings);
}

/** The offer of this cause, where it was made before. */
async function offered(
  log: Log,
  clinic: ClinicSlug,
  { conversation }: Pick<LinkWanted, 'conversation'>,
  offer: OfferId,
): Promise<Offer | null> {
  const { state } = await load(log, clinic, conversationStream(clinic, conversation), folds.conversation);
  return state.status === 'known' && state.offer?.offer === offer ? state.offer : null;
}

/** Null while the calendar is away. */
async function freeTimes(calendar: Calendar, eventType: string, from: Instant): Promise<readonly Instant[] | null> {
  try {
    return await calendar.freeTimes({ eventType, from, to: instantOf(new Date(Date.parse(from) + horizon)) });
  } catch (error) {
    if (error instanceof CalendarError) return null;
    throw error;
  }
}

const told = ({ offer, eventType, times, timeZone }: Offer, { locale }: Pick<ClinicSettings, 'locale'>): TimesResult => ({
  type: 'times',
  offer,
  eventType,
  times: times.map((startsAt) => ({ startsAt, words: timeInWords(startsAt, { timeZone, locale }) })),
});
