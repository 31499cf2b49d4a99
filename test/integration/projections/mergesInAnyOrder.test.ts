import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ClinicSlug, ContactId, Instant } from '../../../src/domain/ids.ts';
import type { MergeEvent } from '../../../src/domain/merges/merges.ts';
import { isRefusal } from '../../../src/domain/refusal.ts';
import { systemViewer } from '../../../src/domain/viewer.ts';
import type { LoggedEvent } from '../../../src/eventStore/codec/envelope.ts';
import type { Cause, Log } from '../../../src/eventStore/commandHandler.ts';
import { mergeContacts, splitContacts } from '../../../src/eventStore/commands/mergeContacts.ts';
import { readMerges } from '../../../src/eventStore/commands/readFamily.ts';
import { readJourney } from '../../../src/journeys/journey.ts';
import { verify } from '../../../src/journeys/verify.ts';
import { openFamilies } from '../../../src/projections/contacts/families.ts';
import { contactFamilies } from '../../../src/projections/contacts/queries.ts';
import { readModels } from '../../../src/projections/models.ts';
import { personBody } from '../../support/calcomBody.ts';
import { personMessage } from '../../support/chatwoot/bodies.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { everything } from '../../support/log.ts';
import { type MemoryClinic, memoryClinic } from '../../support/memoryClinic.ts';
import { projectUpTo } from '../../support/projectUpTo.ts';
import { tables } from '../../support/tables.ts';

const clinic = 'oshun' as ClinicSlug;
const viewer = systemViewer('test');
const people = [0, 1, 2, 3, 4];
const person = fc.constantFrom(...people);

interface Act {
  readonly does: 'book' | 'cancel' | 'write' | 'merge' | 'split';
  readonly who: number;
  /** Into whom she is merged, or from whom she is split: sense or nonsense. */
  readonly other: number;
}

const acts = fc.array(
  fc.record<Act>({ does: fc.constantFrom('book', 'cancel', 'write', 'merge', 'merge', 'split'), who: person, other: person }),
  { minLength: 15, maxLength: 40 },
);

/** Everybody books; then the senders tell what happens, and staff do what they do, or nothing. */
async function play(
  all: readonly Act[],
  staffIsThere: boolean,
): Promise<{ readonly home: MemoryClinic; readonly contacts: readonly ContactId[] }> {
  const home = memoryClinic();
  for (const who of people) await home.deliver(personBody(who));
  const contacts = (await everything(home.log)).flatMap(({ event }) => (event.type === 'ContactCreated' ? [event.data.contact] : []));
  for (const [index, { does, who, other }] of all.entries()) {
    const [one, two] = [contacts[who], contacts[other]];
    if (!one || !two) throw new Error('somebody has not booked');
    if (does === 'book')
      await home.deliver(personBody(who, { uid: `uid-more-${index}`, startsAt: `2026-12-${10 + (index % 19)}T15:00:00Z` }));
    else if (does === 'cancel') await home.deliver(personBody(who, { trigger: 'BOOKING_CANCELLED', status: 'CANCELLED' }));
    else if (does === 'write') await home.deliver(personMessage(who, { number: index }), 'CHATWOOT');
    else if (staffIsThere && does === 'merge') await ask(home.log, index, { from: one, into: two });
    else if (staffIsThere) await ask(home.log, index, { contact: one, from: two });
  }
  return { home, contacts };
}

/** Staff ask for a merge or a split; what makes no sense is refused. */
async function ask(
  log: Log,
  minute: number,
  wish: { readonly from: ContactId; readonly into: ContactId } | { readonly contact: ContactId; readonly from: ContactId },
): Promise<void> {
  const at = new Date(Date.UTC(2026, 9, 20) + minute * 60_000).toISOString() as Instant; // UTC with milliseconds
  const cause: Cause = { id: `wish ${minute}`, correlationId: 'wishes', actor: 'staff:renee', channel: null, occurredAt: at };
  const words = { reason: 'because', at };
  const decided = await ('into' in wish
    ? mergeContacts(log, clinic, { ...wish, ...words }, cause)
    : splitContacts(log, clinic, { ...wish, ...words }, cause));
  if (!isRefusal(decided)) expect(decided).toHaveLength(1);
}

const mergeIn = ({ event }: LoggedEvent): MergeEvent | null =>
  event.type === 'ContactsMerged' || event.type === 'ContactsSplit' ? event : null;

