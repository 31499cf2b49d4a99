import { bookingStatuses } from '../domain/booking/appointment.ts';
import { channels } from '../domain/channel.ts';
import { identifierKinds } from '../domain/contact/identifier.ts';
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
export const DeliverySourceEnum = builder.enumType('DeliverySource', { values: deliverySources });
export const DeliveryStatusEnum = builder.enumType('DeliveryStatus', { values: deliveryStatuses });
