import { describe, expect, test } from 'vitest';
import { type ContactState, consentsOf, evolveContact, unknownContact } from '../../../../src/domain/contact/contact.ts';
import type { ContactEvent } from '../../../../src/domain/contact/events.ts';
import { type ConversationState, evolveConversation, unknownConversation } from '../../../../src/domain/conversation/conversation.ts';
import type { ConversationEvent } from '../../../../src/domain/conversation/events.ts';
import { ownerOf } from '../../../../src/domain/conversation/owner.ts';
import type { ConversationReport } from '../../../../src/domain/conversation/report.ts';
import type { ClinicSlug } from '../../../../src/domain/ids.ts';
import { consentsInForce, mayContact } from '../../../../src/domain/messaging/consent.ts';
import type { MessagePurpose } from '../../../../src/domain/messaging/purpose.ts';
import { type Cause, handle, type Log, load } from '../../../../src/eventStore/commandHandler.ts';
import { conversationId, conversationStream, messageId } from '../../../../src/eventStore/commands/conversationIds.ts';
import { type ConversationSettings, recordConversation } from '../../../../src/eventStore/commands/recordConversation.ts';
import { folds } from '../../../../src/eventStore/folds.ts';
import { memoryEventStore } from '../../../../src/eventStore/memory.ts';
import type { EventStore } from '../../../../src/eventStore/port.ts';
import { at, conversationReport, inbound, messageOf, outbound, requested } from '../../../support/conversationReports.ts';
import { everything, Killed, killedAfter, memoryLog } from '../../../support/log.ts';

const clinic = 'oshun' as ClinicSlug;
const settings: ConversationSettings = { host: 'chat.example.com', account: 7, timeZone: 'America/Jamaica', pause: 2 * 3_600_000 };
const stream = conversationStream(clinic, conversationId(clinic, settings, '1042'));

type Told = readonly [name: string, report: ConversationReport];

const causeOf = ([name, report]: Told): Cause => ({
  id: name,
  correlationId: name,
  actor: 'chatwoot',
  channel: report.channel,
  occurredAt: report.at,
});
const play = (log: Log, told: Told): Promise<unknown> => recordConversation(log, clinic, told[1], settings, causeOf(told));

const touch = { kind: 'MESSAGE', evidence: 'PLATFORM', at: at('18:03'), source: null, campaign: null, details: null } as const;
const story: readonly Told[] = [
  ['question', conversationReport({ messages: [inbound('1')], touches: [touch] })],
  ['answer', conversationReport({ messages: [inbound('1'), outbound('2', { at: at('18:20') })] })],
  ['stop', conversationReport({ messages: [inbound('3', { at: at('18:30'), text: 'STOP texting me' })] })],
  [
    'resolved',
    conversationReport({
      at: at('18:40'),
      standing: { value: 'RESOLVED', at: at('18:40') },
      done: 'RESOLVED',
      messages: [inbound('3', { at: at('18:30'), text: 'STOP texting me' })],
    }),
  ],
];

/** What the log comes to. */
async function outcome(log: Log): Promise<unknown> {
  const events = await everything(log);
  const of = <Event>(category: string): readonly Event[] =>
    events.filter((one) => one.stream.startsWith(`${category}-`)).map(({ event }) => event as Event); // a stream holds its category's events
  const conversation = of<ConversationEvent>('conversation').reduce<ConversationState>(evolveConversation, unknownConversation);
  const contact = of<ContactEvent>('contact').reduce<ContactState>(evolveContact, unknownContact);
  const types: Record<string, number> = {};
  for (const { event } of events) types[event.type] = (types[event.type] ?? 0) + 1;
  return {
    owner: conversation.status === 'known' && ownerOf(conversation),
    consents: consentsInForce(consentsOf(contact)).map(({ channel, purpose, state, wording }) => ({ channel, purpose, state, wording })),
    types,
  };
}

const expected = {
  owner: 'NOBODY',
  consents: [{ channel: 'WHATSAPP', purpose: 'TRANSACTIONAL', state: 'WITHDRAWN', wording: 'STOP texting me' }],
  types: {
    IdentifierClaimed: 3,
    ContactCreated: 1,
    IdentifierAdded: 3,
    ConversationStarted: 1,
    MessageReceived: 2,
    TouchRecorded: 1,
    MessageSent: 1,
    HumanTookOver: 1,
    ConsentWithdrawn: 1,
    ConversationResolved: 1,
  },
};

