import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { openDatabase } from '../../src/database/database.ts';
import type { BookingEvent } from '../../src/domain/booking/events.ts';
import type { ContactId, Instant } from '../../src/domain/ids.ts';
import { streamName } from '../../src/domain/stream.ts';
import { systemViewer } from '../../src/domain/viewer.ts';
import { createCodec } from '../../src/eventStore/codec/codec.ts';
import { postgresKeyStore } from '../../src/eventStore/keys/postgresKeyStore.ts';
import { postgresEventStore } from '../../src/eventStore/postgres/postgres.ts';
import type { Contest } from '../contest.ts';
import type { Line } from '../line.ts';
import { openEmmett } from '../peers/emmett.ts';
import { clinic } from '../site/history.ts';

/** Events of a measurement, by how many writers share them. */
const counts: Readonly<Record<number, number>> = { 1: 500, 4: 2_000, 16: 6_000, 64: 12_000 };

const at = '2026-10-05T18:22:41.317Z' as Instant; // UTC with milliseconds

/** What a plain booking comes to: 0.7 kB before its two personal fields are encrypted. */
const event: BookingEvent = {
  type: 'BookingScheduled',
  data: {
    uid: 'm3JZTacZYTd3MYJYChcGjy',
    at,
    previousUid: null,
    iCalUid: 'm3JZTacZYTd3MYJYChcGjy@cal.example.com',
    iCalSequence: 0,
    startsAt: '2026-10-14T15:00:00.000Z' as Instant,
    endsAt: '2026-10-14T15:30:00.000Z' as Instant,
    timeZone: 'America/Jamaica',
    kind: 'CONSULTATION',
    procedure: 'botox',
    practitioner: 'Dr. Adaeze Whitfield',
    channel: 'WHATSAPP',
    contact: null,
    matchedBy: 'PHONE',
    bookerKeys: [],
    tells: ['metadata', 'notes'],
    location: 'Suite 4, 99 Example Plaza, Kingston 10, Jamaica',
    said: { answers: {}, metadata: { channel: 'whatsapp', cw_conversation_id: '2041' }, notes: 'A little nervous about needles.' },
  },
};

const viewer = systemViewer('bench');

/** One event an append, at the revision that the writer has seen; encrypted, behind row-level security. Emmett's is plain JSON. */
export const append: Line = {
  name: 'append',
  title: 'Append of one event',
  bounds:
    'One group at a time: the server encrypts and sends it, PostgreSQL inserts it and flushes, one after the other; of 1.6 ms for 16 events the flush is 0.2.',

  async open({ site, quick }) {
    const database = openDatabase({ url: await site.createMigrated('append'), application: 'bench: append', connections: 20 });
    const keys = postgresKeyStore(database, site.vault);
    const codec = createCodec(keys);
    const store = postgresEventStore({ database });
    const emmettUrl = await site.createDatabase('append_emmett');
    const pool = new pg.Pool({ connectionString: emmettUrl, max: 20 });
    const emmett = await openEmmett(emmettUrl, pool);

    /** Has each writer append to a stream of its own, one event after the other; gives events a second. */
    const rate = async (writers: number, write: (stream: string, revision: number) => Promise<unknown>): Promise<number> => {
      const each = Math.ceil((counts[writers] ?? 0) / writers / (quick ? 5 : 1));
      const streams = Array.from({ length: writers }, () => streamName('booking', clinic, randomUUID()));
      const began = performance.now();
      await Promise.all(
        streams.map(async (stream) => {
          for (let revision = 0; revision < each; revision++) await write(stream, revision);
        }),
      );
      return (each * writers) / ((performance.now() - began) / 1_000);
    };
    const subjects = new Map<string, ContactId>();
    const ours = async (stream: string, revision: number): Promise<void> => {
      const subject = subjects.get(stream) ?? (randomUUID() as ContactId); // a contact of this stream's own
      subjects.set(stream, subject);
      const metadata = {
        clinic,
        subject,
        actor: 'cal.com',
        channel: 'WHATSAPP',
        correlationId: subject,
        causationId: subject,
        occurredAt: at,
      } as const;
      const events = await codec.encode([{ id: randomUUID(), event, metadata }]);
      await store.append(viewer, { stream, expected: revision === 0 ? 'noStream' : revision - 1, events });
    };
    const theirs = (stream: string, revision: number): Promise<unknown> =>
      emmett.appendToStream(stream, [event], { expectedStreamVersion: revision === 0 ? 'STREAM_DOES_NOT_EXIST' : BigInt(revision) });

    return {
      contests: Object.keys(counts).map((text): Contest => {
        const writers = Number(text);
        return {
          name: `${writers} ${writers === 1 ? 'writer' : 'writers'}`,
          unit: 'events/s',
          better: 'more',
          ours: () => rate(writers, ours),
          peers: [{ name: 'emmett-postgresql', measure: () => rate(writers, theirs), ...(writers === 16 ? { aim: 5 } : {}) }],
        };
      }),
      async close() {
        await store.close();
        await database.close();
        await emmett.close();
        await pool.end();
      },
    };
  },
};
