import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Lease, LeaseLost, whileHolding } from '../../../src/database/lease.ts';
import { systemViewer } from '../../../src/domain/viewer.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';

const viewer = systemViewer('test');
let home: TestDatabase;
beforeAll(async () => {
  home = await createTestDatabase();
});
afterAll(() => home.dispose());

/** Takes the lease and keeps it until told to stop. */
function hold(name: string, holder: string, duration = 60_000) {
  const stop = new AbortController();
  const lost = Promise.withResolvers<void>();
  const held = Promise.withResolvers<Lease>();
  const ended = whileHolding(home.database, { name, holder, duration, signal: stop.signal }, async (lease) => {
    held.resolve(lease);
    await new Promise<void>((resolve) => lease.signal.addEventListener('abort', () => resolve(), { once: true }));
    lost.resolve();
  });
  return {
    held: held.promise,
    lost: lost.promise,
    async release() {
      stop.abort();
      await ended;
    },
  };
}

const expire = (name: string): Promise<unknown> =>
  home.database.query(viewer, { text: `update lease set expires_at = now() - interval '1 second' where name = $1`, values: [name] });

const write = (lease: Lease): Promise<void> =>
  home.database.transaction(viewer, async (transaction) => {
    await lease.assertHeld(transaction);
    await transaction.query({ text: `insert into feed_floor (feed, position) values ($1, '0')`, values: [`written by ${lease.token}`] });
  });

describe('a lease', () => {
  test('is one holder’s at a time, and the next one’s as soon as it is given back', async () => {
    const first = hold('given-back', 'a');
    await first.held;
    let taken = false;
    const second = hold('given-back', 'b', 50);
    void second.held.then(() => {
      taken = true;
    });
    // The second asks again and again; what it finds is the first's.
    await home.database.query(viewer, { text: 'select 1' });
    expect(taken).toBe(false);
    await first.release();
    await second.held;
    await second.release();
  });

  test('of a dead holder goes to another once it has run out, and the token grows', async () => {
    const dead = hold('run-out', 'dead');
    const old = await dead.held;
    await expire('run-out');
    const heir = hold('run-out', 'heir', 50);
    expect((await heir.held).token).toBe(old.token + 1);
    await heir.release();
    await dead.release();
  });

  test('lets a holder who was paused and has lost it write nothing', async () => {
    const paused = hold('fenced', 'paused');
    const old = await paused.held;
    await write(old);
    await expire('fenced');
    const heir = hold('fenced', 'heir');
    const young = await heir.held;
    await expect(write(old)).rejects.toThrow(LeaseLost);
    await write(young);
    const rows = await home.database.query(viewer, { text: `select feed from feed_floor where feed like 'written%' order by 1` });
    expect(rows).toEqual([{ feed: `written by ${old.token}` }, { feed: `written by ${young.token}` }]);
    await heir.release();
    await paused.release();
  });

  test('that was taken away tells its holder', async () => {
    const first = hold('told', 'a', 200);
    await first.held;
    await home.database.query(viewer, {
      text: `update lease set holder = 'thief', token = token + 1, expires_at = now() + interval '1 minute' where name = 'told'`,
    });
    await first.lost;
    await first.release();
  });

  test('makes a new holder wait for a transaction in which the old one still held it', async () => {
    const first = hold('in-flight', 'a');
    const old = await first.held;
    const inside = Promise.withResolvers<void>();
    const goOn = Promise.withResolvers<void>();
    const writing = home.database.transaction(viewer, async (transaction) => {
      await old.assertHeld(transaction);
      inside.resolve();
      await goOn.promise;
      await transaction.query({ text: `insert into feed_floor (feed, position) values ('in flight', '0')` });
    });
    await inside.promise;
    const heir = hold('in-flight', 'b', 50);
    const order: string[] = [];
    const taken = heir.held.then(() => order.push('taken'));
    // Even a lease that runs out now is not taken before the transaction has ended: its row is locked.
    const expired = expire('in-flight');
    goOn.resolve();
    await writing.then(() => order.push('written'));
    await Promise.all([expired, taken]);
    expect(order).toEqual(['written', 'taken']);
    await heir.release();
    await first.release();
  });

  test('comes back at once to the very holder who lost sight of it', async () => {
    const first = hold('again', 'same');
    const { token } = await first.held;
    const again = hold('again', 'same');
    expect((await again.held).token).toBe(token + 1);
    await again.release();
    await first.release();
  });
});
