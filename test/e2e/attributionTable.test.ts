import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { attributionModels } from '../../src/domain/attribution/models.ts';
import type { BookingEvent } from '../../src/domain/booking/events.ts';
import type { ConversationEvent } from '../../src/domain/conversation/events.ts';
import {
  type ClinicSlug,
  type ContactId,
  type ConversationId,
  type Instant,
  instantOf,
  type LinkId,
  type TouchId,
} from '../../src/domain/ids.ts';
import { streamName } from '../../src/domain/stream.ts';
import { idFrom } from '../../src/eventStore/codec/envelope.ts';
import { handle } from '../../src/eventStore/commandHandler.ts';
import { mergeContacts, splitContacts } from '../../src/eventStore/commands/mergeContacts.ts';
import { folds } from '../../src/eventStore/folds.ts';
import { createVault } from '../../src/eventStore/keys/vault.ts';
import { as, authenticateByHeaders, startTestApp, type TestApp } from '../support/app.ts';
import { appLog } from '../support/appLog.ts';
import { type AttributionCase, attributionTable } from '../support/attributionTable.ts';
import { causeAt } from '../support/bookingLinks.ts';
import { calcomBody } from '../support/calcomBody.ts';

const oshun = 'oshun' as ClinicSlug;
const scheduled = Date.UTC(2027, 2, 31, 15);
const daysBefore = (days: number): Instant => instantOf(new Date(scheduled - days * 86_400_000));

/** Where the touches of a journey are: with who booked, or every other one with somebody whom nobody knows to be her yet. */
const places = ['one', 'two'] as const;
type Place = (typeof places)[number];

const vault = createVault([Buffer.alloc(32, 6)]);
let app: TestApp;
let log: ReturnType<typeof appLog>;

const uidOf = (index: number, place: Place): string => `uid-${index}-${place}`;
const other = (index: number, place: Place): ContactId => idFrom('other', index, place) as ContactId; // a UUID of its own

const bookings = new Map<string, { readonly id: string; readonly contact: ContactId }>();

async function lookUp(uid: string): Promise<{ readonly id: string; readonly contact: ContactId }> {
  const query = 'query ($uid: String!) { booking(uid: $uid) { id contact { id } } }';
  const { data } = await app.query<{ booking: { id: string; contact: { id: string } } }>(query, { uid }, as('oshun'));
  const local = (id: string | undefined): string =>
    Buffer.from(id ?? '', 'base64url')
      .toString()
      .split('.')[1] ?? '';
  return { id: local(data?.booking.id), contact: local(data?.booking.contact.id) as ContactId }; // its local part
}

/** A conversation of somebody in which these touches were recorded. */
async function conversation(contact: ContactId, touches: readonly (readonly [string, number])[], link: number | undefined): Promise<void> {
  const id = idFrom('conversation of', contact) as ConversationId; // a UUID of its own
  const started: ConversationEvent = {
    type: 'ConversationStarted',
    data: {
      conversation: id,
      contact,
      matchedBy: 'NEW',
      channel: 'WHATSAPP',
      inbox: 31,
      externalId: id,
      at: daysBefore(200),
      standing: null,
      address: null,
    },
  };
  const told = touches.map(
    ([campaign, days]): ConversationEvent => ({
      type: 'TouchRecorded',
      data: {
        touch: idFrom(contact, campaign) as TouchId, // a UUID of its own
        kind: 'MESSAGE',
        channel: 'WHATSAPP',
        evidence: 'PLATFORM',
        at: daysBefore(days),
        source: null,
        campaign,
        details: null,
      },
    }),
  );
  const shared: readonly ConversationEvent[] =
    link === undefined
      ? []
      : [
          {
            type: 'BookingLinkShared',
            data: {
              link: idFrom(contact, 'link') as LinkId, // a UUID of its own
              at: daysBefore(link),
              expiresAt: daysBefore(link - 30),
              contact,
              channel: 'WHATSAPP',
              procedure: 'botox',
              visit: null,
              campaign: null,
            },
          },
        ];
  await handle(log, {
    clinic: oshun,
    stream: streamName('conversation', oshun, id),
    fold: folds.conversation,
    cause: causeAt(`conversation of ${contact}`, daysBefore(0)),
    step: 'start',
    subject: contact,
    decide: () => [started, ...told, ...shared],
  });
}

