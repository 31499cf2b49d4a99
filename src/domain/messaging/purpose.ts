/** What an outbound message is for; the names of the API's enum `MessagePurpose`. */
export const messagePurposes = [
  'REPLY',
  'BOOKING_LINK',
  'REQUESTED',
  'AWAITING_PAYMENT',
  'CONFIRMATION',
  'RESCHEDULED',
  'RESCHEDULE_REQUESTED',
  'REJECTED',
  'CANCELLED',
  'REMINDER',
  'CARE',
  'FORM',
  'SCREENING',
  'FOLLOW_UP',
  'MARKETING',
] as const;

export type MessagePurpose = (typeof messagePurposes)[number];

/** What a person consents to; the names of the API's enum `ConsentPurpose`. */
export const consentPurposes = ['TRANSACTIONAL', 'MARKETING'] as const;

export type ConsentPurpose = (typeof consentPurposes)[number];

/**
 * The consent that a message rests on. A follow-up is transactional: it is one message about an inquiry or a visit of her own,
 * and only where the clinic has switched it on. A recall that advertises is MARKETING, whoever plans it.
 */
export const consentFor = (purpose: MessagePurpose): ConsentPurpose => (purpose === 'MARKETING' ? 'MARKETING' : 'TRANSACTIONAL');

const preparations: readonly MessagePurpose[] = [
  'REQUESTED',
  'AWAITING_PAYMENT',
  'CONFIRMATION',
  'RESCHEDULED',
  'REMINDER',
  'FORM',
  'SCREENING',
];

/** Tells whether a message is of no use once the visit has begun. That a visit is off is worth saying even after its time. */
export const preparesVisit = (purpose: MessagePurpose): boolean => preparations.includes(purpose);
