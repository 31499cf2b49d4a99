import { createHmac, timingSafeEqual } from 'node:crypto';

/**
 * Tells whether Cal.com signed these bytes with one of the secrets (two while one is rotated).
 * The header is the lower-case hexadecimal HMAC-SHA256 of the raw body, without prefix or timestamp (integrations.md 1.1);
 * a webhook without a secret sends `no-secret-provided`, which is no signature.
 */
export function verifyCalcomSignature({
  body,
  header,
  secrets,
}: {
  readonly body: Uint8Array;
  readonly header: string | undefined;
  readonly secrets: readonly string[];
}): boolean {
  if (!header || !/^[0-9a-f]{64}$/.test(header)) return false;
  const given = Buffer.from(header, 'hex');
  // Every secret is tried, so that the time taken says nothing about which one fits.
  return secrets.reduce((fits, secret) => timingSafeEqual(createHmac('sha256', secret).update(body).digest(), given) || fits, false);
}

/** Signs a body as Cal.com does. */
export const signCalcom = (body: Uint8Array | string, secret: string): string => createHmac('sha256', secret).update(body).digest('hex');
