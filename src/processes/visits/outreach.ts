import type { Appointment } from '../../domain/booking/appointment.ts';
import type { MessageAbout } from '../../domain/conversation/message.ts';
import type { ClinicSlug, ContactId, ConversationId, Instant } from '../../domain/ids.ts';
import type { Wording } from '../../domain/visit/wording.ts';
import type { Cause, Log } from '../../eventStore/commandHandler.ts';
import { requestMessage } from '../../eventStore/commands/requestMessage.ts';
import type { People } from '../../eventStore/commands/weighMessage.ts';
import { conversationOfVisit } from './conversationOfVisit.ts';

/** A message about a visit that she should get. */
export interface VisitWish {
  readonly clinic: ClinicSlug;
  readonly contact: ContactId;
  /** Where it belongs; null: wherever she can be reached. */
  readonly conversation: ConversationId | null;
  /** Of a reminder, `careStep` says which one. */
  readonly about: MessageAbout;
  readonly wording: Wording;
  /** After it the message is of no use. */
  readonly usefulUntil: Instant | null;
}

/** What the processes of a visit need of those who send. */
export interface Outreach {
  /** The conversation in which she is written to about an appointment; null where she has none. */
  conversationOf(log: Log, clinic: ClinicSlug, appointment: Appointment): Promise<ConversationId | null>;
  /** Asks for the message, by Karen. The cause names it: what is asked for again by the same cause is asked for once. */
  request(log: Log, wish: VisitWish, cause: Cause): Promise<unknown>;
}

/** Asks as everybody does who wants a message sent. */
export const outreachTo = (people: People): Outreach => ({
  conversationOf: conversationOfVisit(people),
  request: (log, wish, cause) => requestMessage(log, people, { ...wish, author: 'KAREN' }, cause),
});
