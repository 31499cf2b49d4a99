import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freePort } from '../../src/database/embedded/port.ts';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../src/database/embeddedPostgres.ts';
import { signCalcom } from '../../src/webhooks/calcom/signature.ts';
import { personBody } from '../support/calcomBody.ts';
import { type StandIn, startStandIn } from '../support/chatwoot/standIn.ts';
import { type ChildServer, startChildServer } from '../support/childServer.ts';
import { journeys } from '../support/command.ts';
import { serverDirectory } from '../support/serverDirectory.ts';
import {
  ask,
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
let postgres: EmbeddedPostgres;
let chatwoot: StandIn;
beforeAll(async () => {
  // Of every ninth message the answer is lost.
  chatwoot = await startStandIn({ breaks: (n) => n % 9 === 0 });
  home = await serverDirectory();
  // The test's own, so that it outlives every process that is killed, and can be killed itself.
  postgres = await startEmbeddedPostgres({ directory: join(home, 'postgres') });
});
afterAll(async () => {
  await chatwoot.close();
  await postgres.stop();
  await rm(home, { recursive: true, force: true });
});

/** A process that is killed and comes back on its port. */
async function mortal(role: 'api' | 'worker') {
  const env = {
    DATABASE_URL: postgres.url,
    ENCRYPTION_KEY: Buffer.alloc(32, 4).toString('base64'),
    ROLE: role,
    PORT: String(await freePort()),
    ...sendingEnv(chatwoot),
  };
  let server: ChildServer = await startChildServer(env);
  return {
    role,
    url: server.url,
    pid: () => server.pid,
    async kill() {
      await server.kill();
      server = await startChildServer(env);
    },
    stop: () => server.stop(),
  };
}
describe('two api processes and two workers, of which one stands by', () => {
  test('killed at random, with PostgreSQL restarted and a rebuild in the middle, project each answered delivery once, send each a reply and no second one, and feeds are complete', async () => {
    const worker = await mortal('worker');
    const standby = await mortal('worker');
    const apis = [await mortal('api'), await mortal('api')];
    const urls = apis.map(({ url }) => url);
    const feeds = [followThroughBreaks(urls), followThroughBreaks(urls.toReversed())];
    for (const feed of feeds) await feed.ready();
    const load = postWebhooks(urls, [newBooking, newBooking, fewMessages]);
    const env = { DATABASE_URL: postgres.url, ENCRYPTION_KEY: Buffer.alloc(32, 4).toString('base64') };
    const rounds: readonly (() => Promise<unknown> | undefined)[] = [
      () => worker.kill(),
      () => apis[0]?.kill(),
      async () => {
        const rebuilt = await journeys(['rebuild', '--json'], env);
        expect(rebuilt, rebuilt.err).toMatchObject({ code: 0 });
      },
      () => standby.kill(),
      async () => process.kill(postgres.pid(), 'SIGKILL'),
      () => apis[1]?.kill(),
      async () => {
        const rebuilding = journeys(['rebuild'], env);
        await Promise.all([worker.kill(), standby.kill()]);
        expect(await rebuilding).toMatchObject({ code: 0 });
      },
      () => Promise.all([worker.kill(), apis[0]?.kill()]),
    ];
    for (const round of rounds) {
      await load.more(50);
      await round();
    }
    await load.more(50);
    await load.end();
    const [url = ''] = urls;
    await expectAllCarriedOut(url);
    const { bookings: seen, conversations } = await expectEachOnce(url, load.answered);
    await expectOneReplyEach(worker.url, chatwoot, conversations);
    for (const feed of feeds) await feed.expectOnce(seen);
    const verified = await journeys(['verify'], env);
    expect(verified, verified.out).toMatchObject({ code: 0 });
    const ended = feeds.map((feed) => feed.end());
    await Promise.all([worker, standby, ...apis].map((one) => one.stop()));
    await Promise.all(ended);
  }, 600_000);

  test('a worker that stands by takes over within seconds of a kill -9', async () => {
    const api = await mortal('api');
    const env = { DATABASE_URL: postgres.url, ENCRYPTION_KEY: Buffer.alloc(32, 4).toString('base64'), ROLE: 'worker', PORT: '0' };
    const first = await startChildServer(env);
    const second = await startChildServer(env);
    const post = async (k: number): Promise<void> => {
      const body = personBody(k, { uid: `takeover-${k}`, email: `takeover.${k}@example.com`, phone: `+1876${3_000_000 + k}` });
      await fetch(`${api.url}/webhooks/calcom/oshun`, {
        method: 'POST',
        body,
        headers: { 'x-cal-signature-256': signCalcom(body, 'dev-calcom-secret') },
      });
    };
    const seen = async (k: number): Promise<void> => {
      while (!(await ask<{ booking: object | null }>(api.url, `{ booking(uid: "takeover-${k}") { id } }`)).booking);
    };
    await post(1);
    await seen(1);
    await first.kill();
    await post(2);
    await seen(2);
    await second.stop();
    await api.stop();
  });
});
