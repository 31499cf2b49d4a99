import type { WantedTimes } from '../domain/conversation/action.ts';
import type { ClinicSlug, ContactId, ConversationId, Instant } from '../domain/ids.ts';

/** Whose link it is, and what it is to lead to. */
export interface LinkRequest {
  readonly clinic: ClinicSlug;
  readonly conversation: ConversationId;
  readonly contact: ContactId;
  /** Slug of the clinic's procedure; null: she chooses on the page. */
  readonly procedure: string | null;
  /** A free time that she picked: the page opens with it; null: she chooses. */
  readonly startsAt: Instant | null;
  /** What the link is made for: for the same cause it is the same link. */
  readonly cause: string;
  readonly now: Instant;
}

export interface TimesRequest extends Omit<LinkRequest, 'startsAt'> {
  /** Null: the next ones that are free. */
  readonly wanted: WantedTimes | null;
}

/** A time at which she could come. */
export interface FreeTime {
  readonly startsAt: Instant;
  /** Day, date, time and zone as people read them: "Friday 6 November at 10:00 am (Jamaica time)". */
  readonly words: string;
}

/** The way to an appointment, as far as Karen needs it. */
export interface BookingDesk {
  /** Makes the link that leads to the clinic's booking page, and records that it is shared. Fails only with what goes away by itself. */
  shareLink(request: LinkRequest): Promise<string>;
  /** Finds at most three free times, soonest first, and records that they are offered; `[]` when none fits, or Cal.com is away. */
  offerTimes(request: TimesRequest): Promise<readonly FreeTime[]>;
  /** The times that were last offered in the conversation and are still to come, in the order of offering; `[]` when there are none. */
  offeredTimes(clinic: ClinicSlug, conversation: ConversationId, now: Instant): Promise<readonly FreeTime[]>;
}
