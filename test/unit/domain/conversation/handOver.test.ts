import { describe, test } from 'vitest';
import { evolveConversation, type KnownConversation, unknownConversation } from '../../../../src/domain/conversation/conversation.ts';
import { recordConversation } from '../../../../src/domain/conversation/decide.ts';
import { type HandOver, handOff, resumeAssistant } from '../../../../src/domain/conversation/handOver.ts';
import { ownerOf } from '../../../../src/domain/conversation/owner.ts';
import { at, inbound, outbound, recordCommand } from '../../../support/conversationReports.ts';
import { decider } from '../../../support/given.ts';

const asked = (time: string): HandOver => ({ at: at(time), staff: 'marva', reason: 'she asked for a person' });
const started = recordConversation(recordCommand({ messages: [inbound('1')] }), unknownConversation);
const known = started.reduce(evolveConversation, unknownConversation) as KnownConversation; // it was started
const { given } = decider({
  initial: known,
  evolve: (state, event: Parameters<typeof evolveConversation>[1]) => evolveConversation(state, event) as KnownConversation, // and stays so
});
const wrote = (time: string, id: string) => recordConversation(recordCommand({ messages: [inbound(id, { at: at(time) })] }), known);
const ownedBy = (state: KnownConversation) => ownerOf(state);

describe('handing a conversation to staff', () => {
  test('holds it for a person until somebody gives it back, however long she waits', ({ expect }) => {
    const { state } = given(...handOff(asked('18:10'), known), ...wrote('23:00', '2'));
    expect(ownedBy(state)).toBe('STAFF');
  });

  test('changes nothing when it is held that way already', () => {
    given(...handOff(asked('18:10'), known))
      .when((state) => handOff(asked('18:20'), state))
      .yieldsNothing();
  });

  test('lasts for the clinic’s pause once a person has written', ({ expect }) => {
    const handed = handOff(asked('18:10'), known);
    const answer = recordConversation(recordCommand({ messages: [outbound('2', { at: at('18:15') })] }), given(...handed).state);
    expect(ownedBy(given(...handed, ...answer, ...wrote('20:00', '3')).state)).toBe('STAFF');
    expect(ownedBy(given(...handed, ...answer, ...wrote('20:15', '3')).state)).toBe('ASSISTANT');
  });
});

describe('giving it back to the assistant', () => {
  test('ends the hold, also one that Chatwoot’s clock put into our future', ({ expect }) => {
    const answer = recordConversation(recordCommand({ messages: [outbound('2', { at: at('18:15:02') })] }), known);
    const { state } = given(...answer);
    expect(ownedBy(state)).toBe('STAFF');
    expect(ownedBy(given(...answer, ...resumeAssistant(asked('18:15:01'), state)).state)).toBe('ASSISTANT');
  });

  test('says nothing when no person holds it', () => {
    given()
      .when((state) => resumeAssistant(asked('18:20'), state))
      .yieldsNothing();
  });
});
