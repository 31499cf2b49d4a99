import { randomBytes } from 'node:crypto';
import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ClinicSlug } from '../../../src/domain/ids.ts';
import type { Viewer } from '../../../src/domain/viewer.ts';
import { type EventStoreDbOptions, eventStoreDbEventStore } from '../../../src/eventStore/eventStoreDb/eventStoreDb.ts';
import { type Append, type Appended, type EventStore, EventStoreError } from '../../../src/eventStore/port.ts';
import { idsOf, revisionsOf, storeError } from '../../contracts/eventStore/context.ts';
import { writeAtRandom } from '../../contracts/eventStore/subscribing.ts';
import {
  type EventStoreServer,
  type EventStoreServerOptions,
  startEventStoreServer,
} from '../../support/eventStoreServer/eventStoreServer.ts';
import { freshClinic, newEvent, newEvents, viewerOf } from '../../support/events.ts';
import { following } from '../../support/following.ts';

// On the test server only: a real one has no switches. What it does is what a real one was seen to do.
let clinic: ClinicSlug;
let viewer: Viewer;
let stream: string;
const open: { close(): Promise<void> }[] = [];
/** What broke subscriptions. */
let broken: unknown[];

beforeEach(() => {
  clinic = freshClinic();
  viewer = viewerOf(clinic);
  stream = `booking-${clinic}.1`;
  broken = [];
});
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close();
});

async function startServer(options: EventStoreServerOptions = {}): Promise<EventStoreServer> {
  const server = await startEventStoreServer(options);
  open.push(server);
  return server;
}

function openStore(url: string, options: Partial<EventStoreDbOptions> = {}): EventStore {
  const store = eventStoreDbEventStore({ url, onLoopError: (error) => broken.push(error), ...options });
  open.push(store);
  return store;
}

const append = (store: EventStore, expected: Append['expected'], events = newEvents(1), to = stream): Promise<Appended> =>
  store.append(viewer, { stream: to, expected, events });

/** Appends until it is known what came of it, as the command handler does; tells how often it was not. */
async function appendSurely(store: EventStore, one: Append): Promise<number> {
  for (let unknown = 0; ; unknown++) {
    try {
      await store.append(viewer, one);
      return unknown;
    } catch (error) {
      if (!(error instanceof EventStoreError) || !['UNKNOWN_OUTCOME', 'UNAVAILABLE'].includes(error.code)) throw error;
      await turn();
    }
  }
}

const outcomeOf = (promise: Promise<unknown>): Promise<unknown> => promise.catch((error: unknown) => error);

/** For what has to wait for the end of a patience; everything else has the usual one. */
const impatient = { timeout: 600 };

