import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemViewer } from '../../src/domain/viewer.ts';
import { postgresKeyStore } from '../../src/eventStore/keys/postgresKeyStore.ts';
import { createVault, open } from '../../src/eventStore/keys/vault.ts';
import { signChatwoot } from '../../src/webhooks/chatwoot/signature.ts';
import { bodyContext } from '../../src/webhooks/inbox/delivery.ts';
import { chatwootSecret, clinicNamed, startTestApp, type TestApp } from '../support/app.ts';
import { chatwootMessage } from '../support/chatwoot/bodies.ts';

const viewer = systemViewer('test');
const master = Buffer.alloc(32, 5);
let app: TestApp;
beforeAll(async () => {
  app = await startTestApp({ vault: createVault([master]) });
});
afterAll(() => app.close());

const count = async (text: string): Promise<number> =>
  (await app.testDatabase.database.query<{ count: number }>(viewer, { text }))[0]?.count ?? -1;
const deliveries = (): Promise<number> => count('select count(*) from delivery');

const refusedBy = async (reason: string): Promise<number> => {
  const text = await (await fetch(`${app.url}/metrics`)).text();
  return Number(new RegExp(`webhook_refused_total\\{source="chatwoot",reason="${reason}"\\} (\\d+)`).exec(text)?.[1] ?? 0);
};

const seconds = (ago = 0): string => String(Math.floor(Date.now() / 1_000) - ago);
const signed = (body: string, secret = chatwootSecret, at = seconds()): Record<string, string> => ({
  'x-chatwoot-timestamp': at,
  'x-chatwoot-signature': signChatwoot(body, at, secret),
});

describe('the Chatwoot webhook', () => {
  test('is answered once the delivery is durable, and the same message again is a duplicate, whatever stands around it', async () => {
    const body = chatwootMessage({ person: 1 });
    const first = await app.postChatwoot('oshun', body);
    expect(first.status).toBe(200);
    const receipt = await first.json();
    expect(receipt).toEqual({ delivery: expect.stringMatching(/^[0-9a-f-]{36}$/), status: 'accepted' });
    expect(await app.deliverChatwoot('oshun', body)).toEqual({ ...receipt, status: 'duplicate' });
    const labelled = JSON.parse(body);
    labelled.conversation.labels = ['botox'];
    expect(await app.deliverChatwoot('oshun', JSON.stringify(labelled))).toEqual({ ...receipt, status: 'duplicate' });
  });

  const body = chatwootMessage({ person: 2 });
  test.each([
    ['a wrong signature', { ...signed(body), 'x-chatwoot-signature': signed('another body')['x-chatwoot-signature'] }],
    ['another secret', signed(body, 'another secret')],
    [
      'a signature over the body alone',
      { ...signed(body), 'x-chatwoot-signature': `sha256=${signChatwoot(body, '', chatwootSecret).slice(7)}` },
    ],
    ['an old signature', signed(body, chatwootSecret, seconds(301))],
    ['one of the future', signed(body, chatwootSecret, seconds(-320))],
    ['no timestamp', { ...signed(body), 'x-chatwoot-timestamp': undefined }],
    ['no signature', { 'x-chatwoot-timestamp': undefined, 'x-chatwoot-signature': undefined }],
  ])('is refused with %s: nothing is stored, and a metric counts it', async (_name, headers) => {
    const [before, refused] = [await deliveries(), await refusedBy('signature')];
    expect((await app.postChatwoot('oshun', body, headers)).status).toBe(401);
    expect(await deliveries()).toBe(before);
    expect(await refusedBy('signature')).toBe(refused + 1);
  });

  test('is refused for a clinic that is not there', async () => {
    expect((await app.postChatwoot('nowhere', body)).status).toBe(404);
  });

  test('refuses a body over 1 MiB', async () => {
    const large = chatwootMessage({ person: 3, content: 'x'.repeat(1_048_576) });
    expect((await app.postChatwoot('oshun', large)).status).toBe(413);
  });

  test('keeps no credential of the body, not even encrypted', async () => {
    const withToken = chatwootMessage({ person: 4 });
    expect(withToken).toContain('pubsub-of-');
    const { delivery } = await app.deliverChatwoot('oshun', withToken);
    const [row] = await app.testDatabase.database.query<{ body: Buffer }>(viewer, {
      text: 'select body from delivery where id = $1',
      values: [delivery],
    });
    const keys = postgresKeyStore(app.testDatabase.database, createVault([master]));
    const key = await keys.clinicKey(clinicNamed('oshun').settings.slug, 'bodies');
    const kept = open(key, row?.body ?? Buffer.alloc(0), bodyContext(delivery)).toString('utf8');
    expect(kept).toContain('Message 0 of Marva Test');
    expect(kept).not.toContain('pubsub');
  });

  test('keeps what cannot be read, and shows why', async () => {
    await app.deliverChatwoot('oshun', '{"event":"message_created","account":{"id":7}}');
    await app.settled();
    const { data } = await app.query<{ deliveries: { edges: { node: object }[] } }>(
      '{ deliveries(status: PARKED) { edges { node { source trigger reason } } } }',
    );
    expect(data?.deliveries.edges[0]?.node).toEqual({
      source: 'CHATWOOT',
      trigger: 'message_created',
      reason: 'the body names no conversation',
    });
  });
});

describe('a clinic whose Chatwoot', () => {
  const clinic = clinicNamed('oshun');
  const statusOf = async (answer: Promise<Response>): Promise<number> => (await answer).status;

  test('rotates its secret has both taken, and no third', async () => {
    const secrets = { ...clinic.secrets, chatwoot: { ...clinic.secrets.chatwoot, webhookSecrets: ['new-secret', 'old-secret'] } };
    const rotating = await startTestApp({ clinicsAs: [{ ...clinic, secrets }] });
    const answers = [];
    for (const [person, secret] of ['new-secret', 'old-secret', 'stale-secret'].entries()) {
      const text = chatwootMessage({ person });
      answers.push(await statusOf(rotating.postChatwoot('oshun', text, signed(text, secret))));
    }
    await rotating.close();
    expect(answers).toEqual([200, 200, 401]);
  });

  test('has no secret in the file is refused, whatever it sends', async () => {
    const secrets = { ...clinic.secrets, chatwoot: { ...clinic.secrets.chatwoot, webhookSecrets: [] } };
    const closed = await startTestApp({ clinicsAs: [{ ...clinic, secrets }] });
    const text = chatwootMessage();
    expect(await statusOf(closed.postChatwoot('oshun', text, signed(text, '')))).toBe(401);
    await closed.close();
  });

  test('is too old to sign proves itself by the token in the address', async () => {
    const chatwoot = { ...clinic.settings.chatwoot, signature: 'path-token' as const };
    const old = await startTestApp({ clinicsAs: [{ ...clinic, settings: { ...clinic.settings, chatwoot } }] });
    const post = (query: string, person: number): Promise<number> =>
      statusOf(fetch(`${old.url}/webhooks/chatwoot/oshun${query}`, { method: 'POST', body: chatwootMessage({ person }) }));
    expect(await post(`?token=${chatwootSecret}`, 1)).toBe(200);
    expect([await post('?token=wrong', 2), await post('?token=', 2), await post('', 2)]).toEqual([401, 401, 401]);
    // A signature is no substitute: the clinic said that its server makes none.
    expect(await statusOf(old.postChatwoot('oshun', chatwootMessage({ person: 2 })))).toBe(401);
    expect(old.logged()).not.toContain(chatwootSecret);
    await old.close();
  });
});
