declare const brand: unique symbol;

/** A string that only its own parser or maker may produce. */
export type Branded<Name extends string> = string & { readonly [brand]: Name };

/** A clinic's slug: its id for ever, `[a-z0-9-]`, 1 to 40 characters, no dot. */
export type ClinicSlug = Branded<'ClinicSlug'>;
/** UUID of a contact, unique within its clinic. */
export type ContactId = Branded<'ContactId'>;
/** UUID of an appointment (a chain of Cal.com uids), unique within its clinic. */
export type BookingId = Branded<'BookingId'>;
/** UUID of a conversation, unique within its clinic. */
export type ConversationId = Branded<'ConversationId'>;
/** UUID of a message, unique within its clinic. */
export type MessageId = Branded<'MessageId'>;
/** UUID of a touch, unique within its clinic. */
export type TouchId = Branded<'TouchId'>;
/** UUID of a care plan, unique within its clinic; it follows from the booking's. */
export type CarePlanId = Branded<'CarePlanId'>;
/** UUID of a booking link that was shared, unique within its clinic. */
export type LinkId = Branded<'LinkId'>;
/** UUID of an offer of times, unique within its clinic. */
export type OfferId = Branded<'OfferId'>;
/** UUID of a task for staff, unique within its clinic. */
export type TaskId = Branded<'TaskId'>;
/** Keyed hash of a normalised identifier: says whether two are equal and nothing else. */
export type IdentifierHash = Branded<'IdentifierHash'>;
/** ISO 8601 instant in UTC with milliseconds, so that strings sort in order of time. */
export type Instant = Branded<'Instant'>;

const slugPattern = /^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/;

/** Tells whether a text may be a clinic's slug. */
export const isClinicSlug = (text: string): text is ClinicSlug => slugPattern.test(text);

/** Parses any ISO 8601 date-time with an offset to an {@link Instant}; null when it is none. */
export function toInstant(text: unknown): Instant | null {
  if (typeof text !== 'string' || !/^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(text)) return null;
  if (!/(?:Z|[+-]\d\d:?\d\d)$/i.test(text)) return null;
  const time = Date.parse(text);
  // The brand is earned: `toISOString` is UTC with milliseconds.
  return Number.isNaN(time) ? null : (new Date(time).toISOString() as Instant);
}

/** The given moment as an {@link Instant}. */
export const instantOf = (date: Date): Instant => date.toISOString() as Instant;
