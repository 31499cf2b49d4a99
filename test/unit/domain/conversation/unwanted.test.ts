import { describe, expect, test } from 'vitest';
import type { Appointment, BookingStatus } from '../../../../src/domain/booking/appointment.ts';
import { evolveConversation, type KnownConversation, unknownConversation } from '../../../../src/domain/conversation/conversation.ts';
import { recordConversation } from '../../../../src/domain/conversation/decide.ts';
import { unwanted } from '../../../../src/domain/conversation/unwanted.ts';
import { erased } from '../../../../src/domain/event.ts';
import type { BookingId } from '../../../../src/domain/ids.ts';
import type { MessagePurpose } from '../../../../src/domain/messaging/purpose.ts';
import { at, inbound, outbound, recordCommand, requested } from '../../../support/conversationReports.ts';
import { appointment } from '../../../support/visits/context.ts';

const booking = '00000000-0000-4000-8000-00000000b001' as BookingId; // of a UUID's shape
const visit = (status: BookingStatus, version = 2): Appointment =>
  appointment({ uid: 'uid-two', uids: ['uid-one', 'uid-two'], status, version });

type Report = Parameters<typeof recordCommand>[0];
const after = (...reports: readonly Report[]): KnownConversation =>
  reports.reduce(
    (state, report) => recordConversation(recordCommand(report), state).reduce(evolveConversation, state),
    unknownConversation,
  ) as KnownConversation; // something was reported
const wrote = { messages: [inbound('1')] };
const wroteAgain = { messages: [inbound('2', { at: at('18:04') })] };
const staffWrote = { messages: [outbound('3', { at: at('18:05') })] };

const answer = (change: Parameters<typeof requested>[0] = {}) => requested({ answers: 1, ...change }).data;
const about = (purpose: MessagePurpose, appointmentVersion = 2) =>
  requested({ about: { purpose, booking, appointmentVersion, careStep: null } }).data;

describe('an answer', () => {
  test('is wanted while her message is the last word and the conversation is the assistant’s', () => {
    expect(unwanted(answer(), { conversation: after(wrote), appointment: null })).toBeNull();
  });

  test('is not, once she wrote again, whatever the order of times that Chatwoot gives', () => {
    expect(unwanted(answer(), { conversation: after(wrote, wroteAgain), appointment: null })).toBe('outdated');
    expect(unwanted(answer(), { conversation: after(wroteAgain, wrote), appointment: null })).toBe('outdated');
    expect(unwanted(answer({ answers: 2 }), { conversation: after(wrote, wroteAgain), appointment: null })).toBeNull();
  });

  test('is not outdated by a machine that answers for her', () => {
    const automatic = { messages: [inbound('2', { at: at('18:04'), automatic: true })] };
    expect(unwanted(answer(), { conversation: after(wrote, automatic), appointment: null })).toBeNull();
  });

  test('is not wanted where a person has the conversation, nor in one that was resolved', () => {
    expect(unwanted(answer(), { conversation: after(wrote, staffWrote), appointment: null })).toBe('staffAnswers');
    const resolved = { at: at('18:30'), standing: { value: 'RESOLVED', at: at('18:30') }, done: 'RESOLVED' } as const;
    expect(unwanted(answer(), { conversation: after(wrote, resolved), appointment: null })).toBe('resolved');
  });

  test('of a person goes out all the same', () => {
    const hers = answer({ author: 'STAFF', staff: 'marva' });
    expect(unwanted(hers, { conversation: after(wrote, staffWrote, wroteAgain), appointment: null })).toBeNull();
  });

  test('whose words were erased is nothing', () => {
    expect(unwanted(answer({ text: erased }), { conversation: after(wrote), appointment: null })).toBe('erased');
  });
});

describe('a message about a visit', () => {
  const conversation = after(wrote, staffWrote);

  test('goes out whoever has the conversation', () => {
    expect(unwanted(about('REMINDER'), { conversation, appointment: visit('SCHEDULED') })).toBeNull();
    expect(unwanted(about('REMINDER'), { conversation: null, appointment: visit('SCHEDULED') })).toBeNull();
  });

  test('is not wanted once the visit has moved, or cannot be seen any more', () => {
    expect(unwanted(about('REMINDER', 1), { conversation, appointment: visit('SCHEDULED') })).toBe('visitMoved');
    expect(unwanted(about('REMINDER'), { conversation, appointment: null })).toBe('visitOff');
  });

  test.each([
    ['REMINDER', 'CANCELLED', 'visitOff'],
    ['CONFIRMATION', 'RESCHEDULE_REQUESTED', 'visitOff'],
    ['CANCELLED', 'CANCELLED', null],
    ['CANCELLED', 'SCHEDULED', 'visitOff'],
    ['REQUESTED', 'SCHEDULED', 'visitOff'],
    ['CARE', 'COMPLETED', null],
    ['FOLLOW_UP', 'NO_SHOW', null],
  ] as const)('%s of a visit that is %s: %s', (purpose, status, reason) => {
    expect(unwanted(about(purpose), { conversation, appointment: visit(status) })).toBe(reason);
  });
});
