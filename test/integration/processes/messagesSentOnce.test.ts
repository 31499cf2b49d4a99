import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ClinicSlug, ConversationId } from '../../../src/domain/ids.ts';
import { instantOf } from '../../../src/domain/ids.ts';
import { systemViewer } from '../../../src/domain/viewer.ts';
import { type Log, load } from '../../../src/eventStore/commandHandler.ts';
import { conversationStream } from '../../../src/eventStore/commands/conversationIds.ts';
import { recordConversation } from '../../../src/eventStore/commands/recordConversation.ts';
import { requestMessage } from '../../../src/eventStore/commands/requestMessage.ts';
import { folds } from '../../../src/eventStore/folds.ts';
import { createVault, type Vault } from '../../../src/eventStore/keys/vault.ts';
import { memoryEventStore } from '../../../src/eventStore/memory.ts';
import { carryOver } from '../../../src/processes/carryOver.ts';
import { peopleInRows } from '../../../src/processes/people.ts';
import { processesWith } from '../../../src/processes/processes.ts';
import { processStatuses } from '../../../src/processes/status.ts';
import { runProjections } from '../../../src/projections/runner.ts';
import { type VirtualClock, virtualClock } from '../../../src/scheduling/virtualClock.ts';
import { configureFromFile } from '../../../src/server/clinics.ts';
import { openServices } from '../../../src/server/services.ts';
import { memoryChatwoot, type TakenMessage } from '../../support/chatwoot/memoryChatwoot.ts';
import { conversationReport, inbound } from '../../support/conversationReports.ts';
import { copyDatabase } from '../../support/copyDatabase.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { memoryLog } from '../../support/log.ts';
import { fixtureSettings } from '../../support/memoryClinic.ts';
import { memoryOutside } from '../../support/memoryOutside.ts';
import { copyLog, fillLog } from '../../support/processes/fillLog.ts';
import { runProcesses } from '../../support/processes/running.ts';
import { reminder } from '../../support/sending/stage.ts';

// The real processes, on a real database, with messages that were sent, that wait, and that come in.

const viewer = systemViewer('test');
const vault: Vault = createVault([randomBytes(32)]);
const clinic = 'oshun' as ClinicSlug; // as the demo's file has it
const evening = new Date('2026-10-06T02:30:00.000Z'); // half past nine in Jamaica: what we start waits for the morning
const nextNoon = new Date('2026-10-06T17:00:00.000Z');

interface Installation {
  readonly home: TestDatabase;
  readonly log: Log;
}

let opened: { close(): Promise<void> }[];
beforeEach(() => {
  opened = [];
});
afterEach(async () => {
  for (const one of opened.toReversed()) await one.close();
});

async function installation(): Promise<Installation> {
  const home = await createTestDatabase();
  const services = await openServices({ databaseUrl: home.url, vault, application: 'test', onError: () => {} });
  opened.push({
    async close() {
      await services.close();
      await home.dispose();
    },
  });
  return { home, log: services.log };
}

/** Runs the processes until a time; gives what they handed to Chatwoot. */
async function handedOver({ home, log }: Installation, clock: VirtualClock, until = clock.now()): Promise<readonly TakenMessage[]> {
  const chatwoot = memoryChatwoot(clock);
  const processes = processesWith(memoryOutside(log, clock, { chatwoot: () => chatwoot, people: peopleInRows(home.database) }));
  const running = await runProcesses(home, { processes, clock, log });
  await clock.runUntil(until);
  await running.stop();
  expect(running.errors).toEqual([]);
  return chatwoot.taken;
}

/** The k-th person writes. */
function writes(log: Log, k: number, clock: VirtualClock): Promise<ConversationId> {
  const at = instantOf(clock.now());
  const phone = `+1876555${1_000 + k}`;
  const identifiers = [
    { kind: 'WHATSAPP', value: phone },
    { kind: 'PHONE', value: phone },
  ] as const;
  const report = conversationReport({
    externalId: String(k),
    startedAt: at,
    at,
    standing: { value: 'OPEN', at },
    person: { name: `Person ${k}`, identifiers, at, namedAt: at, namedBy: 'PROFILE' },
    messages: [inbound(`1${k}`, { at })],
  });
  const account = { host: 'chat.example.com', account: 7, timeZone: 'America/Jamaica', pause: 7_200_000 };
  const cause = { id: `delivery ${k}`, correlationId: `delivery ${k}`, actor: 'chatwoot', channel: 'WHATSAPP', occurredAt: at } as const;
  return recordConversation(log, clinic, report, account, cause);
}

