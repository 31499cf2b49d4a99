import { describe, expect, test } from 'vitest';
import { fillPlaces, placesIn } from '../../../../src/assistant/composing/fillPlaces.ts';
import { threeTimes } from '../../../support/karen.ts';

const link = 'https://book.example/b/$&token';

describe('the places of a reply', () => {
  test('say what has to be found before it is sent', () => {
    expect(placesIn('Hello')).toEqual({ times: false, link: false });
    expect(placesIn('Here: [LINK]')).toEqual({ times: false, link: true });
    expect(placesIn('[TIMES]')).toEqual({ times: true, link: true });
  });

  test('are filled with the link as it is', () => {
    expect(fillPlaces('Here: [LINK]', { link, times: [] })).toBe(`Here: ${link}`);
  });

  test('are filled with the times, by the numbers that she answers with', () => {
    const text = fillPlaces('Let me look.\n\n[TIMES]', { link, times: threeTimes });
    expect(text).toContain('2. Wednesday 7 October at 2:30 pm (Jamaica time)');
    expect(text).toContain(link);
  });

  test('are filled with the link alone where no time is free', () => {
    expect(fillPlaces('[TIMES]', { link, times: [] })).toBe(`Every free time is here, and you can book it there as well: ${link}`);
  });
});
