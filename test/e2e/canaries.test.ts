import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemViewer } from '../../src/domain/viewer.ts';
import { follow, startTestApp, type TestApp } from '../support/app.ts';
import { calcomBody } from '../support/calcomBody.ts';

/** Planted where a person's data comes in. */
const canaries = [
  'Yellowbird',
  'yellowbird',
  '8765550777',
  '5550777',
  'canary-notes',
  'canary-answer',
  'canary-reason',
  'canary-link',
  'canary-place',
];
const viewer = systemViewer('test');

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
  const person = {
    uid: 'uid-canary',
    name: 'Yellowbird Canary',
    email: 'yellowbird@example.com',
    phone: '+18765550777',
    notes: 'canary-notes',
  };
  const answers = {
    responses: { email: { label: 'e', value: 'yellowbird@example.com' }, allergy: { label: 'a', value: 'canary-answer' } },
    userFieldsResponses: { allergy: { label: 'a', value: 'canary-answer' } },
  };
  const more = { ...answers, location: 'canary-place', metadata: { channel: 'whatsapp', utm_source: 'canary-link' } };
  await app.deliver('oshun', calcomBody({ ...person, more }));
  await app.deliver(
    'oshun',
    calcomBody({ ...person, uid: 'uid-canary-2', previousUid: 'uid-canary', trigger: 'BOOKING_RESCHEDULED', more }),
  );
  await app.deliver(
    'oshun',
    calcomBody({
      ...person,
      uid: 'uid-canary-2',
      trigger: 'BOOKING_CANCELLED',
      status: 'CANCELLED',
      more: { ...more, cancellationReason: 'canary-reason' },
    }),
  );
  await app.deliver(
    'oshun',
    calcomBody({
      ...person,
      uid: 'uid-canary',
      trigger: 'BOOKING_NO_SHOW_UPDATED',
      more: { bookingUid: 'uid-canary', attendees: [{ email: person.email, noShow: true }] },
    }),
  );
  // What cannot be read, and what fails on the way, must not speak of it either.
  await app.deliver('oshun', calcomBody(person).slice(0, -20));
  await app.deliver('oshun', calcomBody({ ...person, startsAt: '2026-10-14T15:00:00Z', more: { startTime: 'Yellowbird' } }));
  await app.post('oshun', calcomBody(person), { 'x-cal-signature-256': 'wrong' });
  await app.query('query ($search: String) { contacts(search: $search) { edges { node { name phone email } } } }', {
    search: 'Yellowbird',
  });
  await app.query('{ contacts(search: "Yellowbird") { nothing } }');
  await app.query('query ($id: ID!) { node(id: $id) { id } }', { id: 'Yellowbird' });
  await app.settled();
});
afterAll(() => app.close());

const found = (text: string): readonly string[] => canaries.filter((one) => text.includes(one));

describe('a person’s data', () => {
  test('is what the API shows', async () => {
    const { data } = await app.query('{ contacts(search: "yellowbird") { edges { node { name phone email } } } }');
    expect(data).toEqual({
      contacts: { edges: [{ node: { name: 'Yellowbird Canary', phone: '+18765550777', email: 'yellowbird@example.com' } }] },
    });
  });

  test('is in no table but the read models that show it', async () => {
    const tables = await app.testDatabase.database.query<{ name: string }>(viewer, {
      text: `select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' order by 1`,
    });
    expect(tables.length).toBeGreaterThan(12);
    const speaking: string[] = [];
    for (const { name } of tables) {
      const rows = await app.testDatabase.database.query<{ text: string }>(viewer, {
        text: `select ${name}::text as text from ${name}`,
      });
      if (found(rows.map((row) => row.text).join('\n')).length > 0) speaking.push(name);
    }
    expect(speaking).toEqual(['booking', 'contact', 'contact_search']);
  });

  test('is in no event, as bytes or as the name of its stream', async () => {
    const events = await app.testDatabase.database.query<{ stream: string; type: string; data: Buffer; metadata: Buffer }>(viewer, {
      text: 'select stream, type, data, metadata from log_event',
    });
    expect(events.map((one) => one.type)).toContain('BookingCancelled');
    const text = events
      .map((one) => [one.stream, one.type, one.data.toString('latin1'), one.metadata.toString('latin1')].join('\n'))
      .join('\n');
    expect(found(text)).toEqual([]);
  });

  test('is in no delivery, as bytes', async () => {
    const bodies = await app.testDatabase.database.query<{ body: Buffer }>(viewer, { text: 'select body from delivery' });
    expect(bodies.length).toBeGreaterThan(4);
    expect(found(bodies.map((one) => one.body.toString('latin1')).join('\n'))).toEqual([]);
  });

  test('is in no line of the log and no metric', async () => {
    expect(found(app.logged())).toEqual([]);
    const metrics = await (await fetch(`${app.url}/metrics`)).text();
    expect(metrics).toContain('webhook_deliveries_total');
    expect(found(metrics)).toEqual([]);
  });

  test('is in no cursor and no id', async () => {
    const feed = follow<{ bookingFeed: { cursor: string } }>(app.socket(), {
      query: 'subscription { bookingFeed { ... on FeedFrame { cursor } } }',
    });
    await feed.until((frames) => frames.length > 0);
    feed.unsubscribe();
    const { data } = await app.query(
      '{ bookings { edges { cursor node { id contact { id } } } } contacts { edges { cursor } } deliveries { edges { cursor node { id } } } }',
    );
    const tokens = JSON.stringify(data).match(/[A-Za-z0-9_-]{16,}/g) ?? [];
    expect(
      found([JSON.stringify(feed.results), ...tokens.map((one) => Buffer.from(one, 'base64url').toString('latin1'))].join('\n')),
    ).toEqual([]);
  });
});
