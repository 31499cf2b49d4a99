import { timeWords } from '../../assistant/facts/timeWords.ts';
import type { BookingDesk, LinkRequest } from '../../assistant/ports.ts';
import type { Offer } from '../../domain/conversation/availability.ts';
import type { ClinicSlug, ConversationId } from '../../domain/ids.ts';
import { type Log, load } from '../../eventStore/commandHandler.ts';
import { conversationStream } from '../../eventStore/commands/conversationIds.ts';
import { shareBookingLink } from '../../eventStore/commands/shareBookingLink.ts';
import { folds } from '../../eventStore/folds.ts';

/**
 * The way to an appointment as it stands in the log: links that lead back to their conversation, and times that were offered in it.
 * @param publicUrl where this server is reached from outside
 * @param offerTimes looks into the clinic's calendar
 */
export const bookingDesk = (log: Log, publicUrl: () => Promise<string>, offerTimes: BookingDesk['offerTimes']): BookingDesk => ({
  offerTimes,

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
    return isOver ? [] : offer.times.map((startsAt) => ({ startsAt, words: timeWords(startsAt, offer.timeZone) }));
  },
});

async function offerIn(log: Log, clinic: ClinicSlug, conversation: ConversationId): Promise<Offer | null> {
  const { state } = await load(log, clinic, conversationStream(clinic, conversation), folds.conversation);
  return state.status === 'known' ? state.offer : null;
}

/** What a link or an offer is recorded under: all that follows from one conversation is one journey. */
export const causeOf = ({ cause: id, conversation, now }: Pick<LinkRequest, 'cause' | 'conversation' | 'now'>) =>
  ({ id, correlationId: conversation, actor: 'karen', channel: null, occurredAt: now }) as const;
