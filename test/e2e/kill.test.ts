import { readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freePort } from '../../src/database/embedded/port.ts';
import { type StandIn, startStandIn } from '../support/chatwoot/standIn.ts';
import { type ChildServer, startChildServer } from '../support/childServer.ts';
import { serverDirectory } from '../support/serverDirectory.ts';
import {
  expectAllCarriedOut,
  expectEachOnce,
  expectOneReplyEach,
  fewMessages,
  followThroughBreaks,
  newBooking,
  postWebhooks,
  sendingEnv,
} from '../support/underLoad.ts';

let home: string;
let chatwoot: StandIn;
beforeAll(async () => {
  home = await serverDirectory();
  // Of every ninth message the answer is lost.
  chatwoot = await startStandIn({ breaks: (n) => n % 9 === 0 });
});
afterAll(async () => {
  await chatwoot.close();
  await rm(home, { recursive: true, force: true });
});

/** A server that is killed and started again on one port and one directory. */
async function mortal(data: string) {
  const env = { DATA_DIR: data, PORT: String(await freePort()), ...sendingEnv(chatwoot) };
  let server: ChildServer = await startChildServer(env);
  const { url } = server;
  const postmaster = (): number => Number(readFileSync(join(data, 'postgres/cluster/data/postmaster.pid'), 'utf8').split('\n')[0]);
  return {
    url,
    async killServer() {
      await server.kill();
      server = await startChildServer(env);
    },
    killPostgres() {
      process.kill(postmaster(), 'SIGKILL');
    },
    async killBoth() {
      process.kill(postmaster(), 'SIGKILL');
      await server.kill();
      server = await startChildServer(env);
    },
    stop: () => server.stop(),
  };
}

describe('kill -9 under load', () => {
  test('of the server, of PostgreSQL, and of both loses nothing that was answered, doubles nothing, sends each a reply and no second one, and feeds go on without gap or repeat', async () => {
    const server = await mortal(join(home, 'data'));
    const feed = followThroughBreaks([server.url]);
    await feed.ready();
    const load = postWebhooks([server.url], [newBooking, newBooking, newBooking, fewMessages, fewMessages]);
    for (const round of ['killServer', 'killPostgres', 'killBoth', 'killServer', 'killPostgres', 'killBoth'] as const) {
      await load.more(60);
      await server[round]();
    }
    await load.more(60);
    await load.end();
    await expectAllCarriedOut(server.url);
    const { bookings, conversations } = await expectEachOnce(server.url, load.answered);
    expect(conversations.length).toBeGreaterThan(0);
    await expectOneReplyEach(server.url, chatwoot, conversations);
    await feed.expectOnce(bookings);
    const ended = feed.end();
    await server.stop();
    await ended;
  }, 300_000);
});
