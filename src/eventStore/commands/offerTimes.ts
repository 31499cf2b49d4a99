import { chooseTimes } from '../../domain/calendar/chooseTimes.ts';
import { type Calendar, CalendarError } from '../../domain/calendar/port.ts';
import { eventTypeFor } from '../../domain/clinic/calcomPage.ts';
import type { ClinicSettings } from '../../domain/clinic/settings.ts';
import type { WantedTimes } from '../../domain/conversation/action.ts';
import type { Offer } from '../../domain/conversation/availability.ts';
import { type ClinicSlug, type ConversationId, type Instant, instantOf, type OfferId } from '../../domain/ids.ts';
import { idFrom } from '../codec/envelope.ts';
import { type Cause, handle, type Log, load } from '../commandHandler.ts';
import { folds } from '../folds.ts';
import { conversationStream } from './conversationIds.ts';

/** Which times are to be offered, and in which conversation. */
export interface TimesRequest {
  readonly conversation: ConversationId;
  /** Slug of the clinic's procedure; null: a first talk. */
  readonly procedure: string | null;
  /** Null: the next ones that are free. */
  readonly wanted: WantedTimes | null;
}

export type TimesResult =
  /** To be chosen from by their place, from 1 on; a chosen one becomes a link by `shareBookingLink` with a visit. */
  | { readonly type: 'times'; readonly offer: Offer }
  /** There is nothing to choose from, or nobody who could say: the link leads to the whole page. */
  | { readonly type: 'none'; readonly because: NoTimes };

/** Why no times are offered. */
export type NoTimes = 'noCalendar' | 'calendarAway' | 'noFreeTimes';

/** How far ahead free times are asked for. */
const horizon = 21 * 86_400_000;

/**
 * Offers three free times in a conversation and records that they were offered. The same cause offers the same times again, whatever the
 * calendar says by then.
 * @param calendar null where the clinic has none that can be asked
 */
export async function offerTimes(
  log: Log,
  settings: Pick<ClinicSettings, 'slug' | 'timeZone' | 'calcom' | 'procedures'>,
  calendar: Calendar | null,
  { conversation, procedure, wanted }: TimesRequest,
  cause: Cause,
): Promise<TimesResult> {
  const { slug: clinic, timeZone } = settings;
  const id = idFrom(clinic, 'offer', cause.id) as OfferId; // a UUID of ours
  const before = await offered(log, clinic, conversation, id);
  if (before) return { type: 'times', offer: before };
  const eventType = eventTypeFor(procedure, settings);
  if (calendar === null || eventType === null) return { type: 'none', because: 'noCalendar' };
  const at = cause.occurredAt;
  const free = await freeTimes(calendar, eventType, at, wanted);
  if (free === null) return { type: 'none', because: 'calendarAway' };
  const times = chooseTimes(free, { now: at, timeZone, wanted });
  if (times.length === 0) return { type: 'none', because: 'noFreeTimes' };
  const offer: Offer = { offer: id, at, eventType, procedure, times, timeZone };
  await handle(log, {
    clinic,
    stream: conversationStream(clinic, conversation),
    fold: folds.conversation,
    cause,
    step: 'offer',
    subject: (state) => (state.status === 'known' ? state.contact : null),
    decide: (state) => (state.status === 'known' ? [{ type: 'AvailabilityOffered', data: offer }] : []),
  });
  return { type: 'times', offer };
}

/** The offer of this cause, where it was made before. */
async function offered(log: Log, clinic: ClinicSlug, conversation: ConversationId, offer: OfferId): Promise<Offer | null> {
  const { state } = await load(log, clinic, conversationStream(clinic, conversation), folds.conversation);
  return state.status === 'known' && state.offer?.offer === offer ? state.offer : null;
}

/** Null while the calendar is away. */
async function freeTimes(
  calendar: Calendar,
  eventType: string,
  from: Instant,
  wanted: WantedTimes | null,
): Promise<readonly Instant[] | null> {
  const until = Math.max(Date.parse(from) + horizon, wanted === null ? 0 : Date.parse(wanted.until));
  try {
    return await calendar.freeTimes({ eventType, from, to: instantOf(new Date(until)) });
  } catch (error) {
    if (error instanceof CalendarError) return null;
    throw error;
  }
}
