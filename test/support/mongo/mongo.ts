import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MongoClient } from 'mongodb';
import { freePort } from '../../../src/database/embedded/port.ts';
import { ferretBinary, NoFerret } from './ferretBinary.ts';

/** A MongoDB for tests, with a database of one's own in it. */
export interface TestMongo {
  readonly url: string;
  /** Drops the database; ends the server, where it is ours. */
  close(): Promise<void>;
}

/** One that a test may kill. */
export interface MortalMongo extends TestMongo {
  kill(): Promise<void>;
  /** Starts it again on the same port and data. */
  revive(): Promise<void>;
}

/** Which server stands for MongoDB in this run, and how to open it; where there is none, or none to kill, why. */
export interface MongoForTests {
  readonly server: string;
  readonly open: (() => Promise<TestMongo>) | null;
  readonly openMortal: (() => Promise<MortalMongo>) | null;
  readonly missing: string;
}

/** The server of `TEST_MONGODB_URL`, else FerretDB (MongoDB's protocol over SQLite) where Go can build it, else none. */
export async function mongoForTests(): Promise<MongoForTests> {
  const given = process.env.TEST_MONGODB_URL;
  const named = 'the server of TEST_MONGODB_URL';
  if (given) return { server: named, open: async () => ofServer(given), openMortal: null, missing: `${named} is not ours to kill` };
  try {
    const binary = await ferretBinary();
    const open = (): Promise<MortalMongo> => startFerret(binary);
    return { server: 'FerretDB 1.24.2', open, openMortal: open, missing: '' };
  } catch (error) {
    if (error instanceof NoFerret) return { server: 'none', open: null, openMortal: null, missing: error.message };
    throw error;
  }
}

async function startFerret(binary: string): Promise<MortalMongo> {
  const directory = await mkdtemp(join(tmpdir(), 'journeys-ferret-'));
  const port = await freePort();
  let child: ChildProcess;
  const start = async (): Promise<void> => {
    child = spawn(binary, [`127.0.0.1:${port}`, directory], { stdio: ['ignore', 'ignore', 'inherit'] });
    await answers(`mongodb://127.0.0.1:${port}/`);
  };
  const end = async (): Promise<void> => {
    const exit = once(child, 'exit');
    if (child.kill('SIGKILL')) await exit;
  };
  await start();
  return {
    url: `mongodb://127.0.0.1:${port}/journeys`,
    kill: end,
    revive: start,
    async close() {
      await end();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** Waits until a server that has just been started takes commands. */
async function answers(url: string): Promise<void> {
  const client = new MongoClient(url, { serverSelectionTimeoutMS: 30_000 });
  try {
    await client.db('admin').command({ ping: 1 });
  } finally {
    await client.close();
  }
}

function ofServer(given: string): TestMongo {
  const name = `journeys_test_${randomBytes(6).toString('hex')}`;
  const url = given.replace(/^([^/]+\/\/[^/?]+)\/?[^?]*/, `$1/${name}`);
  return {
    url,
    async close() {
      const client = new MongoClient(url);
      await client.db(name).dropDatabase();
      await client.close();
    },
  };
}
