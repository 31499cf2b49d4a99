import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/** A delivery older or newer than this is no longer taken, in milliseconds; Chatwoot's maintainers advise five minutes (integrations.md 3.1). */
const freshness = 5 * 60_000;

export interface SignedDelivery {
  readonly body: Uint8Array;
  /** `X-Chatwoot-Timestamp`: Unix seconds. */
  readonly timestamp: string | undefined;
  /** `X-Chatwoot-Signature`: `sha256=` and the hexadecimal HMAC-SHA256 of timestamp, a dot, and the raw body. */
  readonly signature: string | undefined;
}

/**
 * Tells whether Chatwoot signed these bytes with one of the secrets (two while one is rotated), and just now: an old delivery may be a replay.
 * Servers before 4.11.2 (bots: 4.13.0) sign nothing; of them {@link verifyPathToken} takes care.
 */
export function verifyChatwootSignature({ body, timestamp, signature }: SignedDelivery, secrets: readonly string[], now: Date): boolean {
  const hex = /^sha256=([0-9a-f]{64})$/.exec(signature ?? '')?.[1];
  if (!hex || !timestamp || !/^\d{1,12}$/.test(timestamp)) return false;
  if (Math.abs(now.getTime() - Number(timestamp) * 1_000) > freshness) return false;
  const given = Buffer.from(hex, 'hex');
  // Every secret is tried, so that the time taken says nothing about which one fits.
  return secrets.reduce((fits, secret) => timingSafeEqual(hmac(body, timestamp, secret), given) || fits, false);
}

/** Tells whether the address's `token` is one of the secrets: for servers too old to sign (contract.md, "The clinic file"). */
export function verifyPathToken(token: string | null, secrets: readonly string[]): boolean {
  if (token === null) return false;
  // Of one length whatever was sent, as a comparison in constant time asks.
  const given = digest(token);
  return secrets.reduce((fits, secret) => timingSafeEqual(digest(secret), given) || fits, false);
}

/** Signs a body as Chatwoot does. */
export const signChatwoot = (body: Uint8Array | string, timestamp: string, secret: string): string =>
  `sha256=${hmac(body, timestamp, secret).toString('hex')}`;

const hmac = (body: Uint8Array | string, timestamp: string, secret: string): Buffer =>
  createHmac('sha256', secret).update(`${timestamp}.`).update(body).digest();

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
