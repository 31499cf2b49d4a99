import type { Karen } from '../../assistant/karen.ts';
import type { BookingDesk } from '../../assistant/ports.ts';
import type { ClinicSettings } from '../../domain/clinic/settings.ts';
import type { MessageAbout } from '../../domain/conversation/message.ts';
import type { BookingId, ClinicSlug, ContactId, ConversationId, Instant } from '../../domain/ids.ts';
import type { Cause, Log } from '../../eventStore/commandHandler.ts';
import type { CareWays } from '../carePlans/ways.ts';

/** A reply of Karen's that is to be sent. */
export interface ReplyWish {
  readonly clinic: ClinicSlug;
  readonly contact: ContactId;
  readonly conversation: ConversationId;
  readonly text: string;
  /** REPLY, or BOOKING_LINK where it has the link in it. */
  readonly about: MessageAbout;
  /** How many messages of hers it answers (`inbound` of the conversation): once she has written another it is outdated. */
  readonly answers: number;
  /** The one confirmation that the law wants in spite of her withdrawal. */
  readonly legallyRequired: boolean;
  /** It says that a person takes over: it goes out although she has by then. */
  readonly handsOver: boolean;
  readonly usefulUntil: Instant;
}

/** What Karen's process works with beside the log. */
export interface KarenParts {
  /** Karen as a clinic's settings make her. */
  readonly karenOf: (settings: ClinicSettings) => Karen;
  readonly desk: BookingDesk;
  /** Asks for the message to be sent, once for its cause. */
  readonly send: (log: Log, wish: ReplyWish, cause: Cause) => Promise<unknown>;
  /** Bookings of these contacts that start after a moment, at most a few: ids only, what they are is read from the log. */
  readonly upcoming: (clinic: ClinicSlug, contacts: readonly ContactId[], after: Instant) => Promise<readonly BookingId[]>;
  /** What was spent on models in a month such as `2027-03`, in millionths of a US dollar. */
  readonly spent: (clinic: ClinicSlug, month: string) => Promise<number>;
  /** The care plans of a contact and of all who are the same person: what answers their questions, Karen does not reply to. */
  readonly plansOf: CareWays['plansOf'];
  /** Milliseconds after a message in which she may write more that is answered with it; default 4,000. */
  readonly settle?: number;
}
