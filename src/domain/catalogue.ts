import { type CalUidEvent, calUidSchemas } from './booking/calUid.ts';
import { type BookingEvent, bookingSchemas } from './booking/events.ts';
import { type CarePlanEvent, carePlanSchemas } from './care/events.ts';
import { type ClinicEvent, clinicSchemas } from './clinic/clinic.ts';
import { type ClaimEvent, claimSchemas } from './contact/claims.ts';
import { type ContactEvent, contactSchemas } from './contact/events.ts';
import { type ConversationEvent, conversationSchemas } from './conversation/events.ts';
import type { EventSchemas } from './event.ts';
import { type MergeEvent, mergeSchemas } from './merges/merges.ts';
import { type TaskEvent, taskSchemas } from './task/task.ts';

/** Everything that can have happened. */
export type AnyEvent =
  | ClinicEvent
  | ContactEvent
  | ClaimEvent
  | MergeEvent
  | CalUidEvent
  | BookingEvent
  | ConversationEvent
  | TaskEvent
  | CarePlanEvent;

/** How each of them is stored; a new event is added here, and a golden file with it. */
export const eventSchemas: EventSchemas<AnyEvent> = {
  ...clinicSchemas,
  ...contactSchemas,
  ...claimSchemas,
  ...mergeSchemas,
  ...calUidSchemas,
  ...bookingSchemas,
  ...conversationSchemas,
  ...taskSchemas,
  ...carePlanSchemas,
};
