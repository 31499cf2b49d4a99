import { describe, expect, test } from 'vitest';
import type { ConversationEvent } from '../../../../src/domain/conversation/events.ts';
import { emptyOutbox, evolveOutbox, type Outbox, outstandingIn } from '../../../../src/domain/conversation/outbox.ts';
import { at, messageOf, requested } from '../../../support/conversationReports.ts';

const message = messageOf('900');
const { about } = requested().data;
const attempted = (attempt: number, time = '18:11'): ConversationEvent => ({
  type: 'MessageAttempted',
  data: { message, at: at(time), about, attempt, by: 'a test', channel: 'WHATSAPP', reason: 'windowOpen', template: null, cost: null },
});
const notStored = (attempt: number): ConversationEvent => ({
  type: 'MessageNotStored',
  data: { message, at: at('18:12'), about, attempt, reason: 'unreachable' },
});
const fold = (...events: readonly ConversationEvent[]): Outbox => events.reduce(evolveOutbox, emptyOutbox);
const waiting = (...events: readonly ConversationEvent[]) => outstandingIn(fold(requested(), ...events), message);

describe('a message that is wanted', () => {
  test('is outstanding until it is settled what became of it', () => {
    expect(waiting()).toMatchObject({ deferredUntil: null, attempts: 0, attemptedAt: null });
    const ends: readonly ConversationEvent[] = [
      { type: 'MessageSuppressed', data: { message, at: at('18:11'), about, reason: 'optedOut', task: null } },
      { type: 'MessageRedirected', data: { message, at: at('18:11'), about, into: null, as: messageOf('901'), reason: 'windowClosed' } },
      { type: 'MessageOutcomeUnknown', data: { message, at: at('18:11'), about, attempt: 1 } },
      { type: 'MessageFailed', data: { message, at: at('18:11'), about, canReply: null, reason: null } },
    ];
    for (const end of ends) expect(waiting(end), end.type).toBeUndefined();
  });

  test('may be with Chatwoot from the moment on at which it was to be handed over, until that is known not to be so', () => {
    expect(waiting(attempted(1))).toMatchObject({ attempts: 1, attemptedAt: at('18:11') });
    expect(waiting(attempted(1), notStored(1))).toMatchObject({ attempts: 1, attemptedAt: null });
    expect(waiting(attempted(1), notStored(1), attempted(2, '18:13'))).toMatchObject({ attempts: 2, attemptedAt: at('18:13') });
  });

  test('is not taken for surely absent by late word of an earlier attempt', () => {
    expect(waiting(attempted(1), attempted(2, '18:13'), notStored(1))).toMatchObject({ attempts: 2, attemptedAt: at('18:13') });
  });

  test('that is deferred says until when, and is due again once it was tried', () => {
    const deferred: ConversationEvent = {
      type: 'MessageDeferred',
      data: { message, at: at('18:10'), about, until: at('23:00'), reason: 'quietHours' },
    };
    expect(waiting(deferred)).toMatchObject({ deferredUntil: at('23:00') });
    expect(waiting(deferred, attempted(1))).toMatchObject({ deferredUntil: null });
  });
});
