import { describe, expect, test } from 'vitest';
import type { SimulatedEffect } from '../../../../src/cli/simulate/effects.ts';
import { effectText, wrap } from '../../../../src/cli/simulate/effectText.ts';
import { toInstant } from '../../../../src/domain/ids.ts';

const at = toInstant('2027-03-16T03:41:00Z');
const until = toInstant('2027-03-16T13:00:00Z');
if (at === null || until === null) throw new Error('both are times');

const effect = (change: Partial<SimulatedEffect>): SimulatedEffect => ({
  at,
  type: 'message.sent',
  channel: 'WHATSAPP',
  purpose: 'REMINDER',
  ...change,
});

const shown = (change: Partial<SimulatedEffect>): string => effectText(effect(change), 'America/Jamaica');

describe('an effect in words', () => {
  test('of a message has the clinic’s time, the channel, the purpose, why it goes so, and its words', () => {
    expect(shown({ text: 'Hi Marva,\nsee you then.', reason: 'outsideWindow' })).toBe(
      'Mon 15 Mar 2027 22:41  WhatsApp  reminder  (outside window)\n    Hi Marva,\n    see you then.',
    );
  });

  test('of a message that waits says until when', () => {
    expect(shown({ type: 'message.deferred', reason: 'quietHours', until })).toBe(
      'Mon 15 Mar 2027 22:41  WhatsApp  reminder  waits until Tue 16 Mar 2027 08:00: quiet hours',
    );
  });

  test('of a message that is not sent says why', () => {
    expect(shown({ type: 'message.suppressed', reason: 'visitMoved' })).toBe(
      'Mon 15 Mar 2027 22:41  WhatsApp  reminder  is not sent: visit moved',
    );
  });

  test('of a task says what staff are asked', () => {
    expect(shown({ type: 'staff.task', channel: null, purpose: 'SCREENING', reason: 'A clinician has to see an answer.' })).toBe(
      'Mon 15 Mar 2027 22:41  screening  task for staff\n    A clinician has to see an answer.',
    );
  });
});

describe('long lines', () => {
  test('break between words, and a word that is too long stands alone', () => {
    expect(wrap('one two three', 7)).toEqual(['one two', 'three']);
    expect(wrap('see https://example.com/long now', 8)).toEqual(['see', 'https://example.com/long', 'now']);
    expect(wrap('', 8)).toEqual(['']);
  });
});
