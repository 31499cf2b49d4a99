import { request as httpRequest } from 'node:http';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemViewer } from '../../src/domain/viewer.ts';
import { signCalcom } from '../../src/webhooks/calcom/signature.ts';
import { purgeBodies } from '../../src/webhooks/inbox/deliveries.ts';
import { clinicNamed, startTestApp, type TestApp, webhookSecret } from '../support/app.ts';
import { calcomBody } from '../support/calcomBody.ts';
import { graphql } from './gql/gql.ts';

const viewer = systemViewer('test');
let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.close());

const count = async (text: string): Promise<number> =>
  (await app.testDatabase.database.query<{ count: number }>(viewer, { text }))[0]?.count ?? -1;
const deliveries = (): Promise<number> => count('select count(*) from delivery');

const refusedBy = async (reason: string): Promise<number> => {
  const text = await (await fetch(`${app.url}/metrics`)).text();
  return Number(new RegExp(`webhook_refused_total\\{source="calcom",reason="${reason}"\\} (\\d+)`).exec(text)?.[1] ?? 0);
};

const parkedDeliveries = graphql(`query Parked { deliveries(status: PARKED) { edges { node { id trigger reason attempts status } } } }`);
const retry = graphql(`
  mutation Retry($id: ID!) {
    retryDelivery(input: { deliveryId: $id }) {
      __typename
      ... on DeliverySuccess { delivery { id status } }
      ... on Error { message code }
    }
  }
`);

describe('the Cal.com webhook', () => {
  test('is answered once the delivery is durable, and the same content again is a duplicate', async () => {
    const body = calcomBody({ uid: 'uid-durable' });
    const first = await app.post('oshun', body);
    expect(first.status).toBe(200);
    const receipt = await first.json();
    expect(receipt).toEqual({ delivery: expect.stringMatching(/^[0-9a-f-]{36}$/), status: 'accepted' });
    expect(await count(`select count(*) from delivery where id = '${receipt.delivery}'`)).toBe(1);
    expect(await app.deliver('oshun', body)).toEqual({ ...receipt, status: 'duplicate' });
    // The same URL registered at two levels: only `createdAt` differs.
    expect(await app.deliver('oshun', calcomBody({ uid: 'uid-durable', createdAt: '2026-10-05T18:22:42.000Z' }))).toMatchObject({
      status: 'duplicate',
    });
  });

  test.each([
    ['a wrong signature', signCalcom('another body', webhookSecret)],
    ['another secret', signCalcom(calcomBody({ uid: 'uid-refused' }), 'another secret')],
    ['no signature', ''],
    ['the header of a webhook without a secret', 'no-secret-provided'],
    ['a signature in capitals', signCalcom(calcomBody({ uid: 'uid-refused' }), webhookSecret).toUpperCase()],
    ['a prefixed signature', `sha256=${signCalcom(calcomBody({ uid: 'uid-refused' }), webhookSecret)}`],
  ])('is refused with %s: nothing is stored, and a metric counts it', async (_name, signature) => {
    const [before, refused] = [await deliveries(), await refusedBy('signature')];
    const response = await app.post('oshun', calcomBody({ uid: 'uid-refused' }), { 'x-cal-signature-256': signature });
    expect(response.status).toBe(401);
    expect(await deliveries()).toBe(before);
    expect(await refusedBy('signature')).toBe(refused + 1);
  });

  test('is refused for a clinic that is not there, as one whose name could not be one', async () => {
    expect((await app.post('nowhere', calcomBody())).status).toBe(404);
    expect((await app.post('..%2Foshun', calcomBody())).status).toBe(404);
  });

  test('takes a body of 1 MiB and refuses a larger one, announced or not', async () => {
    const most = calcomBody({ uid: 'uid-large', notes: '' });
    const fill = calcomBody({ uid: 'uid-large', notes: 'x'.repeat(1_048_576 - Buffer.byteLength(most)) });
    expect(Buffer.byteLength(fill)).toBe(1_048_576);
    expect((await app.post('oshun', fill)).status).toBe(200);
    expect((await app.post('oshun', `${fill} `)).status).toBe(413);
    const chunked = await new Promise<number | undefined>((resolve, reject) => {
      const sent = httpRequest(
        `${app.url}/webhooks/calcom/oshun`,
        { method: 'POST', headers: { 'transfer-encoding': 'chunked' } },
        (response) => {
          response.resume();
          resolve(response.statusCode);
        },
      );
      sent.on('error', reject);
      sent.end(Buffer.alloc(1_100_000, 'x'));
    });
    expect(chunked).toBe(413);
  });

  test('answers a GET with what it takes', async () => {
    const response = await fetch(`${app.url}/webhooks/calcom/oshun`);
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe('POST');
  });

  test('keeps what cannot be read, shows it, and drives it again', async () => {
    const receipt = await app.deliver('oshun', '{"triggerEvent":"BOOKING_CREATED","payload":{"uid":"half');
    await app.settled();
    const { data } = await app.query(parkedDeliveries);
    const parked = data?.deliveries.edges.find(({ node }) => Buffer.from(node.id, 'base64url').toString().includes(receipt.delivery))?.node;
    expect(parked).toMatchObject({
      trigger: null,
      reason: 'the body is not a JSON object with a triggerEvent',
      attempts: 1,
      status: 'PARKED',
    });
    expect((await app.query(retry, { id: parked?.id ?? '' })).data?.retryDelivery).toMatchObject({
      __typename: 'DeliverySuccess',
      delivery: { status: 'RECEIVED' },
    });
    await app.settled();
    const again = (await app.query(parkedDeliveries)).data?.deliveries.edges.find(({ node }) => node.id === parked?.id)?.node;
    expect(again).toMatchObject({ status: 'PARKED', attempts: 2 });
  });

  test('says why a delivery that is done is not driven again', async () => {
    const { delivery } = await app.deliver('oshun', calcomBody({ uid: 'uid-done' }));
    await app.settled();
    const id = Buffer.from(`Delivery:oshun.${delivery}`).toString('base64url');
    expect((await app.query(retry, { id })).data?.retryDelivery).toEqual({
      __typename: 'IllegalState',
      message: 'the delivery is PROCESSED',
      code: 'ILLEGAL_STATE',
    });
  });

  test('keeps no body in the clear, and deletes it after the clinic’s retention while a repeat stays a duplicate', async () => {
    const body = calcomBody({ uid: 'uid-old', notes: 'canary-of-the-body' });
    const { delivery } = await app.deliver('oshun', body);
    await app.settled();
    expect(await count(`select count(*) from delivery where position('canary'::bytea in body) > 0`)).toBe(0);
    const month = new Map([[clinicNamed('oshun').settings.slug, 30 * 86_400_000]]);
    expect(await purgeBodies(app.testDatabase.database, month, new Date())).toBe(0);
    expect(await purgeBodies(app.testDatabase.database, month, new Date(Date.now() + 31 * 86_400_000))).toBeGreaterThan(0);
    expect(await count(`select count(*) from delivery where id = '${delivery}' and body is null and status = 'PROCESSED'`)).toBe(1);
    expect(await app.deliver('oshun', body)).toEqual({ delivery, status: 'duplicate' });
  });
});

