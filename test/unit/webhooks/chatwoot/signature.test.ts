import { describe, expect, test } from 'vitest';
import { signChatwoot, verifyChatwootSignature, verifyPathToken } from '../../../../src/webhooks/chatwoot/signature.ts';
import { fixture, fixturesArePresent } from '../../../support/fixtures.ts';

const now = new Date('2026-10-05T18:03:24.000Z');
const timestamp = String(now.getTime() / 1_000);
const body = Buffer.from('{"event":"message_created"}');
const secrets = ['new-secret', 'old-secret'];
const signed = (secret: string, at = timestamp) => ({ body, timestamp: at, signature: signChatwoot(body, at, secret) });

describe('a signature of Chatwoot', () => {
  test.each(secrets)('is taken under %s, while one is rotated', (secret) => {
    expect(verifyChatwootSignature(signed(secret), secrets, now)).toBe(true);
  });

  test.each([
    ['another secret', signed('another')],
    ['another time', { ...signed('new-secret'), timestamp: String(Number(timestamp) + 1) }],
    ['another body', { ...signed('new-secret'), body: Buffer.from('{"event":"message_updated"}') }],
    ['no timestamp', { ...signed('new-secret'), timestamp: undefined }],
    ['a timestamp that is none', { ...signed('new-secret', 'now') }],
    ['no signature', { ...signed('new-secret'), signature: undefined }],
    ['no prefix', { ...signed('new-secret'), signature: signed('new-secret').signature.replace('sha256=', '') }],
    ['capitals', { ...signed('new-secret'), signature: signed('new-secret').signature.toUpperCase() }],
  ])('is refused with %s', (_name, delivery) => {
    expect(verifyChatwootSignature(delivery, secrets, now)).toBe(false);
  });

  test.each([
    [-300, true],
    [-301, false],
    [300, true],
    [301, false],
  ])('made %s seconds from now is fresh: %s', (seconds, fresh) => {
    expect(verifyChatwootSignature(signed('new-secret', String(Number(timestamp) + seconds)), secrets, now)).toBe(fresh);
  });

  test('is never taken where there is no secret', () => {
    expect(verifyChatwootSignature(signed(''), [], now)).toBe(false);
  });
});

test('a path token is one of the secrets, and nothing else', () => {
  expect([...secrets, 'new-secre', '', null].map((token) => verifyPathToken(token, secrets))).toEqual([true, true, false, false, false]);
  expect(verifyPathToken('', [])).toBe(false);
});

interface Vector {
  readonly name: string;
  readonly secret: string;
  readonly body: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly valid: boolean;
}

describe.skipIf(!fixturesArePresent)('the signing vectors of the fixtures', () => {
  const vectors = fixturesArePresent ? (fixture('chatwoot', 'signing/vectors.json') as readonly Vector[]) : []; // as its README says

  test.each(vectors)('$name is taken: $valid', ({ secret, body: text, headers, valid }) => {
    const sentAt = headers['X-Chatwoot-Timestamp'];
    const delivery = { body: Buffer.from(text), timestamp: sentAt, signature: headers['X-Chatwoot-Signature'] };
    expect(verifyChatwootSignature(delivery, [secret], new Date(Number(sentAt ?? 0) * 1_000))).toBe(valid);
  });
});