/** The oracle: groups over the links that hold after some events; it knows no chains. */
function groupsAfter(events: readonly LoggedEvent[], contacts: readonly ContactId[]): ReadonlyMap<ContactId, ReadonlySet<ContactId>> {
  const links = new Map<ContactId, ContactId>();
  for (const event of events.map(mergeIn)) {
    if (event?.type === 'ContactsMerged') links.set(event.data.from, event.data.into);
    if (event?.type === 'ContactsSplit') links.delete(event.data.contact);
  }
  const groups = new Map(contacts.map((one) => [one, new Set([one])]));
  for (const [from, into] of links) {
    const joined = new Set([...(groups.get(from) ?? []), ...(groups.get(into) ?? [])]);
    for (const one of joined) groups.set(one, joined);
  }
  return groups;
}

/** Each of a group reads the same, which is what belongs to any of it; and a feed knows who was whom around each merge. */
async function expectUnions(
  log: Log,
  { database }: TestDatabase,
  events: readonly LoggedEvent[],
  contacts: readonly ContactId[],
): Promise<void> {
  const groups = groupsAfter(events, contacts);
  const keys = contacts.map((id) => ({ clinic, id }));
  for (const { id, members } of await contactFamilies(database, viewer, keys)) expect(new Set(members)).toEqual(groups.get(id));
  const booked = events.flatMap(({ event, metadata }) =>
    event.type === 'BookingScheduled' ? [{ uid: event.data.uid, by: metadata.subject }] : [],
  );
  const feeds = openFamilies(database);
  for (const key of keys) {
    const hers = booked.filter(({ by }) => by !== null && groups.get(key.id)?.has(by)).map(({ uid }) => uid);
    const journey = await readJourney({ ...log, database }, viewer, key);
    expect(journey?.bookings.flatMap(({ appointment }) => appointment.uids).toSorted()).toEqual(hers.toSorted());
    const familyAt = await feeds.of(key);
    for (const [index, event] of events.entries()) {
      if (!mergeIn(event)) continue;
      const [before, after] = [groupsAfter(events.slice(0, index), contacts), groupsAfter(events.slice(0, index + 1), contacts)];
      expect(familyAt(event.position)).toEqual({ before: before.get(key.id), after: after.get(key.id) });
    }
  }
}

/** The same log, to whoever projects it, but for its merges. */
const withoutMerges = ({ store, codec }: Log): Pick<Log, 'store' | 'codec'> => ({
  codec,
  store: {
    ...store,
    async *subscribe(...args) {
      for await (const batch of store.subscribe(...args)) {
        const others = batch.filter(({ stream }) => !stream.startsWith('merges-'));
        if (others.length > 0) yield others;
      }
    },
  },
});

async function withDatabase(use: (home: TestDatabase) => Promise<void>): Promise<void> {
  const home = await createTestDatabase();
  try {
    await use(home);
  } finally {
    await home.dispose();
  }
}

const positionOfLast = (events: readonly LoggedEvent[]): LoggedEvent['position'] => {
  const last = events.at(-1);
  if (!last) throw new Error('nothing happened');
  return last.position;
};

test('whatever is merged, split, booked and written in any order, people read the union, and splits leave every row as if nobody had been merged', async () => {
  let merges = 0;
  await fc.assert(
    fc.asyncProperty(acts, async (all) => {
      const { home, contacts } = await play(all, true);
      const { log } = home;
      const events = await everything(log);
      merges += events.filter(mergeIn).length;
      // What staff merge changes nothing of what the senders' bodies come to.
      const alone = await everything((await play(all, false)).home.log);
      expect(events.filter((one) => !mergeIn(one)).map(({ event }) => event.type)).toEqual(alone.map(({ event }) => event.type));

      await withDatabase(async (merged) => {
        await projectUpTo(log, merged, positionOfLast(events));
        await expectUnions(log, merged, events, contacts);
        // Staff take everything back, and life goes on.
        const { aliases } = (await readMerges(log, clinic)).state;
        for (const [index, contact] of contacts.entries()) {
          const alias = aliases[contact];
          if (alias) await ask(log, 1_000 + index, { contact, from: alias.into });
        }
        for (const who of people) await home.deliver(personBody(who, { uid: `uid-last-${who}` }));
        const end = positionOfLast(await everything(log));
        await projectUpTo(log, merged, end);
        const { differences } = await verify({ databaseUrl: merged.url, store: log.store, codec: log.codec, models: readModels });
        expect(differences).toEqual([]);
        await withDatabase(async (unmerged) => {
          await projectUpTo(withoutMerges(log), unmerged, end);
          // What tells of the merges themselves is there only where there were some.
          const told = ['contact_merge', 'journey_entry'];
          expect(await tables(merged, told)).toEqual(await tables(unmerged, told));
        });
      });
    }),
    { numRuns: 6 },
  );
  expect(merges).toBeGreaterThan(6);
}, 120_000);