describe('recording a conversation', () => {
  test('makes one contact, one conversation, and one message of each', async () => {
    const log = memoryLog();
    for (const told of story) await play(log, told);
    expect(await outcome(log)).toEqual(expected);
  });

  test('appends nothing for what was told before, by the same cause or another', async () => {
    const log = memoryLog();
    for (const told of story) await play(log, told);
    const before = (await everything(log)).length;
    for (const told of story) await play(log, told);
    for (const [name, report] of story) await play(log, [`${name} again`, report]);
    expect(await everything(log)).toHaveLength(before);
  });

  test('comes to the same when the process is killed between any two appends and the delivery is driven again', async () => {
    const whole = memoryLog();
    for (const told of story) await play(whole, told);
    const total = (await everything(whole)).length;
    for (let kill = 0; kill <= total; kill++) {
      const log = memoryLog();
      const dying: Log = { ...log, store: killedAfter(log.store, kill) };
      let done = 0;
      try {
        for (; done < story.length; done++) await play(dying, story[done] as Told);
      } catch (error) {
        expect(error).toBeInstanceOf(Killed);
      }
      for (const told of story.slice(done)) await play(log, told);
      expect(await outcome(log), `killed after ${kill} appends`).toEqual(expected);
    }
  });

  test('comes to the same when other deliveries heal what a killed one left', async () => {
    const [first, ...rest] = story as [Told, ...Told[]];
    for (let kill = 0; kill < 8; kill++) {
      const log = memoryLog();
      await play({ ...log, store: killedAfter(log.store, kill) }, first).catch(() => {});
      for (const told of rest) await play(log, told);
      await play(log, first);
      expect(await outcome(log), `killed after ${kill} appends`).toEqual(expected);
    }
  });

  test('gives the same result when two processes handle the deliveries at once', async () => {
    for (let round = 0; round < 20; round++) {
      const log = memoryLog();
      await Promise.all(story.map((told) => play(log, told)));
      for (const told of story) await play(log, told);
      expect(await outcome(log)).toMatchObject({
        owner: expected.owner,
        consents: expected.consents,
        types: { ContactCreated: 1, ConversationStarted: 1, MessageReceived: 2, MessageSent: 1, ConsentWithdrawn: 1 },
      });
    }
  });

  test('has her withdrawal in the log before the message that a process would answer', async () => {
    const log = memoryLog();
    await play(log, ['stop', conversationReport({ messages: [inbound('3', { text: 'STOP' })] })]);
    const types = (await everything(log)).map(({ event }) => event.type);
    expect(types.indexOf('ConsentWithdrawn')).toBeGreaterThan(-1);
    expect(types.indexOf('ConsentWithdrawn')).toBeLessThan(types.indexOf('MessageReceived'));
  });

  test.each([
    ['"stop all messages everywhere"', 'stop all messages everywhere', ['SMS', 'WHATSAPP']],
    ['"no more promo messages"', 'no more promo messages', []],
    ['an out-of-office answer that says stop', null, []],
  ])('%s stops what it says', async (_name, text, stopped) => {
    const log = memoryLog();
    await play(log, [
      'told',
      conversationReport({ messages: [inbound('1', text === null ? { text: 'STOP', automatic: true } : { text })] }),
    ]);
    const contact = (await everything(log))
      .filter((one) => one.stream.startsWith('contact-'))
      .reduce<ContactState>((state, { event }) => evolveContact(state, event as ContactEvent), unknownContact); // a stream holds its category's events
    const refused = (['SMS', 'WHATSAPP'] as const).filter((channel) => !mayContact(consentsOf(contact), channel, 'TRANSACTIONAL'));
    expect(refused).toEqual(stopped);
  });
});

