import { describe, expect, test } from 'vitest';
import { readTokens } from '../../../../src/assistant/language/tokens.ts';

describe('a message as words', () => {
  test.each([
    ['Mi waan book fi di lip ting', 'i want book to the lip thing'],
    ['YESSSS', 'yes'],
    ['gooood mawnin', 'good morning'],
    ['pls resched my appt 2moro', 'please reschedule i appointment tomorrow'],
    ['it’s $250 or 30k?', 'it _money or _money ?'],
    ['Friday at 2pm or 10:30', 'friday at _time or _time'],
    ['call +1 876 555 0142', 'call _phone'],
    ['👍🏿👍🏾', '👍 👍'],
    ['St0p it!!!', 'stop it !'],
    ['kjhgfd', '_noise'],
    ['[sticker]', '_media'],
    ['look https://example.com/x?y=1', 'look _url'],
    ['', ''],
  ])('%j reads as %j', (text, words) => {
    expect(readTokens(text).join(' ')).toBe(words);
  });

  test('reads a pasted page no further than its beginning', () => {
    expect(readTokens('word '.repeat(100_000)).length).toBeLessThan(300);
  });
});
