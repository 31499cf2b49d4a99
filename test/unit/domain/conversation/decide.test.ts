import { describe, expect, test } from 'vitest';
import {
  type ConversationState,
  canReply,
  evolveConversation,
  type KnownConversation,
  unknownConversation,
} from '../../../../src/domain/conversation/conversation.ts';
import { recordConversation } from '../../../../src/domain/conversation/decide.ts';
import type { ConversationEvent } from '../../../../src/domain/conversation/events.ts';
import { ownerOf } from '../../../../src/domain/conversation/owner.ts';
import type { ConversationReport } from '../../../../src/domain/conversation/report.ts';
import type { Touch, TouchKind } from '../../../../src/domain/conversation/touch.ts';
import type { TouchId } from '../../../../src/domain/ids.ts';
import { at, conversationReport, inbound, messageOf, outbound, recordCommand, requested } from '../../../support/conversationReports.ts';
import { orders } from '../../../support/fixtures.ts';
import { decider } from '../../../support/given.ts';

const { given } = decider({ initial: unknownConversation, evolve: evolveConversation });
const record =
  (change: Partial<ConversationReport>) =>
  (state: ConversationState): readonly ConversationEvent[] =>
    recordConversation(recordCommand(change), state);

/** What reports come to, one after the other. */
const after = (...reports: readonly Partial<ConversationReport>[]): ConversationState =>
  reports.reduce<ConversationState>((state, one) => record(one)(state).reduce(evolveConversation, state), unknownConversation);
const owner = (state: ConversationState) => (state.status === 'known' ? ownerOf(state) : null);

const question = { messages: [inbound('1', { at: at('18:03') })] };
const answer = { messages: [outbound('2', { at: at('18:20') })] };
const started = recordConversation(recordCommand(question), unknownConversation);

describe('recording what Chatwoot says of a conversation', () => {
  test('begins the conversation with what is first known of it, and keeps the message', () => {
    given().when(record(question)).yieldsTypes('ConversationStarted', 'MessageReceived');
  });

  test('begins one that is only spoken of', () => {
    given().when(record({})).yieldsTypes('ConversationStarted');
  });

  test('begins one that was resolved before anything else was told of it', () => {
    given()
      .when(record({ standing: { value: 'RESOLVED', at: at('18:25') } }))
      .yieldsTypes('ConversationStarted', 'ConversationResolved');
  });

  test('stays quiet about one that is as it was', () => {
    given(...started)
      .when(record({ at: at('18:10') }))
      .yieldsNothing();
  });

  test('says that a person took over, until the pause after her message is over', () => {
    const { events } = given(...started).when(record(answer));
    expect(events.map(({ type }) => type)).toEqual(['MessageSent', 'HumanTookOver']);
    expect(events[1]?.data).toEqual({ at: at('18:20'), until: at('20:20'), because: 'wrote', staff: '12', reason: null });
  });

  test.each(['KAREN', 'SYSTEM'] as const)('says nothing of the kind when %s wrote', (author) => {
    given(...started)
      .when(record({ messages: [outbound('2', { author, staff: null })] }))
      .yieldsTypes('MessageSent');
  });

  test('gives the conversation back with her first message after the pause, and not with one within it', () => {
    const within = { messages: [inbound('3', { at: at('20:19:59') })] };
    const beyond = { messages: [inbound('3', { at: at('20:20') })] };
    const held = [...started, ...recordConversation(recordCommand(answer), started.reduce(evolveConversation, unknownConversation))];
    given(...held)
      .when(record(within))
      .yieldsTypes('MessageReceived');
    given(...held)
      .when(record(beyond))
      .yieldsTypes('MessageReceived', 'AssistantResumed');
  });

  test('keeps nothing of a message that was taken back, also when its own delivery comes last', () => {
    const takenBack = {
      messages: [inbound('1', { deletedAt: at('18:05'), text: 'secret', attachments: [{ kind: 'image', url: 'https://example.com/1' }] })],
    };
    const { events } = given().when(record(takenBack));
    expect(events.map(({ type }) => type)).toEqual(['ConversationStarted', 'MessageReceived', 'MessageDeleted']);
    expect(JSON.stringify(events)).not.toContain('secret');
    expect(JSON.stringify(events)).not.toContain('example.com/1');
  });

  test('keeps what a voice note says beside the message, whenever that is known', () => {
    given()
      .when(record({ messages: [inbound('1', { text: null, transcript: 'can I come on Friday' })] }))
      .yieldsTypes('ConversationStarted', 'MessageReceived', 'MessageTranscribed');
  });

  test('tells of a failure in the channel’s words', () => {
    const failed = outbound('2', { author: 'KAREN', staff: null, outcome: 'FAILED', failure: 'outside the window', canReply: false });
    const { events } = given(...started).when(record({ messages: [failed] }));
    expect(events.map(({ type }) => type)).toEqual(['MessageSent', 'MessageFailed']);
    expect(events[1]?.data).toMatchObject({ reason: 'outside the window', canReply: false });
  });
});

describe('whether a reply may be sent', () => {
  const failed = outbound('2', { at: at('18:20'), author: 'KAREN', staff: null, canReply: false });
  const may = (...reports: readonly Partial<ConversationReport>[]): boolean | null => {
    const state = after(...reports);
    return state.status === 'known' ? canReply(state) : null;
  };

  test('is no once Chatwoot said so, and yes again when she writes', () => {
    expect(may(question)).toBe(true);
    expect(may(question, { messages: [failed] })).toBe(false);
    expect(may(question, { messages: [failed] }, { messages: [inbound('3', { at: at('18:30') })] })).toBe(true);
    expect(may({ messages: [inbound('3', { at: at('18:30') })] }, { messages: [failed] })).toBe(true);
  });
});

