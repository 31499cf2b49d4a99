import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemViewer } from '../../src/domain/viewer.ts';
import { follow, startTestApp, type TestApp } from '../support/app.ts';
import { calcomBody } from '../support/calcomBody.ts';
import { createChatwootAccount, inboxes } from '../support/chatwoot/account.ts';

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
  'canary-words',
  'canary-note',
  'canary-file',
  'canary-voice',
  'canary-failure',
  'canary-source',
  'canary-campaign',
  'canary-ad',
  'canary-stop',
  'canary-scoped',
  'canary-agent',
  'pubsub-of',
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
  for (const body of chatwootBodies()) await app.deliverChatwoot('oshun', body);
  await app.postChatwoot('oshun', '{"event":"message_created","content":"canary-words"', { 'x-chatwoot-signature': 'sha256=wrong' });
  await app.deliverChatwoot('oshun', '{"event":"message_created","content":"canary-words"');
  await app.deliverChatwoot('oshun', '{"event":"message_created","content":"canary-words","conversation":{"id":1}}');
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

/** What a Chatwoot tells of the same person: in words, files, names, addresses, and what a link or an ad brought along. */
function chatwootBodies(): readonly string[] {
  const account = createChatwootAccount();
  const bodies: string[] = [];
  account.onWebhook = (body) => bodies.push(body);
  const person = account.addContact({ name: 'Yellowbird Canary', phone: '+18765550777', email: 'yellowbird@example.com' });
  const whatsapp = account.addConversation(person);
  account.addMessage(whatsapp, {
    content: 'canary-words',
    attachments: [{ file_type: 'audio', data_url: 'https://example.com/canary-file', transcribed_text: 'canary-voice' }],
    contentAttributes: { referral: { source_url: 'https://fb.me/canary-ad', source_id: 'canary-campaign', headline: 'canary-ad' } },
  });
  account.addMessage(whatsapp, { content: 'stop texting canary-stop' });
  account.addMessage(whatsapp, { content: 'STOP' });
  const agent = { type: 'user', id: 12, name: 'canary-agent' } as const;
  account.addMessage(whatsapp, { type: 'outgoing', sender: agent, content: 'canary-note', isPrivate: true });
  const answer = account.addMessage(whatsapp, { type: 'outgoing', sender: agent, content: 'canary-words too' });
  account.changeMessage(answer, { status: 'failed', contentAttributes: { external_error: 'canary-failure' } });
  account.setStatus(whatsapp, 'resolved');
  const widget = account.addConversation(person, {
    inbox: inboxes.widget,
    sourceId: 'canary-scoped',
    attributes: { referer: 'https://www.example.com/canary-link?utm_source=canary-source&utm_campaign=canary-campaign' },
  });
  account.addMessage(widget, { content: 'canary-words' });
  return bodies;
}

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
    expect(speaking).toEqual(['booking', 'contact', 'contact_search', 'conversation', 'message', 'touch']);
  });

  test('is in no event, as bytes or as the name of its stream', async () => {
    const events = await app.testDatabase.database.query<{ stream: string; type: string; data: Buffer; metadata: Buffer }>(viewer, {
      text: 'select stream, type, data, metadata from log_event',
    });
    expect(events.map((one) => one.type)).toEqual(
      expect.arrayContaining([
        'BookingCancelled',
        'MessageReceived',
        'MessageTranscribed',
        'MessageFailed',
        'TouchRecorded',
        'ConsentWithdrawn',
      ]),
    );
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
    const cursorsOf = async (name: string): Promise<readonly unknown[]> => {
      const feed = follow(app.socket(), { query: `subscription { ${name} { ... on FeedFrame { cursor } } }` });
      await feed.until((frames) => frames.length > 0);
      feed.unsubscribe();
      return feed.results;
    };
    const cursors = [...(await cursorsOf('bookingFeed')), ...(await cursorsOf('conversationFeed'))];
    const { data } = await app.query(
      `{ bookings { edges { cursor node { id contact { id touches { id } } } } } contacts { edges { cursor } }
         conversations { edges { cursor node { id messages { edges { cursor node { id } } } } } } deliveries { edges { cursor node { id } } } }`,
    );
    const tokens = JSON.stringify(data).match(/[A-Za-z0-9_-]{16,}/g) ?? [];
    expect(found([JSON.stringify(cursors), ...tokens.map((one) => Buffer.from(one, 'base64url').toString('latin1'))].join('\n'))).toEqual(
      [],
    );
  });
});
