import { describe, expect, test } from 'vitest';
import { readMessage } from '../../../../src/assistant/language/reading.ts';
import { ruledIntent } from '../../../../src/assistant/safety/rules.ts';
import type { MessageContext } from '../../../../src/domain/conversation/intent.ts';

const ruled = (text: string, context: MessageContext | null = null) => ruledIntent(readMessage(text), context);

describe('a danger is heard whatever else is said', () => {
  test.each([
    'mi lip turn white after the filler',
    'my nose is going grey since the injection',
    'mi cyaa breathe good',
    'throat a close up',
    'vision blurry since yesterday',
    'one eye a droop since di botox',
    "I'm on blood thinners can I still come",
    'mi pregnant, mi can do botox?',
    'I have lupus, is PRP ok',
    'stop! mi face a swell up bad',
    'cancel, I just found out I am pregnant',
    'EMERGENCY please answer',
  ])('%j', (text) => {
    expect(ruled(text)).toBe('medical_concern');
  });
});

describe('a question in general is left to the classifier', () => {
  test.each([
    'are there side effects like swelling?',
    'does it hurt?',
    'how long will my lips be swollen?',
    'can I wear makeup before',
    'can I wash my hair after',
    'mi cyaan see di page good',
  ])('%j', (text) => {
    expect(ruled(text)).not.toBe('medical_concern');
  });
});

describe('a wish to be left alone is heard', () => {
  test.each([
    'STOP',
    'stop please',
    'unsubscribe',
    'opt me out',
    'nuh badda message mi again',
    'tek mi off unu list',
    'please remove my number from your list',
    'I do not wish to be contacted',
    'low mi nuh',
    '🛑',
  ])('%j', (text) => {
    expect(ruled(text)).toBe('opt_out');
    expect(ruled(text, 'reminder_sent')).toBe('opt_out');
  });

  test('and not where it is about something else', () => {
    expect(ruled("the bleeding won't stop")).toBe('medical_concern');
    expect(ruled('nobody answers my messages')).not.toBe('opt_out');
    expect(ruled("don't send the link yet")).not.toBe('opt_out');
  });
});

describe('a plain reply means what its context makes of it', () => {
  test.each<[string, MessageContext | null, string | null]>([
    ['yes', 'reminder_sent', 'confirm'],
    ['yes', null, 'small_talk'],
    ['yes', 'booking_link_sent', 'small_talk'],
    ['Ok thanks 🙏🏾', 'reminder_sent', 'confirm'],
    ['ok thanks', null, 'small_talk'],
    ['👍🏿', 'reminder_sent', 'confirm'],
    ['1', 'reminder_sent', 'confirm'],
    ['2', 'reminder_sent', 'cancel'],
    ['1', null, null],
    ['cancel', 'reminder_sent', 'cancel'],
    ['cancel', 'confirmed_booking', 'cancel'],
    ['cancel', null, 'opt_out'],
    ['no', 'reminder_sent', 'cancel'],
    ['no problem', 'reminder_sent', null],
    ['good morning', 'reminder_sent', 'small_talk'],
    ['wagwan', null, 'small_talk'],
    ['yes but later', 'reminder_sent', null],
    ['yes?', 'reminder_sent', null],
  ])('%j after %s is %s', (text, context, intent) => {
    expect(ruled(text, context)).toBe(intent);
  });
});