describe('a message of ours', () => {
  const about = { purpose: 'REMINDER', booking: null, appointmentVersion: 2, careStep: null } as const;
  const asked = requested({ about, text: 'See you on Wednesday' });

  test('comes back as the one that was asked for, by its stamp, and says again what it is about', () => {
    const echo = outbound('2', { author: 'KAREN', staff: null, stamp: messageOf('900'), outcome: 'READ' });
    const { events } = given(...started, asked).when(record({ messages: [echo] }));
    expect(events.map(({ data }) => data)).toMatchObject([
      { message: messageOf('900'), externalId: '2', about },
      { message: messageOf('900'), about },
    ]);
  });

  test('is staff’s where staff asked for it, though the bot’s token handed it over, and holds the conversation for her', () => {
    const echo = outbound('2', { at: at('18:11'), author: 'KAREN', staff: null, stamp: messageOf('900') });
    const { events, yieldsTypes } = given(...started, requested({ author: 'STAFF', staff: 'marva' })).when(record({ messages: [echo] }));
    yieldsTypes('MessageSent', 'HumanTookOver');
    expect(events[0]?.data).toMatchObject({ author: 'STAFF', holdsUntil: at('20:11') });
  });

  test('is remembered by Chatwoot’s id, the latest fifty of them', () => {
    const sent = (number: number): ConversationEvent[] => [
      {
        ...asked,
        data: { ...asked.data, message: messageOf(String(number)), at: at(`19:${String(number).padStart(2, '0')}`) },
      } as ConversationEvent,
    ];
    const { state } = given(...started, ...Array.from({ length: 60 }, (_, number) => sent(number)).flat());
    const { own } = state as KnownConversation; // it was started
    expect(own).toHaveLength(50);
    expect(own[0]?.message).toBe(messageOf('10'));
  });
});

describe('in whatever order it is told', () => {
  const resolved = (time: string) => ({ at: at(time), standing: { value: 'RESOLVED', at: at(time) }, done: 'RESOLVED' }) as const;
  const opened = (time: string) => ({ at: at(time), standing: { value: 'OPEN', at: at(time) }, done: 'REOPENED' }) as const;
  const wrote = (time: string, id: string) => ({ messages: [inbound(id, { at: at(time) })] });
  const answered = (time: string, id: string) => ({ messages: [outbound(id, { at: at(time) })] });

  test.each([
    ['resolved', 'NOBODY', [question, resolved('18:10')]],
    ['resolved, opened, and resolved again', 'NOBODY', [question, resolved('18:10'), opened('18:20'), resolved('18:30')]],
    ['opened again after it was resolved', 'ASSISTANT', [question, resolved('18:10'), opened('18:20')]],
    ['opened by her message', 'ASSISTANT', [question, resolved('18:10'), wrote('18:20', '3')]],
    ['held by the person who answered', 'STAFF', [question, answered('18:20', '2'), wrote('18:30', '3')]],
    ['held by the one who answered last', 'STAFF', [answered('18:05', '2'), answered('20:00', '3'), wrote('21:00', '4')]],
    ['the assistant’s after the pause', 'ASSISTANT', [question, answered('18:20', '2'), wrote('20:30', '3')]],
    ['resolved by the person who had it', 'NOBODY', [question, answered('18:20', '2'), resolved('18:30')]],
    ['hers again when she thanks', 'STAFF', [question, answered('18:20', '2'), resolved('18:30'), wrote('18:31', '3')]],
  ] as const)('a conversation is %s', (_name, expected, reports) => {
    for (const order of orders(reports.length)) {
      const told = order.map((index) => reports[index] ?? {});
      expect(owner(after(...told)), order.join(' ')).toBe(expected);
      expect(owner(after(...told, ...told)), `${order.join(' ')}, twice`).toBe(expected);
    }
  });

  test('a day’s touch is the one that says most, else the earliest', () => {
    const touch = '00000000-0000-4000-8000-00000000f001' as TouchId; // of a UUID's shape
    const of = (kind: TouchKind, time: string): Touch => ({
      touch,
      kind,
      at: at(time),
      channel: 'WHATSAPP',
      evidence: 'PLATFORM',
      source: null,
      campaign: null,
      details: null,
    });
    const touches = [of('MESSAGE', '18:03'), of('AD_REFERRAL', '19:00'), of('AD_REFERRAL', '18:30')];
    for (const order of orders(touches.length)) {
      const state = order.reduce<ConversationState>((before, index) => {
        const told = touches.slice(index, index + 1);
        return recordConversation({ ...recordCommand(), touches: told }, before).reduce(evolveConversation, before);
      }, unknownConversation);
      expect(state).toMatchObject({ touches: [{ kind: 'AD_REFERRAL', at: at('18:30') }] });
    }
  });
});

describe('the state', () => {
  test('is no larger after thousands of messages than after some', () => {
    const long = Array.from({ length: 5_000 }, (_, number) => ({
      messages: [number % 2 === 0 ? inbound(String(number)) : outbound(String(number))],
    }));
    expect(JSON.stringify(after(...long)).length).toBeLessThan(1_500);
  });

  test('holds no word that anybody wrote', () => {
    const report = conversationReport({
      messages: [inbound('1', { text: 'canary-text', attachments: [{ kind: 'image', url: 'canary-url' }] })],
    });
    expect(JSON.stringify(after(report))).not.toContain('canary');
  });
});
