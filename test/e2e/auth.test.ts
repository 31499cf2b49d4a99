import { execFile } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { createClient } from 'graphql-ws';
import { exportJWK, generateKeyPair, SignJWT, UnsecuredJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { createAuthenticate } from '../../src/server/auth.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { calcomBody } from '../support/calcomBody.ts';

const secret = 'the-secret-in-force-long-enough-to-be-one';
const oldSecret = 'the-secret-that-is-being-rotated-out-now';

interface Claims {
  readonly [name: string]: unknown;
}

const sign = (claims: Claims = {}, { key = secret, alg = 'HS256', expires = '1h' as string | number } = {}): Promise<string> => {
  const jwt = new SignJWT({ sub: 'marva', clinic: 'iris', roles: ['STAFF'], ...claims }).setProtectedHeader({ alg });
  return jwt.setExpirationTime(expires).sign(new TextEncoder().encode(key));
};

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp({ clinics: ['iris', 'lotus'], authenticate: createAuthenticate({ secrets: [secret, oldSecret] }) });
  await app.deliver('iris', calcomBody({ uid: 'uid-iris' }));
  await app.deliver('lotus', calcomBody({ uid: 'uid-lotus' }));
  await app.settled();
});
afterAll(() => app.close());

const query = '{ bookings { edges { node { uid } } } }';
const bearer = (token: string): Record<string, string> => ({ authorization: `Bearer ${token}` });
const post = (token: string | null, text = query): Promise<Response> =>
  fetch(`${app.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token === null ? {} : bearer(token)) },
    body: JSON.stringify({ query: text }),
  });

async function uids(token: string): Promise<unknown> {
  const { data, errors } = await app.query<{ bookings: { edges: { node: { uid: string } }[] } }>(query, {}, bearer(token));
  return errors ?? data?.bookings.edges.map(({ node }) => node.uid).sort();
}

describe('a token', () => {
  test('opens the clinics that it names, and those only', async () => {
    expect(await uids(await sign())).toEqual(['uid-iris']);
    expect(await uids(await sign({ clinic: ['iris', 'lotus'] }))).toEqual(['uid-iris', 'uid-lotus']);
    expect(await uids(await sign({ clinic: 'nowhere' }))).toEqual([]);
  });

  test('is taken under either secret while it is rotated', async () => {
    expect(await uids(await sign({}, { key: oldSecret }))).toEqual(['uid-iris']);
  });

  const publicKey = Buffer.from('not a secret');
  test.each([
    ['none', async () => null],
    ['one that is no token', async () => 'rubbish'],
    ['one under another secret', () => sign({}, { key: 'another-secret-that-nobody-here-knows-of' })],
    ['one that has expired', () => sign({}, { expires: Math.floor(Date.now() / 1_000) - 1 })],
    [
      'one that never expires',
      () =>
        new SignJWT({ sub: 'x', clinic: 'iris', roles: ['ADMIN'] })
          .setProtectedHeader({ alg: 'HS256' })
          .sign(new TextEncoder().encode(secret)),
    ],
    [
      'one that is not valid yet',
      () =>
        new SignJWT({ sub: 'x', clinic: 'iris', roles: ['ADMIN'] })
          .setProtectedHeader({ alg: 'HS256' })
          .setNotBefore('1h')
          .setExpirationTime('2h')
          .sign(new TextEncoder().encode(secret)),
    ],
    ['an unsigned one', async () => new UnsecuredJWT({ sub: 'x', clinic: 'iris', roles: ['ADMIN'] }).setExpirationTime('1h').encode()],
    ['one with another algorithm', () => sign({}, { alg: 'HS512' })],
    ['one under a public key', () => sign({}, { key: publicKey.toString() })],
    ['one without a subject', () => sign({ sub: undefined })],
    ['one without a clinic', () => sign({ clinic: undefined })],
    ['one of a role that is not known', () => sign({ roles: ['OWNER'] })],
    ['one whose roles are no list', () => sign({ roles: 'ADMIN' })],
  ])('is needed: %s is UNAUTHENTICATED, as 401', async (_name, make) => {
    const response = await post(await make());
    expect(response.status).toBe(401);
    expect((await response.json()).errors[0].extensions).toEqual({ code: 'UNAUTHENTICATED' });
  });

  test('of a role that may not is FORBIDDEN', async () => {
    const mutation = 'mutation { retryDelivery(input: { deliveryId: "x" }) { __typename } }';
    for (const roles of [['VIEWER'], ['STAFF'], ['AUDITOR']]) {
      const { errors } = await (await post(await sign({ roles }), mutation)).json();
      expect(errors[0].extensions.code).toBe('FORBIDDEN');
    }
    expect((await (await post(await sign({ roles: ['ADMIN'] }), mutation)).json()).data).toEqual({
      retryDelivery: { __typename: 'NotFound' },
    });
  });

  test('is not needed for GraphiQL’s page, health, and webhooks', async () => {
    expect((await fetch(`${app.url}/graphql`, { headers: { accept: 'text/html' } })).status).toBe(200);
    expect((await fetch(`${app.url}/healthz`)).status).toBe(200);
    expect((await app.post('iris', calcomBody({ uid: 'uid-iris' }))).status).toBe(200);
  });

  test('lets a foreign Host in: a server with tokens is for more than this machine', async () => {
    const { request } = await import('node:http');
    const status = await new Promise((resolve) => {
      request(
        `${app.url}/graphql?query=%7Bclinics%7Bslug%7D%7D`,
        { headers: { host: 'api.clinic.example.com', ...bearer('rubbish') } },
        ({ statusCode }) => resolve(statusCode),
      ).end();
    });
    expect(status).toBe(401);
  });
});

const socketUrl = (): string => `${app.url.replace('http', 'ws')}/graphql`;

describe('a WebSocket', () => {
  const feed = { query: 'subscription { bookingFeed { __typename ... on BookingChanged { booking { uid } } } }' };

  test.each([
    ['authorization', (token: string) => ({ authorization: `Bearer ${token}` })],
    ['Authorization', (token: string) => ({ Authorization: `Bearer ${token}` })],
    ['token', (token: string) => ({ token })],
  ])('is let in by `%s` in its connectionParams, and hears what its token opens', async (_name, params) => {
    const client = createClient({ url: socketUrl(), webSocketImpl: WebSocket, retryAttempts: 0, connectionParams: params(await sign()) });
    const frames = client.iterate<{ bookingFeed: { __typename: string; booking?: { uid: string } } }>(feed);
    expect((await frames.next()).value?.data?.bookingFeed.__typename).toBe('FeedReady');
    const uid = `uid-${crypto.randomUUID()}`;
    await app.deliver('lotus', calcomBody({ uid: `${uid}-lotus` }));
    await app.deliver('iris', calcomBody({ uid }));
    // What is found out of earlier bookings may come before it.
    const heard: (string | undefined)[] = [];
    for (let hers = false; !hers; hers = heard.at(-1) === uid) heard.push((await frames.next()).value?.data?.bookingFeed.booking?.uid);
    expect(heard).not.toContain(`${uid}-lotus`);
    await frames.return?.();
    await client.dispose();
  });

  test.each([
    ['no token', undefined],
    ['a wrong token', { authorization: 'Bearer rubbish' }],
  ])('is closed with 4403 when it comes with %s', async (_name, connectionParams) => {
    const closed = await new Promise<unknown>((resolve) => {
      const client = createClient({
        url: socketUrl(),
        webSocketImpl: WebSocket,
        retryAttempts: 0,
        lazy: false,
        onNonLazyError: resolve,
        ...(connectionParams ? { connectionParams } : {}),
      });
      client.on('closed', resolve);
    });
    expect(closed).toMatchObject({ code: 4403 });
  });

  test('is closed with 4403 at the moment its token expires, and not before', async () => {
    const expires = Math.floor(Date.now() / 1_000) + 2;
    const client = createClient({
      url: socketUrl(),
      webSocketImpl: WebSocket,
      retryAttempts: 0,
      connectionParams: { token: await sign({}, { expires }) },
    });
    const closed = new Promise<{ code: number; reason: string }>((resolve) =>
      client.on('closed', (event) => resolve(event as { code: number; reason: string })),
    );
    const frames = client.iterate(feed);
    const drained = (async () => {
      while (!(await frames.next()).done);
    })();
    await expect(drained).rejects.toMatchObject({ code: 4403, reason: 'the token has expired' });
    expect(await closed).toMatchObject({ code: 4403 });
    expect(Date.now()).toBeGreaterThanOrEqual(expires * 1_000);
  });
});

describe('a stream of server-sent events', () => {
  test('ends when its token expires', async () => {
    const expires = Math.floor(Date.now() / 1_000) + 2;
    const response = await fetch(`${app.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'text/event-stream', ...bearer(await sign({}, { expires })) },
      body: JSON.stringify({ query: 'subscription { bookingFeed { __typename } }' }),
    });
    const reader = response.body?.getReader();
    const drained = (async () => {
      while (reader && !(await reader.read()).done);
    })();
    await drained.catch(() => {});
    expect(Date.now()).toBeGreaterThanOrEqual(expires * 1_000);
  });
});

