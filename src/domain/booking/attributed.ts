import type { Channel } from '../channel.ts';
import type { Evidence } from '../conversation/touch.ts';
import type { DomainEvent } from '../event.ts';
import type { Instant } from '../ids.ts';
import { afterAll } from '../told.ts';
import { appointmentOf } from './appointment.ts';
import type { BookingState } from './booking.ts';

/** The channel that brought a booking, and how that is known. Told again when more is learnt: the latest holds. */
export interface Attribution {
  readonly channel: Channel;
  readonly evidence: Evidence;
}

export type BookingAttributed = DomainEvent<'BookingAttributed', Attribution & { readonly uid: string; readonly at: Instant }>;

/** What else is known to have brought somebody: the channel on which she last wrote before she booked; null where she did not. */
export interface Brought {
  readonly lastWroteOn: Channel | null;
  readonly at: Instant;
}

/**
 * Says which channel brought a booking: the link's, that of its metadata, that on which she last wrote before it, or none (contract.md,
 * "Metadata on a booking link"). `[]` when that is what is known, or when there is no appointment to be seen.
 */
export function attributeBooking({ lastWroteOn, at }: Brought, state: BookingState): readonly BookingAttributed[] {
  const appointment = appointmentOf(state);
  const [uid] = appointment?.uids ?? [];
  if (!appointment || uid === undefined) return [];
  const { channelTold, attributed } = appointment;
  const { channel, evidence } = channelTold ?? inferred(lastWroteOn);
  if (attributed?.channel === channel && attributed.evidence === evidence) return [];
  const found = Object.values(state.uids).map((one) => one.attributed);
  return [{ type: 'BookingAttributed', data: { uid, at: afterAll(at, found), channel, evidence } }];
}

const inferred = (lastWroteOn: Channel | null): Attribution =>
  lastWroteOn === null ? { channel: 'DIRECT', evidence: 'INFERRED' } : { channel: lastWroteOn, evidence: 'PLATFORM' };
