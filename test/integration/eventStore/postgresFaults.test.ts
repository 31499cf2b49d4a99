import { join } from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Database, openDatabase } from '../../../src/database/database.ts';
import { migrate } from '../../../src/database/migrate.ts';
import { type Append, type EventStore, EventStoreError, type NewEvent, type Position } from '../../../src/eventStore/port.ts';
import { postgresEventStore } from '../../../src/eventStore/postgres/postgres.ts';
import { idsOf, revisionsOf, storeError } from '../../contracts/eventStore/context.ts';
import { copyDatabase } from '../../support/copyDatabase.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { embeddedServers } from '../../support/embeddedServers.ts';
import { freshClinic, newEvent, newEvents, viewerOf } from '../../support/events.ts';
import { following } from '../../support/following.ts';
import { startTcpProxy, type TcpProxy } from '../../support/tcpProxy.ts';

const clinic = freshClinic();
const viewer = viewerOf(clinic);
const stream = `booking-${clinic}.1`;

let home: TestDatabase;
let owner: pg.Client;
/** The line by which the store comes to its database. */
let line: TcpProxy;
let database: Database;
let store: EventStore;
const broken: unknown[] = [];

beforeEach(async () => {
  home = await createTestDatabase();
  owner = new pg.Client(home.url);
  await owner.connect();
  const url = new URL(home.url);
  line = await startTcpProxy({ host: url.hostname, port: Number(url.port) });
  url.hostname = '127.0.0.1';
  url.port = String(line.port);
  database = openDatabase({ url: url.href, application: 'store', connections: 3 });
  store = postgresEventStore({ database, poll: 50, onLoopError: (error) => broken.push(error) });
  broken.length = 0;
});
afterEach(async () => {
  await store.close();
  await database.close();
  await line.close();
  await owner.end();
  await home.dispose();
});

const append = (expected: Append['expected'], events = newEvents(1)) => store.append(viewer, { stream, expected, events });
const inLog = (of = store) => of.readAll(viewer, { after: 'start', limit: 10_000 });

/** Appends until it is known what came of it, as the command handler does; tells how often it was not. */
async function appendSurely(one: Append): Promise<number> {
  for (let unknown = 0; ; unknown++) {
    try {
      await store.append(viewer, one);
      return unknown;
    } catch (error) {
      if (!(error instanceof EventStoreError) || !['UNKNOWN_OUTCOME', 'UNAVAILABLE'].includes(error.code)) throw error;
    }
  }
}

/** The backend that waits for the head row. */
async function waitingBackend(): Promise<number> {
  for (;;) {
    const { rows } = await owner.query<{ pid: number }>(
      `select pid from pg_stat_activity where application_name = 'store' and datname = current_database() and wait_event_type = 'Lock'`,
    );
    if (rows[0]) return rows[0].pid;
  }
}

describe('an append whose outcome is not known', () => {
  test('because its session was ended in the middle, is repeated with one result', async () => {
    await append('noStream');
    await owner.query('begin');
    await owner.query('select from log_head for update');
    const events = newEvents(2);
    const appending = append(0, events).catch((error: unknown) => error);
    await owner.query('select pg_terminate_backend($1, 5000)', [await waitingBackend()]);
    expect(await appending).toEqual(storeError('UNKNOWN_OUTCOME'));
    await owner.query('commit');
    const first = await append(0, events);
    expect(await append(0, events)).toEqual(first);
    expect(revisionsOf(await inLog())).toEqual([0, 1, 2]);
  });

  test('because its answer was lost on the way, is repeated with its first result', async () => {
    await append('noStream');
    const beside = postgresEventStore({ database: home.database });
    const events = newEvents(2);
    line.loseAnswers();
    const appending = append(0, events).catch((error: unknown) => error);
    const seen = following(beside, viewer, { after: 'start' });
    await seen.until((all) => all.length === 3);
    line.cut();
    expect(await appending).toEqual(storeError('UNKNOWN_OUTCOME'));
    expect(await append(0, events)).toEqual({ revision: 2, position: seen.events.at(-1)?.position });
    expect(idsOf(await inLog())).toEqual(idsOf(seen.events));
    await seen.stop();
    await beside.close();
  });

  test('stands once in the end, however often and whenever connections are dropped', async () => {
    const lanes = Array.from({ length: 8 }, (_, index) => `contact-${clinic}.${index}`);
    let done = false;
    const cutting = (async () => {
      while (!done) {
        // Some of what is under way is cut, and some comes through.
        await owner.query('select pg_sleep(0.01 + random() * 0.03)');
        line.cut();
      }
    })();
    let unknown = 0;
    const written = await Promise.all(
      lanes.map(async (lane) => {
        const events: NewEvent[] = [];
        // Until it has happened: how much comes through between two cuts is the machine's to say.
        while (events.length < 30 || unknown === 0) {
          const [event] = newEvents(1);
          if (!event) continue;
          const expected = events.length === 0 ? 'noStream' : events.length - 1;
          events.push(event);
          unknown += await appendSurely({ stream: lane, expected, events: [event] });
        }
        return events;
      }),
    );
    done = true;
    await cutting;
    const beside = postgresEventStore({ database: home.database });
    const log = await inLog(beside);
    await beside.close();
    for (const [index, lane] of lanes.entries())
      expect(idsOf(log.filter((one) => one.stream === lane))).toEqual(idsOf(written[index] ?? []));
    expect(log.map(({ position }) => Number(position))).toEqual(log.map((_, index) => index + 1));
  });
});

