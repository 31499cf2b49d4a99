import { parse, stringify } from 'uuid';
import { type Channel, channels } from '../domain/channel.ts';
import { type ClinicSlug, type ContactId, type ConversationId, type Instant, instantOf, type LinkId } from '../domain/ids.ts';
import type { KeyStore } from './keys/keyStore.ts';
import { openToken, sealToken } from './sealedToken.ts';

/** What a booking link's token says, once its signature holds. */
export interface BookingLinkToken {
  readonly link: LinkId;
  readonly conversation: ConversationId;
  readonly contact: ContactId;
  readonly channel: Channel;
  readonly procedure: string | null;
  /** Cut to 120 bytes; the event has all of it. */
  readonly campaign: string | null;
  /** To the minute. */
  readonly expiresAt: Instant;
}

/** Of the content; sealed, a token has at most 310 characters. */
const version = 1;
const mostCampaignBytes = 120;

/** Makes the token of a link. Of one link it is always the same. */
export const writeToken = (keys: KeyStore, clinic: ClinicSlug, token: BookingLinkToken): Promise<string> =>
  sealToken(keys, clinic, '', pack(token));

/** Reads a token of the clinic; null when it is another clinic's, or was tampered with. Whether it has expired is for the reader to ask. */
export async function readToken(keys: KeyStore, clinic: ClinicSlug, text: string): Promise<BookingLinkToken | null> {
  const content = await openToken(keys, clinic, '', text);
  return content && unpack(content);
}

function pack({ link, conversation, contact, channel, procedure, campaign, expiresAt }: BookingLinkToken): Buffer {
  const head = Buffer.alloc(6);
  head.writeUInt8(version, 0);
  // The list only grows at its end: tokens are out there for a month.
  head.writeUInt8(channels.indexOf(channel), 1);
  head.writeUInt32BE(Math.ceil(Date.parse(expiresAt) / 60_000), 2);
  const texts = [procedure, campaign].map((text) => {
    const bytes = cutBytes(text ?? '', mostCampaignBytes);
    return Buffer.concat([Buffer.from([bytes.byteLength]), bytes]);
  });
  return Buffer.concat([head, parse(link), parse(conversation), parse(contact), ...texts]);
}

function unpack(content: Buffer): BookingLinkToken | null {
  // What was signed here has this shape; a later version may have another.
  if (content.readUInt8(0) !== version) return null;
  const uuidAt = (offset: number): string => stringify(content.subarray(offset, offset + 16));
  const textAt = (offset: number): string => content.subarray(offset + 1, offset + 1 + content.readUInt8(offset)).toString('utf8');
  const procedureAt = 54;
  const campaignAt = procedureAt + 1 + content.readUInt8(procedureAt);
  return {
    // Ids of ours, as they were packed.
    link: uuidAt(6) as LinkId,
    conversation: uuidAt(22) as ConversationId,
    contact: uuidAt(38) as ContactId,
    channel: channels[content.readUInt8(1)] ?? 'UNKNOWN',
    procedure: textAt(procedureAt) || null,
    campaign: textAt(campaignAt) || null,
    expiresAt: instantOf(new Date(content.readUInt32BE(2) * 60_000)),
  };
}

/** The text's first bytes, whole characters only. */
function cutBytes(text: string, most: number): Buffer {
  const bytes = Buffer.from(text);
  if (bytes.byteLength <= most) return bytes;
  let end = most;
  while (end > 0 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end--;
  return bytes.subarray(0, end);
}
