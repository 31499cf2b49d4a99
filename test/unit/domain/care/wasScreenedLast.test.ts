import { expect, test } from 'vitest';
import { readAnswers } from '../../../../src/domain/care/screening.ts';
import { wasScreenedLast } from '../../../../src/domain/care/wasScreenedLast.ts';
import { evolveConversation, unknownConversation } from '../../../../src/domain/conversation/conversation.ts';
import type { ConversationEvent } from '../../../../src/domain/conversation/events.ts';
import type { Instant, MessageId } from '../../../../src/domain/ids.ts';
import type { MessagePurpose } from '../../../../src/domain/messaging/purpose.ts';
import { samples } from '../../../golden/samples.ts';

const at = (hour: number): Instant => `2027-03-01T${hour}:00:00.000Z` as Instant;

const sent = (purpose: MessagePurpose, hour: number, message = `m${hour}`): ConversationEvent => ({
  type: 'MessageSent',
  data: {
    ...samples.MessageSent.data,
    message: message as MessageId,
    at: at(hour),
    about: { purpose, booking: null, appointmentVersion: null, careStep: null },
  },
});

const after = (...events: readonly ConversationEvent[]) =>
  [samples.ConversationStarted, ...events].reduce(evolveConversation, unknownConversation);

test('what she writes answers the screening unless something else was asked since', () => {
  expect(wasScreenedLast(after(sent('SCREENING', 10)), at(12), null)).toBe(true);
  expect(wasScreenedLast(after(sent('SCREENING', 10), sent('CARE', 11)), at(12), null)).toBe(true);
  expect(wasScreenedLast(after(sent('SCREENING', 10), sent('REMINDER', 11)), at(12), null)).toBe(false);
  expect(wasScreenedLast(after(sent('SCREENING', 10), sent('REMINDER', 13)), at(12), null)).toBe(true);
});

test('what was asked at one instant is answered as the visit’s question, whichever of the two was stored first', () => {
  expect(wasScreenedLast(after(sent('SCREENING', 10), sent('REMINDER', 10, 'another')), at(12), null)).toBe(false);
  expect(wasScreenedLast(after(sent('REMINDER', 10, 'another'), sent('SCREENING', 10)), at(12), null)).toBe(false);
  expect(wasScreenedLast(after(sent('REMINDER', 9), sent('SCREENING', 10)), at(12), null)).toBe(true);
});

test('what she quotes is what she answers', () => {
  const both = after(sent('SCREENING', 10), sent('REMINDER', 11));
  expect(wasScreenedLast(both, at(12), 'm10' as MessageId)).toBe(true);
  expect(wasScreenedLast(after(sent('REMINDER', 10), sent('SCREENING', 11)), at(12), 'm10' as MessageId)).toBe(false);
});

test('where nothing was asked in her conversation, it was asked elsewhere', () => {
  expect(wasScreenedLast(unknownConversation, at(12), null)).toBe(true);
  expect(wasScreenedLast(after(), at(12), null)).toBe(true);
});

test('once something else was asked, a mere yes is no answer, and what names the matter still is', () => {
  const sun = { step: 'sun', question: 'Any sun?', concern: 'YES', signs: ['beach'] } as const;
  expect(readAnswers('yes', [sun], false)).toEqual([]);
  expect(readAnswers('mi did go beach', [sun], false)).toEqual([{ step: 'sun', answer: 'BAD' }]);
});
