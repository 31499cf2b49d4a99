import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { signCalcom } from '../../src/webhooks/calcom/signature.ts';
import { webhookSecret } from '../support/app.ts';
import { personBody } from '../support/calcomBody.ts';
import { type ChildServer, startAppProcess } from '../support/childServer.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';

const subscribers = 1_000;
const backlog = 100;

let testDatabase: TestDatabase;
let server: ChildServer;
beforeAll(async () => {
  testDatabase = await createTestDatabase();
  // A process of its own, so that the memory measured is the server's; a short backlog, so that the kernel's buffers are most of what must fill.
  server = await startAppProcess({ databaseUrl: testDatabase.url, backlog, patience: 200 });
});
afterAll(async () => {
  await server.stop();
  await testDatabase.dispose();
});

const query = 'subscription { bookingFeed { __typename ... on FeedFrame { cursor } ... on BookingChanged { booking { uid } } } }';
/** The same ten times over, so that a reader who does not read fills the kernel's buffers soon. */
const wideQuery = `subscription { bookingFeed { __typename ... on FeedFrame { cursor } ... on BookingChanged { booking { ${Array.from(
  { length: 15 },
  (_, k) => `c${k}: contact { id name phone email firstChannel createdAt identifiers { kind value since retired } }`,
).join(' ')} } } } }`;

/** Reads the feed and counts; nothing is kept, since a thousand do it. */
function reader(onReady: () => void, onChange: (count: number) => void): WebSocket {
  const socket = new WebSocket(`${server.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
  let count = 0;
  socket.on('open', () => socket.send('{"type":"connection_init"}'));
  socket.on('message', (data: Buffer) => {
    const text = data.toString();
    if (text.includes('"connection_ack"')) socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query } }));
    else if (text.includes('FeedReady')) onReady();
    else if (text.includes('BookingChanged')) onChange(++count);
  });
  return socket;
}

const frame = (text: string): Buffer => {
  const payload = Buffer.from(text);
  const head =
    payload.length < 126
      ? Buffer.from([0x81, 0x80 | payload.length])
      : Buffer.from([0x81, 0xfe, payload.length >> 8, payload.length & 0xff]);
  // A mask of zeros: the protocol wants one, and it changes nothing.
  return Buffer.concat([head, Buffer.alloc(4), payload]);
};

/** Subscribes by hand and never reads a byte after that. */
async function deaf(): Promise<Socket> {
  const { hostname, port } = new URL(server.url);
  const socket = connect({ host: hostname, port: Number(port) });
  socket.write(
    `GET /graphql HTTP/1.1\r\nHost: ${hostname}:${port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${Buffer.alloc(16).toString('base64')}\r\nSec-WebSocket-Protocol: graphql-transport-ws\r\n\r\n`,
  );
  socket.write(frame('{"type":"connection_init"}'));
  const heard = (text: string): Promise<void> =>
    new Promise((resolve) => {
      const look = (data: Buffer): void => {
        if (!data.toString('latin1').includes(text)) return;
        socket.off('data', look);
        resolve();
      };
      socket.on('data', look);
    });
  await heard('connection_ack');
  const ready = heard('FeedReady');
  socket.write(frame(JSON.stringify({ id: '1', type: 'subscribe', payload: { query: wideQuery } })));
  await ready;
  socket.pause();
  // He says unasked that he is alive (a pong): so it is his not reading that cuts him, and not a ping that he does not answer.
  const alive = setInterval(() => socket.write(Buffer.from([0x8a, 0x80, 0, 0, 0, 0])), 2_000);
  socket.on('close', () => clearInterval(alive)).on('error', () => {});
  return socket;
}

async function metric(name: string): Promise<number> {
  const text = await (await fetch(`${server.url}/metrics`)).text();
  return Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1]);
}

describe('a thousand subscribers of which one never reads', () => {
  test('that one is cut, the others are served, and memory stays flat', async () => {
    let served = 0;
    let wanted = 0;
    let onServed = (): void => {};
    let ready = 0;
    const sockets: WebSocket[] = [];
    await new Promise<void>((resolve) => {
      for (let k = 1; k < subscribers; k++) {
        const socket = reader(
          () => {
            ready += 1;
            if (ready === subscribers - 1) resolve();
          },
          () => {
            served += 1;
            if (served === wanted) onServed();
          },
        );
        sockets.push(socket);
      }
    });
    const stuck = await deaf();
    expect(await metric('feed_subscribers')).toBe(subscribers);

    let posted = 0;
    /** Posts some bookings, and waits until every reader has heard of each. */
    const burst = async (size: number): Promise<void> => {
      wanted += size * (subscribers - 1);
      const all = new Promise<void>((resolve) => {
        onServed = resolve;
      });
      await Promise.all(
        Array.from({ length: size }, async () => {
          const k = posted++;
          const body = personBody(k, { name: `Person ${k} ${'long-named '.repeat(40)}`, phone: `+1876${2_000_000 + k}` });
          const answer = await fetch(`${server.url}/webhooks/calcom/oshun`, {
            method: 'POST',
            body,
            headers: { 'x-cal-signature-256': signCalcom(body, webhookSecret) },
          });
          expect(answer.status).toBe(200);
        }),
      );
      await all;
    };

    await burst(100);
    const before = await server.heap();
    // The socket buffers of a loopback connection hold a few megabytes: until they are full nobody can tell that he does not read.
    while ((await metric('feed_cut_subscribers_total')) === 0) {
      expect(posted).toBeLessThan(backlog + 1_500);
      await burst(50);
    }
    expect(await metric('feed_subscribers')).toBe(subscribers - 1);
    await burst(100);
    const after = await server.heap();
    // What waited for the deaf one was bounded and is gone; what remains are keys of new contacts.
    expect(after - before).toBeLessThan(30 * 1_048_576);
    stuck.destroy();
    for (const socket of sockets) socket.terminate();
  }, 240_000);
});