describe('a server that hangs', () => {
  test('leaves an append unknown and a read unavailable, each in its time, and once it goes on there is one result', async () => {
    const server = await startServer();
    const store = openStore(server.url, impatient);
    await appendSurely(store, { stream, expected: 'noStream', events: newEvents(1) });
    server.line.freeze();
    const events = newEvents(2);
    const began = performance.now();
    expect(await outcomeOf(append(store, 0, events))).toEqual(storeError('UNKNOWN_OUTCOME'));
    expect(performance.now() - began).toBeLessThan(4_000);
    await expect(store.readStream(viewer, stream)).rejects.toEqual(storeError('UNAVAILABLE'));
    await expect(store.readAll(viewer, { after: 'start', limit: 10 })).rejects.toEqual(storeError('UNAVAILABLE'));
    server.line.thaw();
    await appendSurely(store, { stream, expected: 0, events });
    expect(idsOf(await store.readStream(viewer, stream)).slice(1)).toEqual(idsOf(events));
  });

  test('from the first call on writes nothing of what was given up, and says that it is unavailable', async () => {
    const server = await startServer();
    server.line.freeze();
    const store = openStore(server.url, impatient);
    await expect(append(store, 'noStream')).rejects.toEqual(storeError('UNAVAILABLE'));
    await expect(store.logId()).rejects.toEqual(storeError('UNAVAILABLE'));
    server.line.thaw();
    const event = newEvent();
    await appendSurely(store, { stream, expected: 'noStream', events: [event] });
    expect(server.log.streamOf(stream).map(({ id }) => id)).toEqual([event.id]);
    expect(await store.logId()).toMatch(/^[0-9a-f-]{36}$/);
  });

  test('breaks a subscription, which goes on by itself when it can', async () => {
    const server = await startServer();
    const store = openStore(server.url, impatient);
    const beside = openStore(server.url.replace(String(server.line.port), String(server.port)));
    await append(beside, 'noStream', newEvents(2));
    await store.readStream(viewer, stream);
    server.line.freeze();
    const followed = following(store, viewer, { after: 'start' });
    await append(beside, 1, newEvents(3));
    while (broken.length === 0) await turn();
    server.line.thaw();
    await followed.until((events) => events.length === 5);
    await followed.stop();
    expect(broken).toContainEqual(expect.objectContaining({ name: 'NotAnswered' }));
  });

  test('does not hold up the end of a subscription', async () => {
    const server = await startServer();
    server.line.freeze();
    const store = openStore(server.url, { timeout: 20_000 });
    const followed = following(store, viewer, { after: 'start' });
    while (server.line.connections === 0) await turn();
    const began = performance.now();
    await followed.stop();
    expect(performance.now() - began).toBeLessThan(1_000);
    server.line.cut();
  });

  test('does not hold up the end of a store', async () => {
    const server = await startServer();
    const store = openStore(server.url, impatient);
    await appendSurely(store, { stream, expected: 'noStream', events: newEvents(1) });
    const followed = following(store, viewer, { after: 'start' });
    await followed.until((events) => events.length === 1);
    server.line.freeze();
    const lost = outcomeOf(append(store, 0));
    await Promise.all([store.close(), followed.ended]);
    expect(await lost).toEqual(storeError('UNKNOWN_OUTCOME'));
  });
});

describe('an append whose answer is lost', () => {
  test('is written, and repeated it gives its first result', async () => {
    const server = await startServer();
    const store = openStore(server.url);
    await append(store, 'noStream');
    server.line.loseAnswers();
    const events = newEvents(2);
    const appending = outcomeOf(append(store, 0, events));
    while (server.log.streamOf(stream).length < 3) await turn();
    server.line.cut();
    expect(await appending).toEqual(storeError('UNKNOWN_OUTCOME'));
    const last = server.log.streamOf(stream).at(-1);
    expect(await append(store, 0, events)).toEqual({ revision: 2, position: String(last?.position).padStart(20, '0') });
    expect(server.log.streamOf(stream)).toHaveLength(3);
  });

  test('stands once, as do the large ones that waited behind it, however often the line is cut', async () => {
    const server = await startServer({ commitDelay: () => Math.random() * 3 });
    const store = openStore(server.url);
    const lanes = Array.from({ length: 40 }, (_, index) => `contact-${clinic}.${index}`);
    let writing = true;
    const cutting = (async () => {
      while (writing) {
        for (let wait = 20 + Math.random() * 200; wait > 0; wait--) await turn();
        server.line.cut();
      }
    })();
    const unknown = await Promise.all(
      lanes.map(async (lane) => {
        let times = 0;
        for (let index = 0; index < 5; index++) {
          const events = [newEvent({ data: randomBytes(index % 2 === 0 ? 200 : 300_000) })];
          times += await appendSurely(store, { stream: lane, expected: index === 0 ? 'noStream' : index - 1, events });
        }
        return times;
      }),
    );
    writing = false;
    await cutting;
    expect(unknown.reduce((sum, times) => sum + times, 0)).toBeGreaterThan(0);
    for (const lane of lanes) expect(server.log.streamOf(lane)).toHaveLength(5);
  });

  test('takes the appends of another store in the process along, and none of them is lost or doubled', async () => {
    const [one, two] = [
      await startServer({ commitDelay: () => Math.random() * 5 }),
      await startServer({ commitDelay: () => Math.random() * 5 }),
    ];
    const stores = [openStore(one.url), openStore(two.url)];
    const write = async (store: EventStore): Promise<void> => {
      await Promise.all(
        Array.from({ length: 10 }, async (_, lane) => {
          for (let index = 0; index < 20; index++)
            await appendSurely(store, {
              stream: `task-${clinic}.${lane}`,
              expected: index === 0 ? 'noStream' : index - 1,
              events: newEvents(1),
            });
        }),
      );
    };
    let writing = true;
    const cutting = (async () => {
      while (writing) {
        for (let wait = 0; wait < 100; wait++) await turn();
        one.line.cut();
      }
    })();
    await Promise.all(stores.map(write));
    writing = false;
    await cutting;
    for (const { log } of [one, two]) for (let lane = 0; lane < 10; lane++) expect(log.streamOf(`task-${clinic}.${lane}`)).toHaveLength(20);
  });
});

