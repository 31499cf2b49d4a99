import { describe, expect, test } from 'vitest';
import { type ConversationState, evolveConversation, unknownConversation } from '../../../../src/domain/conversation/conversation.ts';
import { recordConversation } from '../../../../src/domain/conversation/decide.ts';
import { handOff } from '../../../../src/domain/conversation/handOver.ts';
import { type RecordDecision, recordDecision } from '../../../../src/domain/conversation/recordDecision.ts';
import { at, inbound, messageOf, recordCommand } from '../../../support/conversationReports.ts';
import { chosenData, classifiedData } from '../../../support/decisions.ts';

const wrote = (time: string, id: string, state: ConversationState = unknownConversation): ConversationState =>
  recordConversation(recordCommand({ messages: [inbound(id, { at: at(time) })] }), state).reduce(evolveConversation, state);
const known = wrote('18:04', '1');
const takenOver = (state: ConversationState): ConversationState =>
  state.status === 'unknown' ? state : handOff({ at: at('18:04'), staff: 'marva', reason: null }, state).reduce(evolveConversation, state);

const decision = (change: Partial<RecordDecision> = {}): RecordDecision => ({
  classified: classifiedData(messageOf('1')),
  chosen: chosenData(messageOf('1')),
  answers: 1,
  mayWait: true,
  isAnswered: false,
  ...change,
});

describe('recording what Karen decided', () => {
  test('says what was understood and what is done about it', () => {
    const { classified, chosen } = decision();
    expect(recordDecision(decision(), known)).toEqual([
      { type: 'IntentClassified', data: classified },
      { type: 'ActionChosen', data: chosen },
    ]);
  });

  test('is left to the next decision when she has written more since', () => {
    expect(recordDecision(decision(), wrote('18:05', '2', known))).toEqual([]);
  });

  test('is not left for ever: what cannot wait is decided although she has written more', () => {
    expect(recordDecision(decision({ mayWait: false }), wrote('18:05', '2', known))).toHaveLength(2);
  });

  test('says nothing to her once a person has taken over', () => {
    expect(recordDecision(decision(), takenOver(known)).map(({ type }) => type)).toEqual(['IntentClassified']);
  });

  test('tells that person of what is urgent, and says nothing to her', () => {
    const chosen = chosenData(messageOf('1'), { chosen: [{ action: 'hand_off', reason: 'medical' }], reply: 'Thank you for telling me.' });
    const [, event] = recordDecision(decision({ chosen }), takenOver(known));
    expect(event).toMatchObject({ type: 'ActionChosen', data: { chosen: [{ reason: 'medical' }], reply: null, introduces: false } });
  });

  test('does not tell that person of what she can answer herself', () => {
    const chosen = chosenData(messageOf('1'), { chosen: [{ action: 'hand_off', reason: 'unknown' }] });
    expect(recordDecision(decision({ chosen }), takenOver(known)).map(({ type }) => type)).toEqual(['IntentClassified']);
  });

  test('says nothing to who only answered what a care plan had asked', () => {
    expect(recordDecision(decision({ isAnswered: true }), known).map(({ type }) => type)).toEqual(['IntentClassified']);
  });

  test('changes nothing of a conversation that is not known', () => {
    expect(recordDecision(decision(), unknownConversation)).toEqual([]);
  });

  test('is remembered as the introduction of an assistant', () => {
    const then = recordDecision(decision(), known).reduce(evolveConversation, known);
    expect(then).toMatchObject({ introducedAt: at('18:05') });
  });
});
