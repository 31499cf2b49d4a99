import { describe, expect, test } from 'vitest';
import { share } from '../../../src/domain/contact/claims.ts';
import { type ContactState, learnContact } from '../../../src/domain/contact/contact.ts';
import type { ContactEvent } from '../../../src/domain/contact/events.ts';
import type { ClinicSlug, ContactId, IdentifierHash, Instant } from '../../../src/domain/ids.ts';
import { type Cause, type Command, handle, type Log, load } from '../../../src/eventStore/commandHandler.ts';
import { folds } from '../../../src/eventStore/folds.ts';
import { memoryEventStore } from '../../../src/eventStore/memory.ts';
import { type EventStore, EventStoreError } from '../../../src/eventStore/port.ts';
import { everything, memoryLog } from '../../support/log.ts';

const clinic = 'oshun' as ClinicSlug;
const contact = '00000000-0000-4000-8000-000000000001' as ContactId;
const stream = `contact-oshun.${contact}`;
const at = '2026-10-05T18:22:41.317Z' as Instant;
const cause = (id: string): Cause => ({ id, correlationId: id, actor: 'cal.com', channel: null, occurredAt: at });

/** Adds one identifier by another name each time. */
const learn = (number: number, id = `cause-${number}`): Command<ContactState, ContactEvent> => ({
  clinic,
  stream,
  fold: folds.contact,
  cause: cause(id),
  step: 'learn',
  subject: contact,
  decide: (state) => {
    const hash = `hash-${number}` as IdentifierHash; // any text will do
    return learnContact(
      {
        contact,
        name: 'Keisha',
        namedBy: 'FORM',
        at,
        channel: 'WHATSAPP',
        identifiers: [{ kind: 'EMAIL', hash, value: `${number}` }],
        contested: [],
      },
      state,
    );
  },
});

/** A store whose appends fail as told, once each. */
function failing(store: EventStore, failures: ((append: () => Promise<unknown>) => Promise<void>)[]): EventStore {
  return {
    ...store,
    async append(viewer, append) {
      const fail = failures.shift();
      if (fail) await fail(() => store.append(viewer, append));
      return store.append(viewer, append);
    },
  };
}

const counting = (store: EventStore) => {
  const calls = { reads: 0, events: 0, appends: 0 };
  const counted: EventStore = {
    ...store,
    async readStream(...args) {
      calls.reads += 1;
      const read = await store.readStream(...args);
      calls.events += read.length;
      return read;
    },
    async append(...args) {
      calls.appends += 1;
      return store.append(...args);
    },
  };
  return { counted, calls };
};

describe('the command handler', () => {
  test('appends what is decided on what is there, in one read and one append', async () => {
    const { counted, calls } = counting(memoryEventStore());
    const log = memoryLog({ store: counted });
    const { state, events } = await handle(log, learn(1));
    expect(events.map((one) => one.type)).toEqual(['ContactCreated', 'IdentifierAdded']);
    expect(state).toMatchObject({ status: 'known', name: 'Keisha' });
    expect(calls).toEqual({ reads: 1, events: 0, appends: 1 });
  });

  test('appends nothing when nothing is decided', async () => {
    const log = memoryLog();
    await handle(log, learn(1));
    const { events } = await handle(log, learn(1, 'another cause'));
    expect(events).toEqual([]);
    expect(await everything(log)).toHaveLength(2);
  });

  test('gives a cause that was handled its result again, without deciding anew', async () => {
    const log = memoryLog();
    const first = await handle(log, learn(1));
    const again = await handle(log, { ...learn(1), decide: () => expect.fail('it was decided already') });
    expect(again.events).toEqual(first.events);
    expect(await everything(log)).toHaveLength(2);
  });

  test('decides again on what another writer appended in between', async () => {
    const store = memoryEventStore();
    const log = memoryLog({ store });
    const intruder = async (): Promise<void> => {
      await handle(log, learn(2));
    };
    const { state } = await handle({ ...log, store: failing(store, [intruder]) }, learn(1));
    expect(state).toMatchObject({ identifiers: [{ value: '2' }, { value: '1' }] });
    expect((await everything(log)).map(({ event }) => event.type)).toEqual(['ContactCreated', 'IdentifierAdded', 'IdentifierAdded']);
  });

  test('gives up after three conflicts, as VERSION_CONFLICT', async () => {
    const store = memoryEventStore();
    const conflict = async (): Promise<void> => {
      throw new EventStoreError('VERSION_CONFLICT', 'another was faster');
    };
    const log = memoryLog({ store: failing(store, [conflict, conflict, conflict, conflict]) });
    await expect(handle(log, learn(1))).rejects.toMatchObject({ code: 'VERSION_CONFLICT' });
    expect(await everything(memoryLog({ store }))).toEqual([]);
  });

  test.each([
    ['was written', true],
    ['was lost', false],
  ])('repeats the same append while it is not known whether it %s', async (_name, written) => {
    const store = memoryEventStore();
    const unknown = async (append: () => Promise<unknown>): Promise<void> => {
      if (written) await append();
      throw new EventStoreError('UNKNOWN_OUTCOME', 'the connection broke');
    };
    const log = memoryLog({ store: failing(store, [unknown]) });
    const { events } = await handle(log, learn(1));
    expect(events).toHaveLength(2);
    expect(await everything(log)).toHaveLength(2);
  });

  test('has 32 at once on one stream all succeed or say that it conflicts, and loses nothing of those that succeed', async () => {
    const log = memoryLog();
    const results = await Promise.allSettled(Array.from({ length: 32 }, (_, number) => handle(log, learn(number))));
    const done = results.filter((one) => one.status === 'fulfilled').length;
    const { state } = await load(log, clinic, stream, folds.contact);
    expect(state).toMatchObject({ identifiers: { length: done } });
    for (const one of results) if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'VERSION_CONFLICT' });
  });

  test('reads a stream of thousands from its snapshot on: one read, of its end', async () => {
    const { counted, calls } = counting(memoryEventStore());
    const log: Log = memoryLog({ store: counted });
    for (let number = 0; number < 1_000; number++) await handle(log, learn(number));
    calls.reads = 0;
    calls.events = 0;
    const { state } = await handle(log, learn(3_000));
    expect(state).toMatchObject({ identifiers: { length: 1_001 } });
    expect(calls.reads).toBe(1);
    expect(calls.events).toBeLessThanOrEqual(150);
    // A cause of long ago, before the snapshot, is recognised too.
    expect((await handle(log, learn(3))).events).toEqual([]);
  });

  test('folds a stream from its start when the snapshot is of another version of the fold, or gone', async () => {
    const log = memoryLog();
    for (let number = 0; number < 400; number++) await handle(log, learn(number));
    const expected = (await load(log, clinic, stream, folds.contact)).state;
    const newer = { ...folds.contact, version: folds.contact.version + 1 };
    expect((await load(log, clinic, stream, newer)).state).toEqual(expected);
    expect((await load({ ...log, snapshots: memoryLog().snapshots }, clinic, stream, folds.contact)).state).toEqual(expected);
  });

  test('holds a claim for whoever was first, of many at once', async () => {
    const log = memoryLog();
    const claimStream = 'identifier-oshun.hash';
    const results = await Promise.all(
      ['a', 'b', 'c'].map((id) =>
        handle(log, {
          clinic,
          stream: claimStream,
          fold: folds.claim,
          cause: cause(id),
          step: 'share',
          subject: null,
          decide: (state) => share('PHONE', id, state),
        }),
      ),
    );
    expect(results.filter(({ events }) => events.length > 0)).toHaveLength(1);
  });
});