describe('keys of a JWKS', () => {
  let jwks: Server;
  let url: string;
  const served: object[] = [];
  beforeAll(async () => {
    jwks = createServer((_request, response) =>
      response.setHeader('content-type', 'application/json').end(JSON.stringify({ keys: served })),
    );
    await new Promise<void>((resolve) => jwks.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(jwks.address() as AddressInfo).port}/jwks.json`; // it listens on TCP
  });
  afterAll(() => new Promise((resolve) => jwks.close(resolve)));

  test('check tokens of every pinned algorithm, and no symmetric one', async () => {
    const authenticate = createAuthenticate({ jwksUrl: url });
    const check = (token: string) => authenticate({ request: {} as never, token });
    const tokens: string[] = [];
    for (const alg of ['RS256', 'ES256', 'EdDSA']) {
      const { publicKey, privateKey } = await generateKeyPair(alg);
      served.push({ ...(await exportJWK(publicKey)), kid: alg, alg, use: 'sig' });
      tokens.push(
        await new SignJWT({ sub: 'marva', clinic: 'iris', roles: ['AUDITOR'] })
          .setProtectedHeader({ alg, kid: alg })
          .setExpirationTime('1h')
          .sign(privateKey),
      );
    }
    for (const token of tokens)
      expect(await check(token)).toMatchObject({ viewer: { subject: 'staff:marva', clinics: ['iris'], roles: ['AUDITOR'] } });
    // A public key used as a secret.
    const forged = new SignJWT({ sub: 'x', clinic: 'iris', roles: ['ADMIN'] })
      .setProtectedHeader({ alg: 'HS256', kid: 'RS256' })
      .setExpirationTime('1h');
    expect(await check(await forged.sign(new TextEncoder().encode(JSON.stringify(served[0]))))).toBeNull();
    const stranger = await generateKeyPair('RS256');
    const strange = new SignJWT({ sub: 'x', clinic: 'iris', roles: ['ADMIN'] })
      .setProtectedHeader({ alg: 'RS256', kid: 'RS256' })
      .setExpirationTime('1h');
    expect(await check(await strange.sign(stranger.privateKey))).toBeNull();
  });
});

describe('journeys token', () => {
  const run = promisify(execFile);
  const journeys = (args: readonly string[], env: Record<string, string>) =>
    run(process.execPath, ['src/cli/journeys.ts', 'token', ...args], { env: { PATH: process.env.PATH, ...env } });

  test('makes a token that the server takes', async () => {
    const { stdout } = await journeys(['--clinic', 'iris', 'lotus', '--role', 'VIEWER', '--json'], {
      AUTH_JWT_SECRET: `${secret},${oldSecret}`,
    });
    const { token, expiresAt } = JSON.parse(stdout);
    expect(await uids(token)).toEqual(expect.arrayContaining(['uid-iris', 'uid-lotus']));
    expect(Date.parse(expiresAt)).toBeGreaterThan(Date.now());
  });

  test.each([
    [[], {}, 'AUTH_JWT_SECRET is not set'],
    [['--role', 'OWNER'], { AUTH_JWT_SECRET: secret }, '--role: "OWNER" is none of VIEWER, STAFF, ADMIN, AUDITOR'],
    [['--clinic', 'No Clinic'], { AUTH_JWT_SECRET: secret }, '--clinic: "No Clinic" is not a clinic\'s slug'],
    [['--expires', 'soon'], { AUTH_JWT_SECRET: secret }, '--expires: "soon" is not an ISO 8601 duration'],
  ])('says what is wrong with %j, and ends with 2', async (args, env, message) => {
    await expect(journeys(args, env as Record<string, string>)).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringContaining(message),
    });
  });
});
