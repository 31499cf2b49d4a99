import type { Channel } from '../channel.ts';
import type { MessageSuppressed } from '../conversation/events.ts';
import type { DomainEvent } from '../event.ts';
import type { Instant } from '../ids.ts';

/** What a message to her says of how a visit stands; FOLLOW_UP: that she was missed. */
export type VisitPurpose =
  | 'REQUESTED'
  | 'AWAITING_PAYMENT'
  | 'CONFIRMATION'
  | 'RESCHEDULED'
  | 'RESCHEDULE_REQUESTED'
  | 'REJECTED'
  | 'CANCELLED'
  | 'FOLLOW_UP';

/** The appointment as it was then: `uid` is the live Cal.com uid, `version` its place in the chain. */
interface OfVisit {
  readonly uid: string;
  readonly version: number;
  readonly at: Instant;
}

/** She is to be told how the visit stands; `asks`: she is also asked whether she is coming, since the reminder that would ask was due already. */
export type VisitMessageRequested = DomainEvent<
  'VisitMessageRequested',
  OfVisit & { readonly purpose: VisitPurpose; readonly asks: boolean }
>;

/** One reminder of one version of an appointment; `which` is the clinic's offset, such as `P3D 10:00`. */
interface OfReminder extends OfVisit {
  readonly which: string;
}

/** A reminder is to go out at `dueAt`; said again with another time when the visit's start is corrected. */
export type ReminderPlanned = DomainEvent<'ReminderPlanned', OfReminder & { readonly dueAt: Instant }>;
/** Its time has come, and the visit is still as it was: its message is asked for. */
export type ReminderDue = DomainEvent<'ReminderDue', OfReminder>;
/** Chatwoot has its message; `channel` null where that is not known. */
export type ReminderSent = DomainEvent<'ReminderSent', OfReminder & { readonly channel: Channel | null }>;
/** It is not sent, and need not be. */
export type ReminderSkipped = DomainEvent<'ReminderSkipped', OfReminder & { readonly reason: ReminderSkipReason }>;
/** It was to be sent and did not reach her. */
export type ReminderFailed = DomainEvent<
  'ReminderFailed',
  OfReminder & { readonly channel: Channel | null; readonly reason: ReminderFailReason }
>;

/** She said that she is coming, or staff recorded it. */
export type AttendanceConfirmed = DomainEvent<'AttendanceConfirmed', OfVisit>;

export type ReminderSkipReason =
  /** It was due before she could be told of the visit: the confirmation says what it would have said. */
  | 'saidInConfirmation'
  /** The appointment has another version by now. */
  | 'moved'
  /** The visit does not take place. */
  | 'off'
  /** What became of its message. */
  | MessageSuppressed['data']['reason'];

export type ReminderFailReason =
  /** The channel refused it after Chatwoot had taken it; its words stand in the conversation. */
  | 'messageFailed'
  /** It could not be asked for, as often as it was tried. */
  | 'gaveUp';

export type VisitEvent =
  | VisitMessageRequested
  | ReminderPlanned
  | ReminderDue
  | ReminderSent
  | ReminderSkipped
  | ReminderFailed
  | AttendanceConfirmed;

export const visitSchemas = {
  VisitMessageRequested: { version: 1, personal: {} },
  ReminderPlanned: { version: 1, personal: {} },
  ReminderDue: { version: 1, personal: {} },
  ReminderSent: { version: 1, personal: {} },
  ReminderSkipped: { version: 1, personal: {} },
  ReminderFailed: { version: 1, personal: {} },
  AttendanceConfirmed: { version: 1, personal: {} },
} as const;