describe('a change of leader', () => {
  test('drops connections: appends fail in between, and afterwards all goes on', async () => {
    const server = await startServer();
    const store = openStore(server.url);
    const followed = following(store, viewer, { after: 'start' });
    await append(store, 'noStream');
    await followed.until((events) => events.length === 1);
    await server.line.goDown();
    const event = newEvent();
    await expect(append(store, 0, [event])).rejects.toBeInstanceOf(EventStoreError);
    // Nothing was sent to nobody: by now it is certain.
    await expect(append(store, 0, [event])).rejects.toEqual(storeError('UNAVAILABLE'));
    await expect(store.readStream(viewer, stream)).rejects.toEqual(storeError('UNAVAILABLE'));
    await server.line.comeUp();
    await appendSurely(store, { stream, expected: 0, events: [event] });
    await followed.until((events) => events.length === 2);
    await followed.stop();
    expect(idsOf(followed.events)).toEqual(server.log.streamOf(stream).map(({ id }) => id));
  });

  test('in a cluster: the next leader is found, by appends and by subscriptions', async () => {
    let leader = 0;
    const first = await startServer({ leader: () => leader });
    const second = await startServer({ leader: () => leader, log: first.log });
    leader = first.line.port;
    const store = openStore(`esdb+discover://127.0.0.1:${second.line.port}?tls=false`, { timeout: 2_000 });
    const followed = following(store, viewer, { after: 'start' });
    await append(store, 'noStream');
    await followed.until((events) => events.length === 1);
    expect(first.line.connections).toBeGreaterThan(0);
    // For a while there is nobody to ask.
    await Promise.all([first.line.goDown(), second.line.goDown()]);
    await expect(append(store, 0)).rejects.toBeInstanceOf(EventStoreError);
    await expect(append(store, 0)).rejects.toEqual(storeError('UNAVAILABLE'));
    leader = second.line.port;
    await second.line.comeUp();
    const event = newEvent();
    await appendSurely(store, { stream, expected: 0, events: [event] });
    await followed.until((events) => events.length === 2);
    await followed.stop();
    expect(followed.events.at(-1)?.id).toBe(event.id);
  });
});

