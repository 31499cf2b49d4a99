/**
 * What a message asks for (contract.graphql, Intent), in the order in which an intent wins when a message fits several.
 * `other` stands last: it is for senders who are no possible patients (vendors, job seekers, wrong numbers), and for what is not understood.
 */
export const intents = [
  'medical_concern',
  'opt_out',
  'complaint',
  'human',
  'reschedule',
  'cancel',
  'confirm',
  'booking',
  'availability',
  'pre_care',
  'aftercare',
  'pricing',
  'procedure_info',
  'clinic_info',
  'small_talk',
  'other',
] as const;

export type Intent = (typeof intents)[number];

/** What the clinic sent last, where that changes what "yes" or "cancel" means. */
export const messageContexts = ['booking_link_sent', 'confirmed_booking', 'reminder_sent'] as const;

export type MessageContext = (typeof messageContexts)[number];