/** Asks for a message that waits for the morning. */
async function remind(log: Log, home: TestDatabase, conversation: ConversationId, clock: VirtualClock): Promise<void> {
  const { state } = await load(log, clinic, conversationStream(clinic, conversation), folds.conversation);
  if (state.status === 'unknown') throw new Error('there is no such conversation');
  const wish = { clinic, contact: state.contact, conversation, author: 'SYSTEM', ...reminder } as Parameters<typeof requestMessage>[2]; // whole by now
  const occurredAt = instantOf(clock.now());
  const cause = { id: `remind ${conversation}`, correlationId: 'a test', actor: 'system', channel: null, occurredAt } as const;
  await requestMessage(log, peopleInRows(home.database), wish, cause);
}

/** An installation in which two people were answered, and a reminder of each waits for the morning. */
async function original() {
  const its = await installation();
  const clock = virtualClock(evening);
  await configureFromFile(its.log, [fixtureSettings], evening);
  expect(await handedOver(its, clock)).toEqual([]);
  const conversations = [await writes(its.log, 1, clock), await writes(its.log, 2, clock)];
  expect(await handedOver(its, clock, new Date(evening.getTime() + 60_000))).toHaveLength(2);
  for (const one of conversations) await remind(its.log, its.home, one, clock);
  expect(await handedOver(its, clock)).toEqual([]);
  return { ...its, clock };
}

describe('a log of 10,000 events, with conversations in it', () => {
  test('is nothing to processes that are deployed on it, nor to any when the read models are built anew', async () => {
    const its = await installation();
    const { home, log } = its;
    const clock = virtualClock(evening);
    await configureFromFile(log, [fixtureSettings], evening);
    await fillLog(log, 10_000);
    for (let k = 0; k < 50; k++) {
      const conversation = await writes(log, k, clock);
      if (k % 2 === 0) await remind(log, home, conversation, clock);
    }
    expect(await handedOver(its, clock, nextNoon)).toEqual([]);
    const last = await log.store.last(viewer);
    const rebuilt = new AbortController();
    await home.database.query(viewer, { text: 'delete from projection_checkpoint' });
    await runProjections({
      store: log.store,
      codec: log.codec,
      database: home.database,
      holder: 'test',
      signal: rebuilt.signal,
      onProjected(position) {
        if (position === last?.position) rebuilt.abort();
      },
    });
    expect(await handedOver(its, clock, new Date(nextNoon.getTime() + 86_400_000))).toEqual([]);
    expect(await log.store.last(viewer)).toEqual(last);
    await writes(log, 99, clock);
    expect(await handedOver(its, clock, new Date(clock.now().getTime() + 60_000))).toHaveLength(1);
  });
});

describe('a copy of a log', () => {
  async function copyOf(log: Log): Promise<Log> {
    const copy: Log = { ...log, store: memoryEventStore(), snapshots: memoryLog().snapshots };
    await copyLog(log.store, copy.store, viewer);
    return copy;
  }

  test('has nothing sent again, and nothing that its original had planned', async () => {
    const { home, log, clock } = await original();
    const copy = { home, log: await copyOf(log) };
    expect(await handedOver(copy, clock, nextNoon)).toEqual([]);
    await writes(copy.log, 3, clock);
    expect(await handedOver(copy, clock, new Date(clock.now().getTime() + 60_000))).toHaveLength(1);
  });

  test('goes on where its original was when that is carried over: each message once', async () => {
    const { home, log, clock } = await original();
    const copy = { home, log: await copyOf(log) };
    await carryOver({
      from: { database: home.database, logId: await log.store.logId() },
      to: { database: home.database, store: copy.log.store },
    });
    const taken = await handedOver(copy, clock, nextNoon);
    expect(taken.map(({ text }) => text)).toEqual(Array.from({ length: 2 }, () => 'Your visit is tomorrow at 10:00'));
  });
});

describe('a restored backup', () => {
  test('sends nothing again that was sent since it was made, and shows what it holds', async () => {
    const live = await original();
    const restored = await installation();
    await copyDatabase(live.home.url, restored.home.url);
    // The original reminds in the morning.
    expect(await handedOver(live, live.clock, nextNoon)).toHaveLength(2);
    const later = virtualClock(nextNoon);
    expect(await handedOver(restored, later, new Date(nextNoon.getTime() + 86_400_000))).toEqual([]);
    const statuses = await processStatuses(restored.home.database, restored.log.store, later.now());
    expect(statuses.find(({ name }) => name === 'sending')).toMatchObject({ held: 2, due: 0 });
    await writes(restored.log, 3, later);
    expect(await handedOver(restored, later, new Date(later.now().getTime() + 60_000))).toHaveLength(1);
  });
});
