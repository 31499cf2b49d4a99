import { chown, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { isPostmaster } from '../../../src/database/embedded/lockFile.ts';
import { ask, type EmbeddedServers, embeddedServers } from '../../support/embeddedServers.ts';

const root = process.getuid?.() === 0;
const nobody = 65534;

let servers: EmbeddedServers;
let directory: string;

beforeAll(async () => {
  servers = await embeddedServers();
  directory = join(servers.home, 'postgres');
});
afterEach(() => servers.endAll());
afterAll(() => servers.remove());

describe('several processes on one cluster', () => {
  test('that start at once from nothing share one server', async () => {
    const racers = await Promise.all([1, 2].map(() => servers.startElsewhere(directory)));
    expect(racers.map((racer) => racer.said.error)).toEqual([undefined, undefined]);
    expect(new Set(racers.map((racer) => racer.said.url)).size).toBe(1);
    expect(racers.filter((racer) => racer.said.adopted === false)).toHaveLength(1);
    expect(await ask(racers[0]?.said.url ?? '', 'select 1')).toEqual([1]);
    // All leave at once: none may wait for the others and leave the server behind.
    await Promise.all(racers.map((racer) => racer.leave()));
    expect(isPostmaster(racers[0]?.said.pid ?? 0)).toBe(false);
  });

  test('the starter leaves it to those who joined, and the last one ends it', async () => {
    const server = await servers.start({ directory });
    const other = await servers.startElsewhere(directory);
    expect(other.said).toMatchObject({ adopted: true, pid: server.pid(), url: server.url });
    await server.stop();
    expect(await ask(server.url, 'select 1')).toEqual([1]);
    await other.leave();
    expect(isPostmaster(server.pid())).toBe(false);
  });

  test('a client that is no node process keeps it running as well', async () => {
    const server = await servers.start({ directory });
    const psql = new pg.Client(server.url);
    await psql.connect();
    await server.stop();
    expect((await psql.query('select 1 as n')).rows).toEqual([{ n: 1 }]);
    await psql.end();
    const next = await servers.start({ directory });
    expect(next.adopted).toBe(true);
    await next.stop();
  });
});

describe('another user', () => {
  test.skipIf(!root)('can run it without being root', async () => {
    const own = join(servers.home, 'plain');
    await mkdir(own);
    await chown(own, nobody, nobody);
    const plain = await servers.startElsewhere(join(own, 'data', 'postgres'), nobody);
    expect(plain.said).toMatchObject({ adopted: false });
    expect(await ask(plain.said.url ?? '', 'select 1')).toEqual([1]);
    await plain.leave();
  });

  test.skipIf(!root)('is told in one line which directory keeps it out', async () => {
    const closed = join(servers.home, 'closed');
    await mkdir(closed, { mode: 0o700 });
    const start = servers.start({ directory: join(closed, 'postgres') });
    await expect(start).rejects.toThrow(`cannot enter ${closed}: run chmod o+x ${closed},`);
  });
});