describe('a subscription', () => {
  test('cut a hundred times at random misses nothing and repeats nothing', async () => {
    const server = await startServer({ commitDelay: () => Math.random() * 2, liveBuffer: 50 });
    const store = openStore(server.url);
    const writer = openStore(server.url.replace(String(server.line.port), String(server.port)));
    const stranger = freshClinic();
    const dawdle = async (): Promise<void> => {
      for (let wait = Math.random() * 8; wait > 0; wait--) await turn();
    };
    const fast = following(store, viewer, { after: 'start' });
    const slow = following(store, viewer, { after: 'start', batchSize: 3, work: dawdle });
    let writing = true;
    const cutting = (async () => {
      for (let cuts = 0; cuts < 100; cuts++) {
        for (let wait = Math.random() * 60; wait > 0; wait--) await turn();
        // Each finds at least one of the two, at whatever point of its way it is.
        while (server.openReads === 0) await turn();
        if (cuts % 2 === 0) server.line.cut();
        else server.endReads();
        while (server.openReads > 0) await turn();
      }
      writing = false;
    })();
    // Others' events lie between ours, so that it goes on from checkpoints too.
    while (writing) {
      await writeAtRandom(writer, clinic, { streams: 2, appends: 3 });
      await writeAtRandom(writer, stranger, { streams: 3, appends: 20 });
    }
    await cutting;
    await writeAtRandom(writer, clinic, { streams: 1, appends: 1 });
    const all = server.log.events.filter((one) => one.stream.startsWith(`booking-${clinic}.`)).map(({ id }) => id);
    for (const followed of [fast, slow]) {
      await followed.until((events) => events.at(-1)?.id === all.at(-1));
      await followed.stop();
      expect(idsOf(followed.events)).toEqual(all);
    }
    expect(server.counts.subscriptions).toBeGreaterThan(100);
    expect(broken.length).toBeGreaterThan(100);
  });

  test('that is ended by the server goes on after the last event', async () => {
    const server = await startServer();
    const store = openStore(server.url);
    await append(store, 'noStream', newEvents(3));
    const followed = following(store, viewer, { after: 'start' });
    await followed.until((events) => events.length === 3);
    server.endReads();
    await append(store, 2, newEvents(2));
    await followed.until((events) => events.length === 5);
    await followed.stop();
    expect(revisionsOf(followed.events)).toEqual([0, 1, 2, 3, 4]);
  });

  test('goes on from a checkpoint when a long stretch held nothing for it', async () => {
    const server = await startServer();
    const store = openStore(server.url);
    await append(store, 'noStream');
    const strange = viewerOf(freshClinic());
    for (let count = 0; count < 10; count++)
      await store.append(strange, { stream: `task-${strange.clinics[0]}.${count}`, expected: 'noStream', events: newEvents(500) });
    const followed = following(store, viewer, { after: 'start' });
    await followed.until((events) => events.length === 1);
    while (server.counts.searched < 5_000) await turn();
    const searched = server.counts.searched;
    server.endReads();
    await append(store, 0);
    await followed.until((events) => events.length === 2);
    await followed.stop();
    expect(server.counts.searched - searched).toBeLessThan(1_100);
  });

  test('counts a checkpoint only when the events before it have come, be its reader ever so slow', async () => {
    const server = await startServer();
    const store = openStore(server.url);
    let free = (): void => {};
    const freed = new Promise<void>((resolve) => {
      free = resolve;
    });
    await append(store, 'noStream', newEvents(12));
    const strange = viewerOf(freshClinic());
    await store.append(strange, { stream: `task-${strange.clinics[0]}.1`, expected: 'noStream', events: newEvents(1_100) });
    const followed = following(store, viewer, { after: 'start', batchSize: 2, work: () => freed });
    while (server.counts.searched < 1_112) await turn();
    // The checkpoint is at the client, behind events that nobody has taken yet.
    for (let wait = 0; wait < 100; wait++) await turn();
    server.endReads();
    while (broken.length === 0) await turn();
    free();
    await followed.until((events) => events.length === 12);
    await followed.stop();
    expect(revisionsOf(followed.events)).toEqual(followed.events.map((_, index) => index));
  });

  test('with a slow reader takes in a bounded number of events, and is opened anew when the server drops it', async () => {
    const server = await startServer({ liveBuffer: 100 });
    const store = openStore(server.url);
    let free = (): void => {};
    const freed = new Promise<void>((resolve) => {
      free = resolve;
    });
    await append(store, 'noStream');
    const followed = following(store, viewer, { after: 'start', batchSize: 20, work: () => freed });
    await followed.until((events) => events.length === 1);
    for (let revision = 0; revision < 2_000; revision += 100) await append(store, revision, newEvents(100, { data: randomBytes(5_000) }));
    // Twenty wait with us; what the two ends of a connection hold is bounded by their windows.
    expect(server.counts.sent).toBeLessThan(500);
    free();
    await followed.until((events) => events.length === 2_001);
    await followed.stop();
    expect(revisionsOf(followed.events)).toEqual(followed.events.map((_, index) => index));
    expect(broken).toContainEqual(expect.objectContaining({ type: 'timeout' }));
  });

  test('that has fallen mute is opened anew', async () => {
    const server = await startServer();
    const store = openStore(server.url, { silence: 150 });
    await append(store, 'noStream');
    const followed = following(store, viewer, { after: 'start' });
    await followed.until((events) => events.length === 1);
    server.mute();
    await append(store, 0, newEvents(2));
    await followed.until((events) => events.length === 3);
    await followed.stop();
    expect(broken).toEqual([]);
  });

  test('from now on holds its place from the beginning, whatever breaks before the first event', async () => {
    const server = await startServer();
    const store = openStore(server.url);
    await append(store, 'noStream', newEvents(4));
    const followed = following(store, viewer, { after: 'now' });
    while (server.counts.subscriptions === 0) await turn();
    server.endReads();
    await append(store, 3, newEvents(2));
    await followed.until((events) => events.length === 2);
    await followed.stop();
    expect(revisionsOf(followed.events)).toEqual([4, 5]);
  });
});

