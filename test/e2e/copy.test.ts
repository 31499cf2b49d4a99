import { afterAll, beforeAll, expect, test } from 'vitest';
import { signCalcom } from '../../src/webhooks/calcom/signature.ts';
import { personBody } from '../support/calcomBody.ts';
import { type StandIn, startStandIn } from '../support/chatwoot/standIn.ts';
import { type ChildServer, startChildServer } from '../support/childServer.ts';
import { journeys } from '../support/command.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { type EventStoreServer, startEventStoreServer } from '../support/eventStoreServer/eventStoreServer.ts';
import { firstMessage, sendingEnv } from '../support/underLoad.ts';

let home: TestDatabase;
let eventStore: EventStoreServer;
let chatwoot: StandIn;
beforeAll(async () => {
  home = await createTestDatabase();
  eventStore = await startEventStoreServer();
  chatwoot = await startStandIn();
});
afterAll(async () => {
  await chatwoot.close();
  await eventStore.close();
  await home.dispose();
});

const ask = async ({ url }: ChildServer, query: string) =>
  (
    await fetch(`${url}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ query }) })
  ).json();

const post = async ({ url }: ChildServer, k: number): Promise<void> => {
  const body = personBody(k);
  const { status } = await fetch(`${url}/webhooks/calcom/oshun`, {
    method: 'POST',
    body,
    headers: { 'x-cal-signature-256': signCalcom(body, 'dev-calcom-secret') },
  });
  expect(status).toBe(200);
};

/** Somebody writes for the first time, and is answered: she, and nobody once more. */
async function writeAndExpectReply({ url }: ChildServer, k: number): Promise<void> {
  const { path, body, headers } = firstMessage(k);
  expect((await fetch(`${url}${path}`, { method: 'POST', body, headers })).status).toBe(200);
  const before = chatwoot.handed.length;
  await chatwoot.until(before + 1);
  expect(chatwoot.handed.slice(before).map(({ conversation }) => conversation)).toEqual([String(JSON.parse(body).conversation.id)]);
}

const everything = '{ bookings(first: 100) { edges { node { uid status version startsAt contact { name phone email } } } } }';

async function untilBookings(server: ChildServer, count: number): Promise<unknown> {
  for (;;) {
    const { data } = await ask(server, everything);
    if (data?.bookings.edges.length === count) return data;
  }
}

test('a clinic moves from PostgreSQL to EventStoreDB and back, and has lost nothing and sends nothing again', async () => {
  const key = Buffer.alloc(32, 2).toString('base64');
  const env = { DATABASE_URL: home.url, ENCRYPTION_KEY: key, PORT: '0', ...sendingEnv(chatwoot) };
  const outside = { ...env, EVENTSTORE_URL: eventStore.url };
  const contactCursor = (id: string) => `query { journey(contactId: "${id}") { cursor } }`;

  let server = await startChildServer(env);
  for (let k = 0; k < 8; k++) await post(server, k);
  const before = await untilBookings(server, 8);
  await writeAndExpectReply(server, 101);
  const contact = (await ask(server, '{ contacts(first: 1) { edges { node { id } } } }')).data.contacts.edges[0].node.id;
  const oldCursor = (await ask(server, contactCursor(contact))).data.journey.cursor;
  // A worker runs: it would go on writing into the old log.
  expect(await journeys(['copy', '--from', 'postgres', '--to', eventStore.url], env)).toMatchObject({
    code: 2,
    err: 'a worker runs: stop it first (npm start, or ROLE=worker)',
  });
  await server.stop();

  const copied = await journeys(['copy', '--from', 'postgres', '--to', eventStore.url, '--json'], env);
  expect(copied).toMatchObject({ code: 0, err: '' });
  expect(JSON.parse(copied.out)).toMatchObject({ before: 0 });
  expect(await journeys(['rebuild'], outside)).toMatchObject({ code: 0 });

  server = await startChildServer(outside);
  expect(await untilBookings(server, 8)).toEqual(before);
  expect(
    (await ask(server, `{ system { eventStore } journey(contactId: "${contact}", asOf: "${oldCursor}") { at } }`)).errors[0].extensions
      .code,
  ).toBe('CURSOR_EXPIRED');
  await post(server, 9);
  const nine = await untilBookings(server, 9);
  await writeAndExpectReply(server, 102);
  await server.stop();
  expect(await journeys(['verify'], outside)).toMatchObject({ code: 0 });

  // And back: the old log is the new one's beginning.
  const back = await journeys(['copy', '--from', eventStore.url, '--to', 'postgres', '--json'], env);
  expect(back).toMatchObject({ code: 0 });
  expect(JSON.parse(back.out).before).toBeGreaterThan(50);
  expect(await journeys(['rebuild'], env)).toMatchObject({ code: 0 });
  server = await startChildServer(env);
  expect(await untilBookings(server, 9)).toEqual(nine);
  await writeAndExpectReply(server, 103);
  expect(chatwoot.handed).toHaveLength(3);
  expect((await ask(server, `{ journey(contactId: "${contact}", asOf: "${oldCursor}") { at } }`)).errors[0].extensions.code).toBe(
    'CURSOR_EXPIRED',
  );
  await server.stop();
  expect(await journeys(['verify'], env)).toMatchObject({ code: 0 });
}, 300_000);

test.each([
  [['copy', '--from', 'postgres'], "error: required option '--to <store>' not specified"],
  [['copy', '--from', 'postgres', '--to', 'mysql://x'], '"mysql://x" is no store'],
  [['copy', '--from', 'postgres', '--to', 'postgres'], '--from and --to are the same store'],
])('%j is told what is wrong', async (args, message) => {
  const { code, err } = await journeys(args, { DATABASE_URL: home.url, ENCRYPTION_KEY: Buffer.alloc(32, 2).toString('base64') });
  expect(err).toContain(message);
  expect(code).toBe(2);
});
