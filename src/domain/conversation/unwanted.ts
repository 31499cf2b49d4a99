import type { Appointment, BookingStatus } from '../booking/appointment.ts';
import type { MessagePurpose } from '../messaging/purpose.ts';
import type { KnownConversation } from './conversation.ts';
import type { MessageRequested } from './events.ts';
import { ownerOf } from './owner.ts';

/** Why a message that was wanted is not wanted any more when it comes to sending it. */
export type UnwantedReason =
  /** She wrote again: what it answers is not her last word. */
  | 'outdated'
  /** A person has the conversation: Karen does not talk over her. */
  | 'staffAnswers'
  /** The conversation was resolved. */
  | 'resolved'
  /** The visit has another version than the one that it was made for. */
  | 'visitMoved'
  /** The visit does not stand as the message says. */
  | 'visitOff'
  /** Its words went with the contact's key. */
  | 'erased';

/** What is looked at, as it is now. */
export interface WantedFacts {
  /** Where the message was to go; null where she has no conversation. */
  readonly conversation: KnownConversation | null;
  /** The visit that it is about; null when it is about none, or none is to be seen. */
  readonly appointment: Appointment | null;
}

/** How a visit must stand for a message to be true. */
const statuses: Partial<Record<MessagePurpose, readonly BookingStatus[]>> = {
  REQUESTED: ['REQUESTED'],
  AWAITING_PAYMENT: ['AWAITING_PAYMENT'],
  CONFIRMATION: ['SCHEDULED'],
  RESCHEDULED: ['SCHEDULED'],
  RESCHEDULE_REQUESTED: ['RESCHEDULE_REQUESTED'],
  REJECTED: ['REJECTED'],
  CANCELLED: ['CANCELLED'],
  REMINDER: ['SCHEDULED'],
  FORM: ['REQUESTED', 'AWAITING_PAYMENT', 'SCHEDULED'],
  SCREENING: ['REQUESTED', 'AWAITING_PAYMENT', 'SCHEDULED'],
  CARE: ['SCHEDULED', 'COMPLETED'],
};

/** What Karen says in a conversation, as against what a clinic sends about a visit whoever answers just then. */
const isTalk = ({ author, about, answers, handsOver }: MessageRequested['data']): boolean =>
  // That a person takes over is as true once she has, and whatever was written since.
  author === 'KAREN' && handsOver !== true && (answers !== null || about.purpose === 'REPLY' || about.purpose === 'BOOKING_LINK');

/** Looks again at the moment of sending: why the message is not wanted any more; null while it is. */
export function unwanted(request: MessageRequested['data'], { conversation, appointment }: WantedFacts): UnwantedReason | null {
  const { about, answers, text } = request;
  if (typeof text !== 'string') return 'erased';
  if (conversation !== null && isTalk(request)) {
    const owner = ownerOf(conversation);
    if (owner !== 'ASSISTANT') return owner === 'STAFF' ? 'staffAnswers' : 'resolved';
  }
  // A person may answer the question before the last one; a machine that does looks as if it had not listened.
  if (
    conversation !== null &&
    request.author !== 'STAFF' &&
    request.handsOver !== true &&
    answers !== null &&
    conversation.inbound > answers
  )
    return 'outdated';
  if (about.booking === null) return null;
  if (appointment === null) return 'visitOff';
  if (about.appointmentVersion !== null && appointment.version !== about.appointmentVersion) return 'visitMoved';
  return statuses[about.purpose]?.includes(appointment.status) === false ? 'visitOff' : null;
}