async function play(index: number, { touches, link, done }: AttributionCase, place: Place): Promise<void> {
  const uid = uidOf(index, place);
  const person = await lookUp(uid);
  bookings.set(uid, person);
  const stranger = other(index, place);
  await handle(log, {
    clinic: oshun,
    stream: streamName('contact', oshun, stranger),
    fold: folds.contact,
    cause: causeAt(`create ${stranger}`, daysBefore(0)),
    step: 'create',
    subject: stranger,
    decide: () => [{ type: 'ContactCreated', data: { contact: stranger, name: null, namedAt: daysBefore(200), channel: 'WHATSAPP' } }],
  });
  const all = Object.entries(touches);
  const hers = place === 'one' ? all : all.filter((_, at) => at % 2 === 0);
  await conversation(person.contact, hers, place === 'one' ? link : undefined);
  if (place === 'two')
    await conversation(
      stranger,
      all.filter((_, at) => at % 2 === 1),
      link,
    );
  if (done === undefined) return;
  const completed: BookingEvent = { type: 'BookingCompleted', data: { uid, at: daysBefore(-done) } };
  await handle(log, {
    clinic: oshun,
    stream: streamName('booking', oshun, person.id),
    fold: folds.booking,
    cause: causeAt(`complete ${uid}`, daysBefore(-done)),
    step: 'complete',
    subject: person.contact,
    decide: () => [completed],
  });
}

beforeAll(async () => {
  app = await startTestApp({ authenticate: authenticateByHeaders, vault });
  log = appLog(app.testDatabase, vault);
  for (const [index] of attributionTable.entries())
    for (const [at, place] of places.entries())
      await app.deliver(
        'oshun',
        calcomBody({
          uid: uidOf(index, place),
          name: `Person ${index} ${place}`,
          email: `person-${index}-${place}@example.com`,
          phone: `+1876555${1000 + 2 * index + at}`,
          createdAt: daysBefore(0),
          startsAt: daysBefore(-3),
        }),
      );
  await app.settled();
  for (const [index, row] of attributionTable.entries()) for (const place of places) await play(index, row, place);
  await app.settled();
});
afterAll(async () => {
  await log.store.close();
  await app.close();
});

const query = `query ($uid: String!) { booking(uid: $uid) {
  ${attributionModels.map((model) => `${model}: attribution(model: ${model}) { microCredits touch { kind campaign } }`).join('\n')}
} }`;

type Credits = Readonly<Record<string, number>>;

/** What every model gives each touch of a booking, by name; the booking itself is `own`. */
async function creditsOf(uid: string): Promise<readonly Credits[]> {
  type Answer = Readonly<
    Record<
      string,
      readonly { readonly microCredits: string; readonly touch: { readonly kind: string; readonly campaign: string | null } }[]
    >
  >;
  const { data, errors } = await app.query<{ booking: Answer }>(query, { uid }, as('oshun'));
  expect(errors).toBeUndefined();
  return attributionModels.map((model) =>
    Object.fromEntries(
      (data?.booking[model] ?? []).map(({ microCredits, touch }) => [
        touch.kind === 'BOOKING' ? 'own' : (touch.campaign ?? ''),
        Number(microCredits),
      ]),
    ),
  );
}

/**
 * Compares with the table. Its ties go by the names of the touches, here they go by events' ids, which mean nothing: so of touches of
 * one moment only what they get together counts, and a last millionth may be anybody's.
 */
function expectTable(given: readonly Credits[], { touches, credits }: AttributionCase): void {
  const momentOf = (name: string): string => (name === 'own' ? name : String(touches[name]));
  const byMoment = (of: Iterable<readonly [string, number]>): ReadonlyMap<string, number> => {
    const sums = new Map<string, number>();
    for (const [name, credit] of of) sums.set(momentOf(name), (sums.get(momentOf(name)) ?? 0) + credit);
    return sums;
  };
  for (const [index, text] of credits.entries()) {
    const wanted = byMoment(text.split(' ').map((one): [string, number] => [one.split('=')[0] ?? '', Number(one.split('=')[1])]));
    const got = byMoment(Object.entries(given[index] ?? {}));
    expect([...got.keys()].sort()).toEqual([...wanted.keys()].sort());
    for (const [moment, credit] of wanted) expect(Math.abs((got.get(moment) ?? 0) - credit)).toBeLessThanOrEqual(1);
    expect([...got.values()].reduce((sum, one) => sum + one, 0)).toBe(1_000_000);
  }
}

describe.each(attributionTable.map((row, index) => ({ ...row, index })))('$journey', ({ index, ...row }) => {
  test.each([
    { place: 'one', how: 'one person, before, during and after a merge with somebody who left no trace' },
    { place: 'two', how: 'two persons, once they are one; and a split takes it back to the letter' },
  ] as const)('of $how', async ({ place }) => {
    const uid = uidOf(index, place);
    const into = bookings.get(uid)?.contact as ContactId; // played above
    const from = other(index, place);
    const before = await creditsOf(uid);
    if (place === 'one') expectTable(before, row);
    const merged = { from, into, rule: 'STAFF', evidence: [], reason: 'one woman', at: daysBefore(-30) } as const;
    await mergeContacts(log, oshun, merged, causeAt(`merge ${uid}`, merged.at));
    await app.settled();
    expectTable(await creditsOf(uid), row);
    await splitContacts(
      log,
      oshun,
      { contact: from, from: into, reason: 'two women', at: daysBefore(-31) },
      causeAt(`split ${uid}`, daysBefore(-31)),
    );
    await app.settled();
    expect(await creditsOf(uid)).toEqual(before);
  });
});