describe('a subscription', () => {
  test('is told nothing twice and misses nothing while connections are dropped', async () => {
    const followed = following(store, viewer, { after: 'start', batchSize: 5 });
    const beside = postgresEventStore({ database: home.database });
    for (let revision = -1; revision < 300; revision += 3) {
      await beside.append(viewer, { stream, expected: revision < 0 ? 'noStream' : revision, events: newEvents(3) });
      if (revision % 4 === 0) line.cut();
    }
    const all = await inLog(beside);
    await followed.until((events) => events.length >= all.length);
    await followed.stop();
    expect(idsOf(followed.events)).toEqual(idsOf(all));
    expect(broken).toContainEqual(storeError('UNAVAILABLE'));
    await beside.close();
  });

  test('goes on when the database was away and is back, and says what was wrong', async () => {
    await append('noStream', newEvents(3));
    const followed = following(store, viewer, { after: 'start' });
    await followed.until((events) => events.length === 3);
    await line.goDown();
    const away = storeError('UNAVAILABLE');
    await expect(append(2)).rejects.toEqual(expect.objectContaining({ code: expect.stringMatching(/^UNAVAILABLE|UNKNOWN_OUTCOME$/) }));
    await expect(store.readStream(viewer, stream)).rejects.toEqual(away);
    await expect(inLog()).rejects.toEqual(away);
    const beside = postgresEventStore({ database: home.database });
    await beside.append(viewer, { stream, expected: 2, events: newEvents(4) });
    expect(followed.events).toHaveLength(3);
    await line.comeUp();
    await followed.until((events) => events.length === 7);
    expect(broken).toContainEqual(away);
    await followed.stop();
    await beside.close();
  });
});

describe('the log', () => {
  test('is not held up by a long transaction elsewhere, and a reader sees all that was committed after it began', async () => {
    await owner.query('begin');
    await owner.query('create table elsewhere as select pg_current_xact_id()');
    const followed = following(store, viewer, { after: 'start' });
    await append('noStream', newEvents(5));
    await append(4, newEvents(5));
    await followed.until((events) => events.length === 10);
    expect(await inLog()).toHaveLength(10);
    await owner.query('commit');
    await append(9);
    await followed.until((events) => events.length === 11);
    await followed.stop();
  });

  test('refuses an id that its stream has, and takes its neighbours in', async () => {
    const event = newEvent();
    await append('noStream', [event]);
    const again = append(0, [newEvent(), event]).catch((error: unknown) => error);
    const neighbours = Array.from({ length: 5 }, (_, index) =>
      store.append(viewer, { stream: `contact-${clinic}.${index}`, expected: 'noStream', events: newEvents(2) }),
    );
    expect(await again).toEqual(storeError('INVALID_APPEND'));
    await Promise.all(neighbours);
    expect((await inLog()).map(({ position }) => Number(position))).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
  });

  test('tells those who were appended so, also when the question about their neighbours’ repeats fails', async () => {
    await append('noStream');
    const halfDead = postgresEventStore({
      database: {
        ...home.database,
        query: (as, statement) =>
          statement.text.includes('from log_event') ? Promise.reject(new Error('the line is dead')) : home.database.query(as, statement),
      },
    });
    const lost = halfDead.append(viewer, { stream, expected: 'noStream', events: newEvents(1) }).catch((error: unknown) => error);
    const taken = halfDead.append(viewer, { stream: `task-${clinic}.1`, expected: 'noStream', events: newEvents(1) });
    expect(await taken).toMatchObject({ revision: 0 });
    expect(await lost).toEqual(storeError('UNKNOWN_OUTCOME'));
    await halfDead.close();
  });
});

test('a log copied table by table into a fresh cluster goes on where it was', async () => {
  for (let index = 0; index < 20; index++)
    await store.append(viewer, { stream: `booking-${clinic}.${index}`, expected: 'noStream', events: newEvents(3) });
  const before = await inLog();
  const repeated = { stream: `booking-${clinic}.19`, expected: 'noStream', events: before.slice(-3) } as const;

  const servers = await embeddedServers();
  const { url } = await servers.start({ directory: join(servers.home, 'postgres') });
  await migrate(url);
  await copyDatabase(home.url, url);
  const copied = openDatabase({ url, application: 'copy' });
  const copy = postgresEventStore({ database: copied });

  expect(await inLog(copy)).toEqual(before);
  expect(await copy.logId()).toBe(await store.logId());
  expect(await copy.append(viewer, repeated)).toEqual({ revision: 2, position: before.at(-1)?.position });
  const followed = following(copy, viewer, { after: before[29]?.position as Position }); // sixty were written
  const appended = await copy.append(viewer, { stream: repeated.stream, expected: 2, events: newEvents(2) });
  expect(Number(appended.position)).toBe(62);
  await followed.until((events) => events.length === 32);
  await followed.stop();
  expect(followed.events).toEqual((await inLog(copy)).slice(30));

  await copy.close();
  await copied.close();
  await servers.endAll();
  await servers.remove();
});
