/** Where a message or a booking came from; the names of the API's enum `Channel`. */
export const channels = ['WHATSAPP', 'INSTAGRAM', 'FACEBOOK', 'WEB_WIDGET', 'EMAIL', 'SMS', 'API', 'DIRECT', 'UNKNOWN'] as const;

export type Channel = (typeof channels)[number];

const linkNames: Readonly<Record<string, Channel>> = {
  whatsapp: 'WHATSAPP',
  instagram: 'INSTAGRAM',
  facebook: 'FACEBOOK',
  website: 'WEB_WIDGET',
  email: 'EMAIL',
  sms: 'SMS',
};

/** The channel that a booking link's `channel` value names (contract.md, "Metadata on a booking link"); null for anything else. */
export const channelOfLink = (name: unknown): Channel | null =>
  typeof name === 'string' ? (linkNames[name.trim().toLowerCase()] ?? null) : null;

/** What a booking link says of the channel that it was shared on; null for one that has no name there. */
export const linkNameOf = (channel: Channel): string | null => Object.entries(linkNames).find(([, one]) => one === channel)?.[0] ?? null;
