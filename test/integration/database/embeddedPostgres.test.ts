import { once } from 'node:events';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { openDatabase } from '../../../src/database/database.ts';
import { isPostmaster } from '../../../src/database/embedded/lockFile.ts';
import { migrate } from '../../../src/database/migrate.ts';
import { systemViewer } from '../../../src/domain/viewer.ts';
import { ask, collectLines, type EmbeddedServers, embeddedServers } from '../../support/embeddedServers.ts';

let servers: EmbeddedServers;
let directory: string;

beforeAll(async () => {
  servers = await embeddedServers();
  directory = join(servers.home, 'postgres');
});
afterEach(() => servers.endAll());
afterAll(() => servers.remove());

// One cluster, started again and again: each test finds what the one before it left.
let url: string;

test('starts from nothing, and durably', async () => {
  const server = await servers.start({ directory });
  url = server.url;
  expect(server.adopted).toBe(false);
  expect(await ask(url, 'select version()')).toEqual([expect.stringContaining('PostgreSQL 18')]);
  expect(await ask(url, "select setting from pg_settings where name in ('fsync', 'synchronous_commit', 'full_page_writes')")).toEqual([
    'on',
    'on',
    'on',
  ]);
  await ask(url, 'create table kept as select 1 as n');
  await server.stop();
  expect(isPostmaster(server.pid())).toBe(false);
});

test('starts warm on the port it had, with what it held', async () => {
  const server = await servers.start({ directory });
  expect(server.url).toBe(url);
  expect(server.adopted).toBe(false);
  expect(await ask(url, 'select n from kept')).toEqual([1]);
  await server.stop();
});

test('opens to the password alone, which only its owner can read', async () => {
  const server = await servers.start({ directory });
  const wrong = new URL(url);
  wrong.password = 'wrong';
  await expect(ask(wrong.href, 'select 1')).rejects.toMatchObject({ code: '28P01' });
  expect((await stat(join(directory, 'cluster', 'password'))).mode & 0o777).toBe(0o600);
  expect(await ask(url, 'show unix_socket_directories')).toEqual(['']);
  expect(await ask(url, 'show listen_addresses')).toEqual(['127.0.0.1']);
  await server.stop();
});

test('keeps what clients said out of its log', async () => {
  const server = await servers.start({ directory });
  await expect(ask(url, "select 'Zoraida'::int")).rejects.toThrow('Zoraida');
  expect(await readFile(join(directory, 'server.log'), 'utf8')).not.toContain('Zoraida');
  await server.stop();
});

test('takes another port only when a stranger sits on its own', async () => {
  const stranger = createServer().listen(Number(new URL(url).port), '127.0.0.1');
  await once(stranger, 'listening');
  const server = await servers.start({ directory });
  expect(server.url).not.toBe(url);
  expect(await ask(server.url, 'select n from kept')).toEqual([1]);
  url = server.url;
  await server.stop();
  stranger.close();
});

test('is joined where a killed process left it running', async () => {
  const killed = await servers.startElsewhere(directory);
  await killed.kill();
  const server = await servers.start({ directory });
  expect(server.adopted).toBe(true);
  expect(server.pid()).toBe(killed.said.pid);
  expect(await ask(server.url, 'select n from kept')).toEqual([1]);
  await server.stop();
  expect(isPostmaster(server.pid())).toBe(false);
});

test('recovers when node and the postmaster were both killed', async () => {
  const killed = await servers.startElsewhere(directory);
  await ask(url, 'insert into kept values (2)');
  await killed.kill();
  process.kill(killed.said.pid ?? 0, 'SIGKILL');
  const server = await servers.start({ directory });
  expect(server.adopted).toBe(false);
  expect(server.url).toBe(url);
  expect(await ask(url, 'select n from kept order by n')).toEqual([1, 2]);
  await server.stop();
});

test('starts although the pid in its lock file is another program’s by now', async () => {
  await writeFile(join(directory, 'cluster', 'data', 'postmaster.pid'), `${process.pid}\n/elsewhere\n0\n1\n\n127.0.0.1\n0 0\nready   \n`);
  const server = await servers.start({ directory });
  expect(server.adopted).toBe(false);
  await server.stop();
});

test('comes back on its port after its postmaster is killed, and open pools go on with what was acknowledged', async () => {
  const log = collectLines();
  const server = await servers.start({ directory, onLog: log.onLog });
  await migrate(server.url);
  await ask(url, 'create table answered (n int)');
  await ask(url, 'grant all on answered to journeys_app');
  const pool = openDatabase({ url, application: 'test' });
  const everybody = systemViewer('test');
  await pool.query(everybody, { text: 'insert into answered values (1)' });
  const before = server.pid();
  process.kill(before, 'SIGKILL');
  await log.seen(/is back/);
  expect(server.pid()).not.toBe(before);
  expect(server.url).toBe(url);
  expect(await pool.query(everybody, { text: 'select n from answered' })).toEqual([{ n: 1 }]);
  await pool.close();
  await server.stop();
  expect(isPostmaster(server.pid())).toBe(false);
});

test('stays down once the supervision is aborted', async () => {
  const supervision = new AbortController();
  const server = await servers.start({ directory, signal: supervision.signal });
  const watcher = new pg.Client(server.url);
  watcher.on('error', () => {});
  await watcher.connect();
  const ended = new Promise<void>((resolve) => watcher.once('end', resolve));
  supervision.abort();
  process.kill(server.pid(), 'SIGKILL');
  await ended;
  await server.stop();
  expect(isPostmaster(server.pid())).toBe(false);
  await expect(ask(url, 'select 1')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
});

test('a platform without binaries is told what to do instead', async () => {
  const real = Object.getOwnPropertyDescriptor(process, 'arch') ?? {};
  Object.defineProperty(process, 'arch', { ...real, value: 'riscv64' });
  try {
    await expect(servers.start({ directory: join(servers.home, 'none') })).rejects.toThrow(
      /No embedded PostgreSQL .*riscv64.*set DATABASE_URL/,
    );
  } finally {
    Object.defineProperty(process, 'arch', real);
  }
});
