import type { Appointment } from '../../domain/booking/appointment.ts';
import type { ClinicSlug, ConversationId } from '../../domain/ids.ts';
import { type Log, load } from '../../eventStore/commandHandler.ts';
import { conversationStream } from '../../eventStore/commands/conversationIds.ts';
import { readFamily } from '../../eventStore/commands/readFamily.ts';
import type { People } from '../../eventStore/commands/weighMessage.ts';
import { folds } from '../../eventStore/folds.ts';

/** Conversations of one person that are looked at: she has one a channel, and rarely more. */
const most = 10;

/**
 * Finds the conversation in which the link of a booking was shared, else the one that she last wrote in, on the channel of the booking if
 * there is one. Only those of the contact and of whoever was merged into her are hers: a link may have been passed on, and what is said of
 * the visit is for her who booked.
 */
export const conversationOfVisit =
  (people: Pick<People, 'conversationsOf'>) =>
  async (log: Log, clinic: ClinicSlug, { contact, channel, conversation }: Appointment): Promise<ConversationId | null> => {
    const hers = await people.conversationsOf(clinic, await readFamily(log, clinic, contact));
    if (conversation !== null && hers.includes(conversation)) return conversation;
    const [last, ...earlier] = hers.slice(0, most);
    if (last === undefined) return null;
    if (earlier.length === 0) return last;
    for (const id of [last, ...earlier]) {
      const { state } = await load(log, clinic, conversationStream(clinic, id), folds.conversation);
      if (state.status === 'known' && state.channel === channel) return id;
    }
    return last;
  };
