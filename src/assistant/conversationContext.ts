import type { BookingStatus } from '../domain/booking/appointment.ts';
import type { BookingKind } from '../domain/booking/events.ts';
import type { Channel } from '../domain/channel.ts';
import type { ClinicSettings } from '../domain/clinic/settings.ts';
import type { MessageContext } from '../domain/conversation/intent.ts';
import type { BookingId, Instant, MessageId } from '../domain/ids.ts';
import type { MessagePurpose } from '../domain/messaging/purpose.ts';
import type { FreeTime } from './ports.ts';

/** A message of hers that is to be answered. */
export interface AskedMessage {
  readonly message: MessageId;
  readonly at: Instant;
  /** What she wrote, or said in a voice note; null where there are no words. */
  readonly text: string | null;
  readonly hasAttachments: boolean;
}

/** Something that was said before in the conversation. */
export interface Turn {
  readonly by: 'her' | 'karen' | 'staff';
  readonly at: Instant;
  readonly text: string;
  /** What a message of ours was for. */
  readonly purpose: MessagePurpose | null;
}

/** A visit of her own. */
export interface Visit {
  readonly booking: BookingId;
  readonly appointmentVersion: number;
  readonly status: BookingStatus;
  readonly kind: BookingKind;
  readonly procedure: string | null;
  readonly startsAt: Instant;
  /** Pages of Cal.com on which she moves or cancels it herself; null where only the clinic can. */
  readonly manage: { readonly move: string; readonly cancel: string } | null;
}

/** All that Karen may know when she answers: the clinic's facts, and of people the one whom she answers, never another. */
export interface ConversationContext {
  readonly clinic: ClinicSettings;
  readonly now: Instant;
  readonly channel: Channel;
  /** Fit to be said to her; null where what is known is no name. */
  readonly firstName: string | null;
  /** She was told, not long ago, that an assistant writes. */
  readonly introduced: boolean;
  /** She takes messages on this channel. */
  readonly mayReply: boolean;
  /** Her wish for no more messages was confirmed before. */
  readonly stopConfirmed: boolean;
  /** What is to be answered, in the order of writing; never empty. */
  readonly asked: readonly AskedMessage[];
  /** What we sent last, where that changes what "yes" means. */
  readonly situation: MessageContext | null;
  /** The visit that this was about. */
  readonly situationVisit: Visit | null;
  /** What was said before, oldest first. */
  readonly turns: readonly Turn[];
  /** Her visits that are still to come, the next one first. */
  readonly visits: readonly Visit[];
  /** The free times that she was last offered. */
  readonly offeredTimes: readonly FreeTime[];
}

/** All that is to be answered, as one text. */
export const askedText = ({ asked }: Pick<ConversationContext, 'asked'>): string => asked.flatMap(({ text }) => text ?? []).join('\n');
