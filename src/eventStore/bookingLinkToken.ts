import { createCipheriv, createDecipheriv, createHmac, timingSafeEqual } from 'node:crypto';
import { parse, stringify } from 'uuid';
import { type Channel, channels } from '../domain/channel.ts';
import { type ClinicSlug, type ContactId, type ConversationId, type Instant, instantOf, isClinicSlug, type LinkId } from '../domain/ids.ts';
import type { KeyStore } from './keys/keyStore.ts';

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

/**
 * How a token looks: the clinic's slug, a dot, and base64url of signature and cipher text; at most 310 characters.
 * The signature is the HMAC-SHA256 of slug and content under the clinic's key, cut to 16 bytes. It is also the counter block that
 * encrypts the content (SIV), so that the same link has the same token, and nobody reads in it who wrote to whom or what she came by.
 */
const version = 1;
const signatureBytes = 16;
const mostCampaignBytes = 120;

/** Makes the token of a link. Of one link it is always the same. */
export async function writeToken(keys: KeyStore, clinic: ClinicSlug, token: BookingLinkToken): Promise<string> {
  const { signing, encrypting } = await keysOf(keys, clinic);
  const content = pack(token);
  const signature = sign(signing, clinic, content);
  const cipher = createCipheriv('aes-256-ctr', encrypting, signature);
  return `${clinic}.${Buffer.concat([signature, cipher.update(content), cipher.final()]).toString('base64url')}`;
}

/** The clinic that a token names, whether or not it holds; null when it names none. */
export function clinicOfToken(text: string): ClinicSlug | null {
  const [slug = ''] = text.split('.', 1);
  return isClinicSlug(slug) ? slug : null;
}

/** Reads a token of the clinic; null when it is another clinic's, or was tampered with. Whether it has expired is for the reader to ask. */
export async function readToken(keys: KeyStore, clinic: ClinicSlug, text: string): Promise<BookingLinkToken | null> {
  if (text.length > 500 || !text.startsWith(`${clinic}.`)) return null;
  const sealed = text.slice(clinic.length + 1);
  const bytes = Buffer.from(sealed, 'base64url');
  // Node reads past what is no base64url: one token has one spelling.
  if (bytes.byteLength <= signatureBytes || bytes.toString('base64url') !== sealed) return null;
  const { signing, encrypting } = await keysOf(keys, clinic);
  const signature = bytes.subarray(0, signatureBytes);
  const decipher = createDecipheriv('aes-256-ctr', encrypting, signature);
  const content = Buffer.concat([decipher.update(bytes.subarray(signatureBytes)), decipher.final()]);
  return timingSafeEqual(sign(signing, clinic, content), signature) ? unpack(content) : null;
}

async function keysOf(keys: KeyStore, clinic: ClinicSlug): Promise<{ readonly signing: Buffer; readonly encrypting: Buffer }> {
  const key = await keys.clinicKey(clinic, 'links');
  const derived = (purpose: string): Buffer => createHmac('sha256', key).update(purpose).digest();
  return { signing: derived('sign'), encrypting: derived('encrypt') };
}

const sign = (key: Buffer, clinic: ClinicSlug, content: Buffer): Buffer =>
  createHmac('sha256', key).update(`${clinic}\0`).update(content).digest().subarray(0, signatureBytes);

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
