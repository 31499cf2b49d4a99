import { type BookingState, evolveBooking, noBooking } from '../domain/booking/booking.ts';
import { type CalUidEvent, type CalUidState, evolveCalUid, unclaimedUid } from '../domain/booking/calUid.ts';
import type { BookingEvent } from '../domain/booking/events.ts';
import { type CarePlanState, evolveCarePlan, noCarePlan } from '../domain/care/carePlan.ts';
import type { CarePlanEvent } from '../domain/care/events.ts';
import { evolveTemplates, noTemplates, type TemplatesState } from '../domain/care/published.ts';
import { type ClinicEvent, type ClinicState, evolveClinic, unknownClinic } from '../domain/clinic/clinic.ts';
import { type ClaimEvent, type ClaimState, evolveClaim, freeIdentifier } from '../domain/contact/claims.ts';
import { type ContactState, evolveContact, unknownContact } from '../domain/contact/contact.ts';
import type { ContactEvent } from '../domain/contact/events.ts';
import { type ConversationState, evolveConversation, unknownConversation } from '../domain/conversation/conversation.ts';
import { type ConversationEvent, conversationEventName } from '../domain/conversation/events.ts';
import { emptyOutbox, evolveOutbox, type Outbox } from '../domain/conversation/outbox.ts';
import { evolveMerges, type MergeEvent, type MergesState, noMerges } from '../domain/merges/merges.ts';
import { evolveTask, noTask, type TaskEvent, type TaskState } from '../domain/task/task.ts';
import type { Fold } from './commandHandler.ts';

/** How each kind of stream is folded for commands; raise `version` with every change of a state's shape. */
export const folds = {
  clinic: { name: 'clinic', version: 1, initial: unknownClinic, evolve: evolveClinic } satisfies Fold<ClinicState, ClinicEvent>,
  contact: { name: 'contact', version: 4, initial: unknownContact, evolve: evolveContact } satisfies Fold<ContactState, ContactEvent>,
  claim: { name: 'claim', version: 1, initial: freeIdentifier, evolve: evolveClaim } satisfies Fold<ClaimState, ClaimEvent>,
  calUid: { name: 'calUid', version: 1, initial: unclaimedUid, evolve: evolveCalUid } satisfies Fold<CalUidState, CalUidEvent>,
  booking: { name: 'booking', version: 4, initial: noBooking, evolve: evolveBooking } satisfies Fold<BookingState, BookingEvent>,
  conversation: {
    name: 'conversation',
    version: 4,
    initial: unknownConversation,
    evolve: evolveConversation,
    nameOf: conversationEventName,
  } satisfies Fold<ConversationState, ConversationEvent>,
  carePlan: { name: 'carePlan', version: 1, initial: noCarePlan, evolve: evolveCarePlan } satisfies Fold<CarePlanState, CarePlanEvent>,
  /** Of the clinic's stream: its care plan templates in force. */
  templates: { name: 'templates', version: 1, initial: noTemplates, evolve: evolveTemplates } satisfies Fold<TemplatesState, ClinicEvent>,
  outreach: {
    name: 'outreach',
    version: 1,
    initial: emptyOutbox,
    evolve: evolveOutbox,
    nameOf: conversationEventName,
  } satisfies Fold<Outbox, ConversationEvent>,
  merges: { name: 'merges', version: 1, initial: noMerges, evolve: evolveMerges } satisfies Fold<MergesState, MergeEvent>,
  task: { name: 'task', version: 1, initial: noTask, evolve: evolveTask } satisfies Fold<TaskState, TaskEvent>,
};
