import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ClinicSlug, Instant } from '../../../src/domain/ids.ts';
import { systemViewer } from '../../../src/domain/viewer.ts';
import type { Cause, Log } from '../../../src/eventStore/commandHandler.ts';
import { mergeContacts, splitContacts } from '../../../src/eventStore/commands/mergeContacts.ts';
import { runProjections } from '../../../src/projections/runner.ts';
import { calcomBody, personBody } from '../../support/calcomBody.ts';
import { createChatwootAccount, inboxes } from '../../support/chatwoot/account.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { fixturesArePresent } from '../../support/fixtures.ts';
import { everything } from '../../support/log.ts';
import { memoryClinic } from '../../support/memoryClinic.ts';
import { bodyOf, readSequences } from '../../support/sequences.ts';

const viewer = systemViewer('test');
const slug = 'oshun' as ClinicSlug;
const tables = [
  'clinic',
  'contact',
  'contact_search',
  'contact_alias',
  'contact_merge',
  'suspected_duplicate',
  'booking',
  'booking_uid',
  'journey_entry',
  'booking_change',
  'conversation',
  'message',
  'touch',
  'assistant_spending',
  'conversation_change',
  'projection_dead_letter',
];

/** Everything that the projections wrote, as one text a table. */
async function rowsOf({ database }: TestDatabase): Promise<Record<string, string>> {
  const texts = await Promise.all(
    tables.map(async (table) => {
      const rows = await database.query<{ text: string }>(viewer, { text: `select ${table}::text as text from ${table} order by 1` });
      // Of dead letters `at` is when they were written; there should be none.
      return [
        table,
        `${rows.length} ${createHash('sha256')
          .update(rows.map((row) => row.text).join('\n'))
          .digest('hex')}`,
      ] as const;
    }),
  );
  return Object.fromEntries(texts);
}

/** Projects the log until its end, in batches of the given size, stopped and started again after some of them. */
async function project(log: Log, { database }: TestDatabase, batchSize: number, stopEvery: number): Promise<void> {
  const last = (await log.store.readAll(log.viewer, { after: 'start', limit: 100_000 })).at(-1)?.position;
  for (let done = false; !done; ) {
    const stop = new AbortController();
    let batches = 0;
    await runProjections({
      store: log.store,
      codec: log.codec,
      database,
      holder: 'test',
      signal: stop.signal,
      batchSize,
      onError: (error) => {
        throw error;
      },
      onProjected(position) {
        done = position === last;
        if (done || ++batches === stopEvery) stop.abort();
      },
    });
  }
}

/** A log with a bit of everything. */
async function busyLog(): Promise<Log> {
  const clinic = memoryClinic();
  for (let k = 0; k < 12; k++) {
    await clinic.deliver(personBody(k));
    if (k % 3 === 0)
      await clinic.deliver(
        personBody(k, {
          uid: `uid-${k}-b`,
          previousUid: `uid-${k}`,
          trigger: 'BOOKING_RESCHEDULED',
          createdAt: '2026-10-06T00:00:00.000Z',
        }),
      );
    if (k % 4 === 0) await clinic.deliver(personBody(k, { uid: `uid-${k}`, trigger: 'BOOKING_CANCELLED', status: 'CANCELLED' }));
  }
  // Marks and endings are kept as lists within the row.
  for (const [minute, noShow] of [true, false, true].entries()) {
    const attendees = [{ email: 'person.2@example.com', noShow }];
    await clinic.deliver(
      personBody(2, {
        trigger: 'BOOKING_NO_SHOW_UPDATED',
        createdAt: `2026-10-15T10:0${minute}:00.000Z`,
        more: { bookingUid: 'uid-2', attendees },
      }),
    );
  }
  await clinic.deliver(calcomBody({ uid: 'uid-family', name: 'Brother', email: 'person.1@example.com', phone: '+18765558888' }));
  const bodies = chatwootBodies();
  const half = Math.floor(bodies.length / 2);
  for (const body of bodies.slice(0, half)) await clinic.deliver(body, 'CHATWOOT');
  await mergeSome(clinic.log);
  for (const body of bodies.slice(half)) await clinic.deliver(body, 'CHATWOOT');
  if (fixturesArePresent) {
    for (const name of [
      'reschedule-needs-approval-then-confirmed',
      'two-seat-cancels-without-seat-ids',
      'no-show-marked-unmarked-marked',
    ]) {
      for (const step of readSequences().find((one) => one.name === name)?.steps ?? []) await clinic.deliver(bodyOf(step));
    }
  }
  return clinic.log;
}

