import { describe, expect, test } from 'vitest';
import { generateJourneys } from '../../../../src/cli/demo/journeys.ts';
import { seededRandom } from '../../../../src/cli/demo/random.ts';
import { sendTraffic } from '../../../../src/cli/demo/send.ts';
import type { Server } from '../../../../src/cli/demo/server.ts';
import { trafficOf } from '../../../../src/cli/demo/traffic.ts';

const journeys = generateJourneys({ seed: 'send', now: new Date('2026-03-02T00:00:00Z'), count: 10 });
const traffic = trafficOf(journeys, seededRandom('send'));
const { signal } = new AbortController();
const nothing = (): void => {};

/** A server of which only `post` is there. */
const server = (post: Server['post']): Server => ({
  post,
  postChatwoot: () => Promise.reject(new Error('nobody writes')),
  open: () => Promise.reject(new Error('nobody opens a link')),
  ask: () => Promise.reject(new Error('nobody asks')),
  askOnce: () => Promise.reject(new Error('nobody asks')),
});

describe('sending traffic', () => {
  test('sends every body once, in the order of the traffic, a few at a time', async () => {
    const sent: object[] = [];
    let [now, most, receipts] = [0, 0, 0];
    const post: Server['post'] = async (body) => {
      sent.push(body);
      most = Math.max(most, ++now);
      await new Promise((resolve) => setImmediate(resolve));
      now -= 1;
      return 'accepted';
    };
    await sendTraffic(server(post), traffic, { speed: Number.POSITIVE_INFINITY, signal, onSent: () => (receipts += 1) });
    expect(sent).toEqual(traffic.map(({ body }) => body));
    expect(receipts).toBe(traffic.length);
    expect(most).toBeGreaterThan(1);
    expect(most).toBeLessThanOrEqual(8);
  });

  test('takes as long as the speed says', async () => {
    const began = performance.now();
    await sendTraffic(
      server(async () => 'accepted'),
      traffic,
      { speed: 100, signal, onSent: nothing },
    );
    const last = traffic.at(-1)?.place ?? 0;
    expect(performance.now() - began).toBeGreaterThan((last / 100) * 1_000 - 20);
  });

  test('ends with the first failure, and sends nothing after it', async () => {
    let sent = 0;
    const post: Server['post'] = async () => {
      sent += 1;
      if (sent === 3) throw new Error('refused');
      return 'accepted';
    };
    await expect(sendTraffic(server(post), traffic, { speed: 1_000, signal, onSent: nothing })).rejects.toThrow('refused');
    const until = sent;
    await new Promise((resolve) => setImmediate(resolve));
    expect(sent).toBe(until);
    expect(sent).toBeLessThan(traffic.length);
  });

  test('ends when it is told to, while it waits for the next body', async () => {
    const stopping = new AbortController();
    const sending = sendTraffic(
      server(async () => 'accepted'),
      traffic,
      { speed: 0.001, signal: stopping.signal, onSent: nothing },
    );
    stopping.abort();
    await expect(sending).rejects.toThrow();
  });
});
