import { createCipheriv, createDecipheriv, createHmac, timingSafeEqual } from 'node:crypto';
import { type ClinicSlug, isClinicSlug } from '../domain/ids.ts';
import type { KeyStore } from './keys/keyStore.ts';

/** What a token lets its bearer do; a token of one kind is none of another. The booking link's was the first and has no name. */
export type TokenKind = '' | 'form';

const signatureBytes = 16;

/**
 * Seals a token: the clinic's slug, a dot, and base64url of signature and cipher text.
 * The signature is the HMAC-SHA256 of slug and content under the clinic's key, cut to 16 bytes. It is also the counter block that
 * encrypts the content (SIV), so that the same content has the same token, and nobody reads in it whom it is about.
 */
export async function sealToken(keys: KeyStore, clinic: ClinicSlug, kind: TokenKind, content: Buffer): Promise<string> {
  const { signing, encrypting } = await keysOf(keys, clinic, kind);
  const signature = sign(signing, clinic, content);
  const cipher = createCipheriv('aes-256-ctr', encrypting, signature);
  return `${clinic}.${Buffer.concat([signature, cipher.update(content), cipher.final()]).toString('base64url')}`;
}

/** Opens a token of the clinic; null when it is another clinic's or of another kind, or was tampered with. */
export async function openToken(keys: KeyStore, clinic: ClinicSlug, kind: TokenKind, text: string): Promise<Buffer | null> {
  if (text.length > 500 || !text.startsWith(`${clinic}.`)) return null;
  const sealed = text.slice(clinic.length + 1);
  const bytes = Buffer.from(sealed, 'base64url');
  // Node reads past what is no base64url: one token has one spelling.
  if (bytes.byteLength <= signatureBytes || bytes.toString('base64url') !== sealed) return null;
  const { signing, encrypting } = await keysOf(keys, clinic, kind);
  const signature = bytes.subarray(0, signatureBytes);
  const decipher = createDecipheriv('aes-256-ctr', encrypting, signature);
  const content = Buffer.concat([decipher.update(bytes.subarray(signatureBytes)), decipher.final()]);
  return timingSafeEqual(sign(signing, clinic, content), signature) ? content : null;
}

/** The clinic that a token names, whether or not it holds; null when it names none. */
export function clinicOfToken(text: string): ClinicSlug | null {
  const [slug = ''] = text.split('.', 1);
  return isClinicSlug(slug) ? slug : null;
}

async function keysOf(
  keys: KeyStore,
  clinic: ClinicSlug,
  kind: TokenKind,
): Promise<{ readonly signing: Buffer; readonly encrypting: Buffer }> {
  const key = await keys.clinicKey(clinic, 'links');
  const derived = (purpose: string): Buffer => createHmac('sha256', key).update(`${kind}${purpose}`).digest();
  return { signing: derived('sign'), encrypting: derived('encrypt') };
}

const sign = (key: Buffer, clinic: ClinicSlug, content: Buffer): Buffer =>
  createHmac('sha256', key).update(`${clinic}\0`).update(content).digest().subarray(0, signatureBytes);