describe('while a secret is rotated', () => {
  test('both are taken, and no third', async () => {
    const rotating = await startTestApp({
      clinicsAs: [
        {
          ...clinicNamed('oshun'),
          secrets: { ...clinicNamed('oshun').secrets, calcom: { apiKey: null, webhookSecrets: ['new-secret', 'old-secret'] } },
        },
      ],
    });
    const answers = [];
    for (const secret of ['new-secret', 'old-secret', 'stale-secret']) {
      const body = calcomBody({ uid: secret });
      answers.push((await rotating.post('oshun', body, { 'x-cal-signature-256': signCalcom(body, secret) })).status);
    }
    await rotating.close();
    expect(answers).toEqual([200, 200, 401]);
  });
});

describe('while the database is away', () => {
  test('the sender is told to come again, the server says what is not ready, and all goes on when it is back', async () => {
    const away = await startTestApp();
    const name = new URL(away.testDatabase.url).pathname.slice(1);
    const serverUrl = new URL(away.testDatabase.url);
    serverUrl.pathname = '/postgres';
    const admin = new pg.Client(serverUrl.href);
    await admin.connect();
    try {
      await admin.query(`alter database ${name} allow_connections false`);
      await admin.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [name]);
      const refused = await away.post('oshun', calcomBody());
      expect(refused.status).toBe(503);
      expect(refused.headers.get('retry-after')).toBe('5');
      const ready = await fetch(`${away.url}/readyz`);
      expect(ready.status).toBe(503);
      expect(await ready.json()).toMatchObject({ status: 'not ready', parts: { database: 'is away' } });
      expect((await fetch(`${away.url}/healthz`)).status).toBe(200);
      const { errors } = await away.query('{ bookings { totalCount } }');
      expect(errors?.[0]?.extensions?.code).toBe('UNAVAILABLE');
      await admin.query(`alter database ${name} allow_connections true`);
    } finally {
      await admin.end();
    }
    expect(await away.deliver('oshun', calcomBody())).toMatchObject({ status: 'accepted' });
    await away.settled();
    expect((await away.query<{ bookings: { totalCount: number } }>('{ bookings { totalCount } }')).data?.bookings.totalCount).toBe(1);
    await away.close();
  });
});
