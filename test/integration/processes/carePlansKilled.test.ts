import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { stampOf } from '../../../src/domain/conversation/stamp.ts';
import { type BookingId, instantOf } from '../../../src/domain/ids.ts';
import { systemViewer } from '../../../src/domain/viewer.ts';
import type { LoggedEvent } from '../../../src/eventStore/codec/envelope.ts';
import { carePlanId, carePlanStream, readCarePlan } from '../../../src/eventStore/commands/carePlanStream.ts';
import { conversationId, conversationStream } from '../../../src/eventStore/commands/conversationIds.ts';
import { untilProjected } from '../../../src/projections/untilProjected.ts';
import type { ChatwootConversation } from '../../support/chatwoot/model.ts';
import { type EmbeddedServers, embeddedServers } from '../../support/embeddedServers.ts';
import { everything } from '../../support/log.ts';
import { randomOf } from '../../support/messaging/random.ts';
import { type MortalMongo, mongoForTests } from '../../support/mongo/mongo.ts';
import { books, host, type VisitTime, writesFirst } from '../../support/processes/carePeople.ts';
import { type MortalClinic, openMortalClinic } from '../../support/processes/mortalClinic.ts';

// `CARE_PLANS=1000` runs as many as the claim is about.
const plans = Number(process.env.CARE_PLANS ?? 100);
/** Of the first quarter the visit is under way as it is booked, and over while everything dies. */
const underWay = Math.floor(plans / 4);
const rounds = Math.max(8, Math.round(plans / 40));
const patience = 120_000 + plans * 600;
const viewer = systemViewer('test');
const { openMortal, server: mongoServer, missing } = await mongoForTests();

/** What is due at once of a laser visit that is booked two days ahead: what can still be told, and questions instead of the rest. */
const atBooking = ['form', 'guide', 'health', 'isotretinoin', 'medicines', 'retinoid', 'sun', 'wax'];
/** What is due when a visit is over. */
const afterVisit = ['aftercare'];

let servers: EmbeddedServers;
beforeAll(async () => {
  servers = await embeddedServers();
});
afterAll(async () => {
  await servers.endAll();
  await servers.remove();
});

/** Each person writes; a worker has read models say so before she books. */
async function everybodyWrites({ services: { log, database }, settings, chatwoot: { account } }: MortalClinic) {
  const conversations: ChatwootConversation[] = [];
  for (let k = 0; k < plans; k++) conversations.push(await writesFirst(log, settings, account, k));
  expect(await untilProjected(database, log.store, viewer, 60_000)).toBe(true);
  return conversations;
}

/** Has everybody book, and something die in between at random. Gives the bookings in the order of people. */
async function bookAmongKills(seed: number, clinic: MortalClinic): Promise<readonly BookingId[]> {
  const { services, settings, chatwoot, kills } = clinic;
  const random = randomOf(seed);
  const now = Date.now();
  const inSeconds = (seconds: number) => instantOf(new Date(now + seconds * 1_000));
  const leaves = (k: number): VisitTime => ({ startsAt: inSeconds(-3_600), endsAt: inSeconds(20 + (underWay + 2 * k) * 0.05) });
  const inTwoDays: VisitTime = { startsAt: inSeconds(48 * 3_600), endsAt: inSeconds(49 * 3_600) };
  const bookings = Array.from({ length: underWay }, (_, k) => books(services.log, settings, k, leaves(k)));
  await Promise.all(bookings);
  // What was over before anybody looked at it gets no plan.
  await clinic.settled();

  const perRound = Math.ceil((plans - underWay) / rounds);
  for (let first = underWay; first < plans; first += perRound) {
    const before = chatwoot.delivered.length;
    const length = Math.min(perRound, plans - first);
    bookings.push(...Array.from({ length }, (_, one) => books(services.log, settings, first + one, inTwoDays)));
    // In the middle of the work, and as a message is stored whose answer is on its way.
    await clinic.taken(before + random.int(1, Math.ceil(length / 2)));
    await random.pick(kills)();
  }
  const booked = await Promise.all(bookings);
  await delay(Math.max(0, Date.parse(leaves(underWay).endsAt) - Date.now()));
  await clinic.settled();
  return booked;
}

/** What is due by now was sent, once each, and nothing waits. */
async function expectEveryStepOnce({ services: { log }, settings: { slug } }: MortalClinic, booked: readonly BookingId[]): Promise<void> {
  const now = instantOf(new Date());
  const sent = new Map<string, string[]>();
  for (const { stream, event } of await everything(log))
    if (event.type === 'StepSent' || event.type === 'StepScreened') sent.set(stream, [...(sent.get(stream) ?? []), event.data.step]);
  for (const [k, booking] of booked.entries()) {
    const id = carePlanId(slug, booking);
    const plan = await readCarePlan(log, slug, id);
    const open = plan?.steps.filter(({ status, dueAt }) => dueAt <= now && !['SENT', 'SCREENED', 'SKIPPED'].includes(status));
    expect([k, plan?.status, open]).toEqual([k, 'ACTIVE', []]);
    expect([k, sent.get(carePlanStream(slug, id))?.toSorted()]).toEqual([k, k < underWay ? afterVisit : atBooking]);
  }
}

/** Chatwoot holds what was asked for, once each: one message a person. */
async function expectEveryMessageOnce(
  { services, settings: { slug }, chatwoot }: MortalClinic,
  conversations: readonly ChatwootConversation[],
) {
  const account = { host, account: chatwoot.account.id };
  const asked = Map.groupBy(
    (await everything(services.log)).filter(({ event }) => event.type === 'MessageRequested'),
    ({ stream }) => stream,
  );
  const stamps = (events: readonly LoggedEvent[]) =>
    events.flatMap(({ event }) => (event.type === 'MessageRequested' ? event.data.message : []));
  const there = Map.groupBy(chatwoot.delivered, ({ conversation }) => conversation);
  for (const conversation of conversations) {
    const stream = conversationStream(slug, conversationId(slug, account, String(conversation.id)));
    const read = there.get(conversation)?.map(({ contentAttributes }) => stampOf(contentAttributes));
    expect([stream, read]).toEqual([stream, stamps(asked.get(stream) ?? [])]);
    expect([stream, read?.length]).toEqual([stream, 1]);
  }
  expect(chatwoot.delivered).toHaveLength(plans);
}

async function killAtRandom(seed: number, name: string, jobs: MortalMongo | null): Promise<void> {
  const clinic = await openMortalClinic(servers, name, jobs);
  try {
    const conversations = await everybodyWrites(clinic);
    const booked = await bookAmongKills(seed, clinic);
    expect(await clinic.stop()).toBe(0);
    await expectEveryStepOnce(clinic, booked);
    await expectEveryMessageOnce(clinic, conversations);
    const aside = "select process, purpose, reason from process_effect where state <> 'WAITING'";
    expect(await clinic.services.database.query(viewer, { text: aside })).toEqual([]);
  } finally {
    await clinic.close();
  }
}

describe(`kill -9 at random of the worker and of PostgreSQL, while ${plans} care plans have something to say`, () => {
  test('loses no step and repeats no message, with Agenda on PostgreSQL', () => killAtRandom(1, 'postgres', null), patience);

  if (openMortal)
    test(
      `nor does that of MongoDB (${mongoServer}), with Agenda on it`,
      async () => {
        const jobs = await openMortal();
        try {
          await killAtRandom(2, 'mongo', jobs);
        } finally {
          await jobs.close();
        }
      },
      patience,
    );
  else test.skip(`and of MongoDB, with Agenda on it: ${missing}`);
});
