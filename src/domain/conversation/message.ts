import type { BookingId } from '../ids.ts';
import type { MessagePurpose } from '../messaging/purpose.ts';

/** Which way a message went; the names of the API's enum `MessageDirection`. */
export const messageDirections = ['INBOUND', 'OUTBOUND'] as const;

export type MessageDirection = (typeof messageDirections)[number];

/** Who wrote a message; SYSTEM is Chatwoot itself, by its rules and prompts. The names of the API's enum `Author`. */
export const authors = ['PATIENT', 'KAREN', 'STAFF', 'SYSTEM'] as const;

export type Author = (typeof authors)[number];

/** What became of a message; the names of the API's enum `MessageStatus`. */
export const messageStatuses = [
  'RECEIVED',
  'REQUESTED',
  'DEFERRED',
  'SUPPRESSED',
  'SENT',
  'DELIVERED',
  'READ',
  'FAILED',
  'DELETED',
] as const;

export type MessageStatus = (typeof messageStatuses)[number];

/** Something that came with a message. Chatwoot's `file_type` says what it is; Instagram's addresses expire within days (integrations.md 3.3). */
export interface Attachment {
  readonly kind: string;
  /** A place is a `geo:` URI; null where Chatwoot gives no address. */
  readonly url: string | null;
}

/** What an outbound message is for; of the visit, the version that it was made for: for a later one it is not sent any more. */
export interface MessageAbout {
  readonly purpose: MessagePurpose;
  readonly booking: BookingId | null;
  /** 1 + reschedules, at the time of asking. */
  readonly appointmentVersion: number | null;
  readonly careStep: string | null;
}
