/** Who gave a contact's name, the surest last. */
export const nameSources = [
  /** Whoever booked with nothing of hers but an e-mail, which a family may share. */
  'SHARED_EMAIL',
  /** Her profile on a channel: a first name, or a handle. */
  'PROFILE',
  /** She herself, in the form of a booking. */
  'FORM',
  /** A person who changed her name in Chatwoot. */
  'CORRECTION',
] as const;

export type NameSource = (typeof nameSources)[number];

/** How sure a source is: the higher number overrules. */
export const sureness = (source: NameSource): number => nameSources.indexOf(source);