describe('a read', () => {
  test('that is cut short, because its client was given up for another call, is no whole one', async () => {
    const server = await startServer();
    const writer = openStore(server.url);
    const store = openStore(server.url, impatient);
    for (let index = 0; index < 20; index++)
      await append(writer, index === 0 ? 'noStream' : index * 100 - 1, newEvents(100, { data: randomBytes(4_000) }));
    await store.readStream(viewer, stream, { limit: 1 });
    const reads = Array.from({ length: 4 }, () => outcomeOf(store.readStream(viewer, stream)));
    server.line.loseAnswers();
    const lost = outcomeOf(append(store, 1_999));
    for (const read of await Promise.all(reads)) {
      if (Array.isArray(read)) expect(read).toHaveLength(2_000);
      else expect(read).toEqual(storeError('UNAVAILABLE'));
    }
    expect(await lost).toEqual(storeError('UNKNOWN_OUTCOME'));
  });
});

describe('a store', () => {
  test('works with a server that is too old for batches', async () => {
    const server = await startServer({ batches: false });
    const store = openStore(server.url);
    const events = newEvents(3);
    const first = await append(store, 'noStream', events);
    expect(await append(store, 'noStream', events)).toEqual(first);
    await expect(append(store, 'noStream')).rejects.toEqual(storeError('VERSION_CONFLICT', { actual: 2 }));
    await expect(append(store, 7)).rejects.toEqual(storeError('VERSION_CONFLICT', { actual: 2 }));
    expect(idsOf(await store.readStream(viewer, stream))).toEqual(idsOf(events));
  });

  test('is not made for a URL that is none', () => {
    expect(() => eventStoreDbEventStore({ url: 'http://127.0.0.1:2113' })).toThrow('esdb://');
    expect(() => eventStoreDbEventStore({ url: 'esdb://127.0.0.1:2113?tls=FALSE' })).toThrow('true or false');
  });

  test('finds its server by the name that it has today, too', async () => {
    const server = await startServer();
    for (const url of [server.url.replace('esdb', 'kurrentdb'), server.url.replace('esdb', 'kurrentdb+discover')])
      expect(await openStore(url).readStream(viewer, stream)).toEqual([]);
  });

  test('throws conflicts whatever its URL says of them', async () => {
    const server = await startServer();
    const store = openStore(`${server.url}&throwOnAppendFailure=false`);
    await append(store, 'noStream', newEvents(8));
    await expect(append(store, 3)).rejects.toEqual(storeError('VERSION_CONFLICT', { actual: 7 }));
  });
});
