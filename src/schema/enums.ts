import { bookingStatuses } from '../domain/booking/appointment.ts';
import { carePlanStatuses, careStepStatuses } from '../domain/care/carePlan.ts';
import { readinessStates } from '../domain/care/readiness.ts';
import { careStepKinds } from '../domain/care/template.ts';
import { channels } from '../domain/channel.ts';
import { identifierKinds } from '../domain/contact/identifier.ts';
import { type Intent, intents } from '../domain/conversation/intent.ts';
import { authors, messageDirections, messageStatuses } from '../domain/conversation/message.ts';
import { conversationOwners } from '../domain/conversation/owner.ts';
import { evidences, touchKinds } from '../domain/conversation/touch.ts';
import { consentPurposes, messagePurposes } from '../domain/messaging/purpose.ts';
import { bookingChangeKinds } from '../projections/bookings/change.ts';
import { deliverySources, deliveryStatuses } from '../webhooks/inbox/delivery.ts';
import { builder } from './builder.ts';

export const ChannelEnum = builder.enumType('Channel', { values: channels });
export const BookingStatusEnum = builder.enumType('BookingStatus', { values: bookingStatuses });
export const BookingKindEnum = builder.enumType('BookingKind', {
  description: 'A consultation takes the consultation care plan, whatever the procedure that she is interested in.',
  values: ['CONSULTATION', 'TREATMENT'] as const,
});
export const MatchedByEnum = builder.enumType('MatchedBy', { values: ['TOKEN', 'CHANNEL_ID', 'PHONE', 'EMAIL', 'NEW'] as const });
export const BookingChangeEnum = builder.enumType('BookingChange', {
  description: 'UPDATED: confirmed, reminded, attributed, contact merged, readiness, no-show taken back, details learnt.',
  values: bookingChangeKinds,
});
export const IdentifierKindEnum = builder.enumType('IdentifierKind', { values: identifierKinds });
export const ConversationOwnerEnum = builder.enumType('ConversationOwner', {
  description: 'Who is to answer next; NOBODY once the conversation is resolved.',
  values: conversationOwners,
});
export const MessageDirectionEnum = builder.enumType('MessageDirection', { values: messageDirections });
export const AuthorEnum = builder.enumType('Author', { values: authors });
export const MessageStatusEnum = builder.enumType('MessageStatus', { values: messageStatuses });
export const MessagePurposeEnum = builder.enumType('MessagePurpose', { values: messagePurposes });
export const TouchKindEnum = builder.enumType('TouchKind', { values: touchKinds });
export const EvidenceEnum = builder.enumType('Evidence', { values: evidences });
export const ConsentPurposeEnum = builder.enumType('ConsentPurpose', { values: consentPurposes });
export const ConsentStateEnum = builder.enumType('ConsentState', { values: ['GIVEN', 'WITHDRAWN'] as const });
export const CarePlanStatusEnum = builder.enumType('CarePlanStatus', { values: carePlanStatuses });
export const CareStepKindEnum = builder.enumType('CareStepKind', { values: careStepKinds });
export const CareStepStatusEnum = builder.enumType('CareStepStatus', { values: careStepStatuses });
export const ReadinessStateEnum = builder.enumType('ReadinessState', { values: readinessStates });
export const DeliverySourceEnum = builder.enumType('DeliverySource', { values: deliverySources });
export const DeliveryStatusEnum = builder.enumType('DeliveryStatus', { values: deliveryStatuses });

/** The API's name of an intent. */
export const intentName = (intent: Intent): Uppercase<Intent> => intent.toUpperCase() as Uppercase<Intent>; // which is what it does
export const IntentEnum = builder.enumType('Intent', { values: intents.map(intentName) });
