import { describe, expect, test } from 'vitest';
import type { ConversationEvent } from '../../../../src/domain/conversation/events.ts';
import { evolveMessage, type MessageState } from '../../../../src/domain/conversation/messageState.ts';
import { at, messageOf, requested as wanted } from '../../../support/conversationReports.ts';
import { chosenData, classifiedData } from '../../../support/decisions.ts';
import { orders } from '../../../support/fixtures.ts';

const message = messageOf('900');
const about = { purpose: 'REMINDER', booking: null, appointmentVersion: 1, careStep: null } as const;
const requested = wanted({ at: at('18:00'), about, template: 'visit_reminder', text: 'See you on Wednesday' });
const sent: ConversationEvent = {
  type: 'MessageSent',
  data: {
    message,
    externalId: '88002',
    at: at('18:01'),
    author: 'KAREN',
    staff: null,
    about: null,
    holdsUntil: null,
    canReply: true,
    standing: null,
    text: null,
    attachments: [],
  },
};
const report = { message, at: at('18:02'), about };
const delivered: ConversationEvent = { type: 'MessageDelivered', data: report };
const read: ConversationEvent = { type: 'MessageRead', data: report };
const failed: ConversationEvent = { type: 'MessageFailed', data: { ...report, canReply: null, reason: '131026' } };

const fold = (...events: readonly ConversationEvent[]): MessageState | undefined =>
  events.reduce<MessageState | undefined>(evolveMessage, undefined);

describe('a message', () => {
  test('of ours keeps the words and the purpose of the request once it is sent', () => {
    expect(fold(requested, sent)).toMatchObject({
      status: 'SENT',
      text: 'See you on Wednesday',
      about,
      externalId: '88002',
      at: at('18:01'),
    });
  });

  test('only moves forward, in whatever order that is told', () => {
    const reports = [delivered, read, failed];
    for (const order of orders(reports.length)) {
      const told = order.map((index) => reports[index] as ConversationEvent);
      expect(fold(requested, sent, ...told)).toMatchObject({ status: 'READ', reason: null });
    }
  });

  test('that failed says why', () => {
    expect(fold(requested, sent, failed)).toMatchObject({ status: 'FAILED', reason: '131026' });
  });

  test('that waits, or is never sent, says why, before anything else is known of it', () => {
    const deferred: ConversationEvent = {
      type: 'MessageDeferred',
      data: { message, at: at('02:00'), about, until: at('13:00'), reason: 'quietHours' },
    };
    const suppressed: ConversationEvent = {
      type: 'MessageSuppressed',
      data: { message, at: at('13:00'), about, reason: 'optedOut', task: null },
    };
    expect(fold(deferred)).toMatchObject({ status: 'DEFERRED', reason: 'quietHours', direction: 'OUTBOUND' });
    expect(fold(deferred, suppressed)).toMatchObject({ status: 'SUPPRESSED', reason: 'optedOut' });
  });

  test('that went elsewhere is not sent here, and one that Chatwoot may have is still wanted, and says so', () => {
    const moved: ConversationEvent = {
      type: 'MessageRedirected',
      data: { message, at: at('18:01'), about, into: null, as: messageOf('901'), reason: 'windowClosed' },
    };
    expect(fold(requested, moved)).toMatchObject({ status: 'SUPPRESSED', reason: 'otherChannel' });
    const unknown: ConversationEvent = { type: 'MessageOutcomeUnknown', data: { message, at: at('18:05'), about, attempt: 1 } };
    expect(fold(requested, unknown)).toMatchObject({ status: 'REQUESTED', reason: 'outcomeUnknown' });
    expect(fold(requested, unknown, sent)).toMatchObject({ status: 'SENT', reason: null });
    expect(fold(requested, sent, unknown)).toMatchObject({ status: 'SENT', reason: null });
  });

  test('is nothing while only its fate was told', () => {
    expect(fold(delivered, read, failed)).toBeUndefined();
  });

  test('that was said has the words that Chatwoot wrote down, and loses them when it is taken back', () => {
    const received: ConversationEvent = {
      type: 'MessageReceived',
      data: {
        message,
        externalId: '1',
        at: at('18:00'),
        automatic: false,
        inReplyTo: null,
        text: null,
        attachments: [{ kind: 'audio', url: 'https://files.example.com/note.ogg' }],
      },
    };
    const transcribed: ConversationEvent = { type: 'MessageTranscribed', data: { message, at: at('18:01'), text: 'can I come on Friday' } };
    const deleted: ConversationEvent = { type: 'MessageDeleted', data: { message, at: at('18:02') } };
    expect(fold(received, transcribed)).toMatchObject({ text: 'can I come on Friday', status: 'RECEIVED' });
    for (const events of [
      [received, transcribed, deleted],
      [received, deleted, transcribed],
    ])
      expect(fold(...events)).toMatchObject({ text: null, attachments: [], status: 'DELETED' });
  });

  test('of hers shows what it was taken to ask for, and what was done about it', () => {
    const received: ConversationEvent = {
      type: 'MessageReceived',
      data: { message, externalId: '1', at: at('18:00'), automatic: false, inReplyTo: null, text: 'botox?', attachments: [] },
    };
    const understood: ConversationEvent = { type: 'IntentClassified', data: classifiedData(message) };
    const chosen: ConversationEvent = { type: 'ActionChosen', data: chosenData(message) };
    expect(fold(received)?.decision).toBeNull();
    expect(fold(received, understood)?.decision).toMatchObject({ intent: 'booking', offered: [], chosen: [] });
    expect(fold(received, understood, chosen)?.decision).toMatchObject({ intent: 'booking', chosen: [{ action: 'suggest_booking' }] });
  });
});