describe('what we sent', () => {
  const request = (purpose: MessagePurpose, log: Log) =>
    handle(log, {
      clinic,
      stream,
      fold: folds.conversation,
      cause: { id: purpose, correlationId: purpose, actor: 'karen', channel: 'WHATSAPP', occurredAt: at('18:05') },
      step: 'ask',
      subject: (state) => (state.status === 'known' ? state.contact : null),
      decide: (): ConversationEvent[] => [
        requested({
          at: at('18:05'),
          about: { purpose, booking: null, appointmentVersion: 1, careStep: null },
          text: 'Reply 1 to confirm',
        }),
      ],
    });
  const echo = outbound('2', { at: at('18:06'), author: 'KAREN', staff: null, stamp: messageOf('900') });

  test('comes back by its stamp as the message that was asked for, and is what a tapped button answers', async () => {
    const log = memoryLog();
    await play(log, ['question', conversationReport({ messages: [inbound('1')] })]);
    await request('REMINDER', log);
    await play(log, ['echo', conversationReport({ messages: [echo] })]);
    await play(log, ['tap', conversationReport({ messages: [inbound('3', { at: at('18:07'), text: 'Confirm', inReplyTo: '2' })] })]);
    await play(log, ['quote', conversationReport({ messages: [inbound('4', { at: at('18:08'), inReplyTo: '1' })] })]);
    const events = (await everything(log)).map(({ event }) => event);
    expect(events.filter(({ type }) => type === 'MessageSent')).toMatchObject([{ data: { message: messageOf('900'), externalId: '2' } }]);
    expect(events.flatMap(({ type, data }) => (type === 'MessageReceived' ? [(data as { inReplyTo: unknown }).inReplyTo] : []))).toEqual([
      null,
      messageOf('900'),
      messageId(clinic, settings, '1'),
    ]);
  });

  test.each([
    ['REMINDER', 0],
    ['BOOKING_LINK', 1],
  ] as const)('tells after %s what "cancel" means: %s withdrawals', async (purpose, withdrawals) => {
    const log = memoryLog();
    await play(log, ['question', conversationReport({ messages: [inbound('1')] })]);
    await request(purpose, log);
    await play(log, ['echo', conversationReport({ messages: [echo] })]);
    await play(log, ['cancel', conversationReport({ messages: [inbound('3', { at: at('18:07'), text: 'cancel' })] })]);
    expect((await everything(log)).filter(({ event }) => event.type === 'ConsentWithdrawn')).toHaveLength(withdrawals);
  });
});

test('a conversation of ten thousand messages costs one read of its end, and still knows each of them', async () => {
  const calls = { reads: 0, events: 0 };
  const store = memoryEventStore();
  const counting: EventStore = {
    ...store,
    async readStream(viewer, name, options) {
      const read = await store.readStream(viewer, name, options);
      if (name !== stream) return read;
      calls.reads += 1;
      calls.events += read.length;
      return read;
    },
  };
  const log = memoryLog({ store: counting });
  const message = (number: number): Told => [
    `m${number}`,
    conversationReport({ messages: [inbound(String(number), { text: `message ${number}` })] }),
  ];
  await play(log, message(0));
  const { state } = await load(log, clinic, stream, folds.conversation);
  const subject = state.status === 'known' ? state.contact : null;
  // The stream is filled as deliveries would fill it, without resolving the same contact ten thousand times.
  for (let number = 1; number < 10_000; number += 50) {
    await handle(log, {
      clinic,
      stream,
      fold: folds.conversation,
      cause: causeOf(message(number)),
      step: 'fill',
      subject,
      decide: () =>
        Array.from(
          { length: Math.min(50, 10_000 - number) },
          (_, index): ConversationEvent => ({
            type: 'MessageReceived',
            data: {
              message: messageId(clinic, settings, String(number + index)),
              externalId: String(number + index),
              at: at('18:03'),
              automatic: false,
              inReplyTo: null,
              text: `message ${number + index}`,
              attachments: [],
            },
          }),
        ),
    });
  }
  Object.assign(calls, { reads: 0, events: 0 });
  await play(log, ['next', conversationReport({ messages: [inbound('10001')] })]);
  expect(calls.reads).toBe(1);
  expect(calls.events).toBeLessThanOrEqual(150);
  const before = (await everything(log)).length;
  for (const number of [1, 5_000, 9_999]) await play(log, [`again ${number}`, message(number)[1]]);
  expect(await everything(log)).toHaveLength(before);
});