/** Merges and splits, one after the other and with others between: the feeds tell again of all that is theirs. */
async function mergeSome(log: Log): Promise<void> {
  const [a, b, c] = (await everything(log))
    .flatMap(({ event }) => (event.type === 'ContactCreated' ? [event.data.contact] : []))
    .toReversed();
  if (!a || !b || !c) throw new Error('too few people');
  const at = '2026-10-07T10:00:00.000Z' as Instant; // of that shape
  const causeOf = (id: string): Cause => ({ id, correlationId: id, actor: 'staff:renee', channel: null, occurredAt: at });
  await mergeContacts(log, slug, { from: a, into: b, reason: 'one person', at }, causeOf('merge'));
  await mergeContacts(log, slug, { from: b, into: c, reason: 'one person', at }, causeOf('merge more'));
  await splitContacts(log, slug, { contact: a, from: c, reason: 'two after all', at }, causeOf('split'));
}

/** What an account tells in which much is said, held, resolved, refused and taken back. */
function chatwootBodies(): readonly string[] {
  let now = Date.parse('2026-10-05T18:00:00.000Z');
  const account = createChatwootAccount({ now: () => new Date(now) });
  const bodies: string[] = [];
  account.onWebhook = (body) => bodies.push(body);
  for (let k = 0; k < 6; k++) {
    const referer = `https://www.example.com/page-${k}?utm_source=google`;
    const where = k % 2 === 0 ? {} : { inbox: inboxes.widget, attributes: { referer } };
    const conversation = account.addConversation(account.addContact({ name: `Lead ${k}`, phone: `+1876555900${k}` }), where);
    for (let number = 0; number < 8; number++) {
      now += 1_800_000;
      const answer = { type: 'outgoing', sender: { type: 'user', id: 12, name: 'Renee' } } as const;
      const message = account.addMessage(conversation, { content: `words ${number}`, ...(number % 3 === 2 ? answer : {}) });
      if (number % 3 === 2) account.changeMessage(message, { status: number === 2 ? 'read' : 'failed' });
      if (number === 4) account.deleteMessage(message);
      if (number === 5) account.setStatus(conversation, 'resolved');
    }
    account.addMessage(conversation, { content: 'stop texting me' });
  }
  return bodies;
}

describe('the read models', () => {
  test('are the same for any split of the log into batches and any stops between them', async () => {
    const log = await busyLog();
    const whole = await createTestDatabase();
    await project(log, whole, 100_000, 1);
    const expected = await rowsOf(whole);
    await whole.dispose();
    expect(expected.projection_dead_letter).toMatch(/^0 /);
    for (const table of ['booking', 'conversation', 'message', 'touch', 'conversation_change', 'contact_merge'])
      expect(expected[table], table).not.toMatch(/^0 /);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 20 }), async (batchSize, stopEvery) => {
        const home = await createTestDatabase();
        try {
          await project(log, home, batchSize, stopEvery);
          expect(await rowsOf(home)).toEqual(expected);
        } finally {
          await home.dispose();
        }
      }),
      { numRuns: 8 },
    );
  });

  test('are the same when the whole log is projected twice', async () => {
    const log = await busyLog();
    const home = await createTestDatabase();
    await project(log, home, 10, 1_000);
    const once = await rowsOf(home);
    await home.database.query(viewer, { text: 'update projection_checkpoint set position = null' });
    await project(log, home, 7, 1_000);
    expect(await rowsOf(home)).toEqual(once);
    await home.dispose();
  });
});
