import { afterEach, describe, expect, test } from 'vitest';
import type { ClinicSlug } from '../../../src/domain/ids.ts';
import { systemViewer } from '../../../src/domain/viewer.ts';
import { idFrom } from '../../../src/eventStore/codec/envelope.ts';
import type { Log } from '../../../src/eventStore/commandHandler.ts';
import { contacts } from '../../../src/projections/contacts/model.ts';
import { type AnyReadModel, readModels } from '../../../src/projections/models.ts';
import { runProjections } from '../../../src/projections/runner.ts';
import { personBody } from '../../support/calcomBody.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { type MemoryClinic, memoryClinic } from '../../support/memoryClinic.ts';

const viewer = systemViewer('test');
let home: TestDatabase;
afterEach(() => home.dispose());

async function project({ log }: MemoryClinic, models: readonly AnyReadModel[] = readModels): Promise<void> {
  home = await createTestDatabase();
  const last = (await log.store.readAll(log.viewer, { after: 'start', limit: 100_000 })).at(-1)?.position;
  const stop = new AbortController();
  const errors: unknown[] = [];
  await runProjections({
    store: log.store,
    codec: log.codec,
    database: home.database,
    models,
    holder: 'test',
    signal: stop.signal,
    onError: (error) => {
      errors.push(error);
      stop.abort();
    },
    onProjected: (position) => {
      if (position === last) stop.abort();
    },
  });
  expect(errors).toEqual([]);
}

/** Puts bytes into the log that our own encoder would not write. */
const plant = ({ store, viewer: writer }: Log, stream: string, type: string, data: string, metadata: string): Promise<unknown> =>
  store.append(writer, {
    stream,
    expected: 'noStream',
    events: [{ id: idFrom(stream), type, data: Buffer.from(data), metadata: Buffer.from(metadata) }],
  });

const metadata = JSON.stringify({
  clinic: 'oshun',
  subject: null,
  actor: 'system',
  channel: null,
  correlationId: 'c',
  causationId: 'd',
  occurredAt: '2026-10-05T18:22:41.317Z',
  schemaVersion: 1,
});

const letters = (): Promise<{ projection: string; stream: string; reason: string }[]> =>
  home.database.query(viewer, { text: 'select projection, stream, reason from projection_dead_letter order by position, projection' });
const count = async (table: string): Promise<number> =>
  (await home.database.query<{ count: number }>(viewer, { text: `select count(*) from ${table}` }))[0]?.count ?? 0;

describe('what a projection cannot take in', () => {
  test('is set aside with its reason, and what comes before and after is projected', async () => {
    const clinic = memoryClinic();
    await clinic.deliver(personBody(1));
    await plant(clinic.log, 'contact-oshun.unknown', 'SomethingNew', '{}', metadata);
    await plant(clinic.log, 'contact-oshun.garbage', 'ContactCreated', 'not json', metadata);
    await plant(clinic.log, 'contact-oshun.newer', 'ContactCreated', '{}', metadata.replace('"schemaVersion":1', '"schemaVersion":99'));
    await clinic.deliver(personBody(2));
    await project(clinic);
    expect(await letters()).toEqual([
      { projection: '*', stream: 'contact-oshun.unknown', reason: 'the event type SomethingNew is not known' },
      { projection: '*', stream: 'contact-oshun.garbage', reason: 'the bytes of ContactCreated are not JSON' },
      { projection: '*', stream: 'contact-oshun.newer', reason: 'ContactCreated is of version 99, newer than this program' },
    ]);
    expect([await count('booking'), await count('contact')]).toEqual([2, 2]);
  });

  test('because its fold throws concerns that projection only', async () => {
    const clinic = memoryClinic();
    for (const k of [1, 2, 3]) await clinic.deliver(personBody(k));
    const faulty: AnyReadModel = {
      ...(contacts as unknown as AnyReadModel), // as in `models.ts`
      evolve(row, event, key) {
        if (event.event.type === 'ContactCreated' && event.event.data.name === 'Person 2') throw new Error('a bug');
        return (contacts as unknown as AnyReadModel).evolve(row, event, key);
      },
    };
    await project(
      clinic,
      readModels.map((one) => (one.name === 'contacts' ? faulty : one)),
    );
    const found = await letters();
    expect(new Set(found.map((one) => `${one.projection}: ${one.reason}`))).toEqual(new Set(['contacts: a bug']));
    expect([await count('booking'), await count('contact')]).toEqual([3, 2]);
  });

  test('because PostgreSQL refuses its row is found within its batch and set aside alone', async () => {
    const clinic = memoryClinic();
    for (let k = 1; k <= 20; k++) await clinic.deliver(personBody(k));
    const faulty: AnyReadModel = {
      ...(contacts as unknown as AnyReadModel), // as in `models.ts`
      columns: {
        ...contacts.columns,
        created_at: { type: 'timestamptz', read: (row) => (JSON.stringify(row).includes('Person 7"') ? 'never' : '2026-01-01T00:00:00Z') },
      },
    };
    await project(
      clinic,
      readModels.map((one) => (one.name === 'contacts' ? faulty : one)),
    );
    expect(new Set((await letters()).map((one) => one.reason))).toEqual(new Set(['PostgreSQL refused it (22007)']));
    expect([await count('booking'), await count('contact')]).toEqual([20, 19]);
  });

  test('is no text with U+0000 or half a surrogate pair: it is stored without them', async () => {
    const clinic = memoryClinic();
    await clinic.deliver(personBody(1, { name: 'Per\u0000son \ud83d One' }));
    await project(clinic);
    expect(await letters()).toEqual([]);
    expect(await home.database.query(viewer, { text: 'select name from contact' })).toEqual([{ name: 'Person � One' }]);
  });

  test('of one clinic is no other clinic’s to see', async () => {
    const clinic = memoryClinic();
    await plant(clinic.log, 'contact-oshun.unknown', 'SomethingNew', '{}', metadata);
    await project(clinic);
    const lotus = { subject: 'test', clinics: ['lotus' as ClinicSlug], roles: [] };
    expect(await home.database.query(lotus, { text: 'select * from projection_dead_letter' })).toEqual([]);
  });
});
