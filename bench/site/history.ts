import { randomUUID } from 'node:crypto';
import type { CalcomWebhook } from '../../src/cli/demo/calcomBodies.ts';
import { openDatabase } from '../../src/database/database.ts';
import { connectOwner } from '../../src/database/owner.ts';
import type { ClinicSlug, Instant } from '../../src/domain/ids.ts';
import { parseStreamName } from '../../src/domain/stream.ts';
import { systemViewer } from '../../src/domain/viewer.ts';
import { createCodec } from '../../src/eventStore/codec/codec.ts';
import type { Log } from '../../src/eventStore/commandHandler.ts';
import type { KeyStore } from '../../src/eventStore/keys/keyStore.ts';
import { postgresKeyStore } from '../../src/eventStore/keys/postgresKeyStore.ts';
import { memoryEventStore } from '../../src/eventStore/memory.ts';
import { memorySnapshots } from '../../src/eventStore/snapshots.ts';
import { copyRows } from '../../src/projections/rebuild/copy.ts';
import { readClinicFile } from '../../src/server/clinicFile.ts';
import { inboxClinic } from '../../src/webhooks/inbox/clinic.ts';
import { planDelivery } from '../../src/webhooks/inbox/plan.ts';
import type { Site } from './site.ts';
import { bodiesOf } from './visits.ts';

/** The clinic of the file that servers of a run are started with. */
export const clinic = 'oshun' as ClinicSlug; // of the slugs' grammar

/** People whose deliveries are carried out at once: their new keys are made by one statement each hundred. */
const together = 1_000;

/** Fills a database's empty log with at least so many events of as many people as that takes; gives how many. */
export const writeHistory = (site: Site, databaseUrl: string, events: number): Promise<number> =>
  withKeys(site, databaseUrl, async (keys) => {
    let position = 0;
    for (let first = 0; position < events; first += together) {
      // A store of its own for each thousand: nobody of them has met one of the others.
      const log = memoryLog(keys);
      await Promise.all(Array.from({ length: together }, (_, index) => live(log, bodiesOf(first + index))));
      position += await append(databaseUrl, log, position);
    }
    return position;
  });

/** Fills a database's empty log with so many visits of one person. */
export const writeVisits = (site: Site, databaseUrl: string, visits: number): Promise<number> =>
  withKeys(site, databaseUrl, async (keys) => {
    const log = memoryLog(keys);
    for (let k = 0; k < visits; k++) await live(log, bodiesOf(k, `bench-visit-${k}`, 1));
    return append(databaseUrl, log, 0);
  });

async function withKeys<T>({ vault }: Site, databaseUrl: string, work: (keys: KeyStore) => Promise<T>): Promise<T> {
  const database = openDatabase({ url: databaseUrl, application: 'bench: history', connections: 4 });
  try {
    return await work(postgresKeyStore(database, vault));
  } finally {
    await database.close();
  }
}

const memoryLog = (keys: KeyStore): Log => ({
  store: memoryEventStore(),
  keys,
  codec: createCodec(keys),
  snapshots: memorySnapshots(keys),
  viewer,
});

const viewer = systemViewer('bench');

const [configured] = readClinicFile('config/clinics.yaml');
if (!configured) throw new Error('the clinic file has no clinic');
const inbox = inboxClinic(configured.settings);

/** Bodies of Cal.com say their own time. */
const receivedAt = '2026-10-05T18:03:25.000Z' as Instant; // UTC with milliseconds

/** Carries bodies out as the inbox would: by the very code, and nothing of the log is made up. */
async function live(log: Log, bodies: readonly CalcomWebhook[]): Promise<void> {
  for (const body of bodies) {
    const plan = planDelivery({ source: 'CALCOM', body: Buffer.from(JSON.stringify(body)), receivedAt }, inbox);
    if (plan.kind !== 'commands') throw new Error(`a body of the bench is ${plan.kind}: ${plan.reason}`);
    await plan.carryOut(log, clinic, randomUUID());
  }
}

/** Writes what a log in memory holds at the end of the database's, as its own appends would have left it; gives how many events. */
async function append(databaseUrl: string, { store }: Log, head: number): Promise<number> {
  const events = await store.readAll(viewer, { after: 'start', limit: Number.MAX_SAFE_INTEGER });
  const client = await connectOwner(databaseUrl, 'bench: history');
  try {
    // A superuser passes the tenant wall, which takes no COPY.
    await client.query('begin');
    const revisions = new Map(events.map(({ stream, revision }) => [stream, revision]));
    await copyRows(
      client,
      'log_stream',
      ['name', 'clinic', 'revision'],
      [...revisions].map(([stream, revision]) => [stream, parseStreamName(stream)?.clinic ?? '', revision]),
    );
    await copyRows(
      client,
      'log_event',
      ['position', 'clinic', 'stream', 'revision', 'id', 'type', 'data', 'metadata', 'recorded_at'],
      events.map(({ stream, revision, id, type, data, metadata, recordedAt }, index) => [
        head + index + 1,
        parseStreamName(stream)?.clinic ?? '',
        stream,
        revision,
        id,
        type,
        `\\x${Buffer.from(data).toString('hex')}`,
        `\\x${Buffer.from(metadata).toString('hex')}`,
        recordedAt.toISOString(),
      ]),
    );
    await client.query('update log_head set position = $1', [head + events.length]);
    await client.query('commit');
    return events.length;
  } finally {
    await client.end();
  }
}
