import type { BookingDesk, FreeTime, LinkRequest } from '../../assistant/ports.ts';
import type { Calendar } from '../../domain/calendar/port.ts';
import { type ClinicClock, timeWords } from '../../domain/clinic/timeWords.ts';
import type { Offer } from '../../domain/conversation/availability.ts';
import type { ClinicSlug, ConversationId, Instant } from '../../domain/ids.ts';
import { type Log, load } from '../../eventStore/commandHandler.ts';
import { conversationStream } from '../../eventStore/commands/conversationIds.ts';
import { offerTimes } from '../../eventStore/commands/offerTimes.ts';
import { shareBookingLink } from '../../eventStore/commands/shareBookingLink.ts';
import { readSettings } from '../../eventStore/commands/weighMessage.ts';
import { folds } from '../../eventStore/folds.ts';

/**
 * The way to an appointment: links that lead back to their conversation, and times that are free and were offered in it.
 * @param publicUrl where this server is reached from outside
 * @param calendarOf the calendar of a clinic; null where none can be asked
 */
export const bookingDesk = (
  log: Log,
  publicUrl: () => Promise<string>,
  calendarOf: (clinic: ClinicSlug) => Calendar | null,
): BookingDesk => ({
  async offerTimes(request) {
    const { clinic, now } = request;
    const settings = await readSettings(log, clinic);
    const found = await offerTimes(log, settings, calendarOf(clinic), request, causeOf(request));
    return found.type === 'times' ? inWords(found.offer, settings, now) : [];
  },

  async shareLink(request) {
    const { clinic, conversation, procedure, startsAt } = request;
    const offer = startsAt === null ? null : await offerIn(log, clinic, conversation);
    const visit = offer && startsAt && offer.times.includes(startsAt) ? { eventType: offer.eventType, startsAt } : null;
    const shared = await shareBookingLink(log, clinic, { conversation, procedure, visit, publicUrl: await publicUrl() }, causeOf(request));
    if (shared.type !== 'shared') throw new Error(`a link is wanted for ${conversation}, of which nothing is known`);
    return shared.url;
  },

  async offeredTimes(clinic, conversation, now) {
    const offer = await offerIn(log, clinic, conversation);
    if (offer === null) return [];
    // By their places in what she was told, which do not change when the first has passed.
    const isOver = offer.times.every((startsAt) => startsAt <= now);
    return isOver ? [] : inWords(offer, await readSettings(log, clinic), now);
  },
});

const inWords = ({ times, timeZone }: Offer, { locale }: ClinicClock, now: Instant): readonly FreeTime[] =>
  times.map((startsAt) => ({ startsAt, words: timeWords(startsAt, { timeZone, locale }, now) }));

async function offerIn(log: Log, clinic: ClinicSlug, conversation: ConversationId): Promise<Offer | null> {
  const { state } = await load(log, clinic, conversationStream(clinic, conversation), folds.conversation);
  return state.status === 'known' ? state.offer : null;
}

/** What a link or an offer is recorded under: all that follows from one conversation is one journey. */
export const causeOf = ({ cause: id, conversation, now }: Pick<LinkRequest, 'cause' | 'conversation' | 'now'>) =>
  ({ id, correlationId: conversation, actor: 'karen', channel: null, occurredAt: now }) as const;
