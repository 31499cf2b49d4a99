import { describe, expect, test } from 'vitest';
import { tagForm } from '../../../../src/assistant/actions/actionTags.ts';
import { parseTags } from '../../../../src/assistant/actions/parseTags.ts';
import { actionNames } from '../../../../src/domain/conversation/action.ts';

const offered = ['answer', 'suggest_booking', 'check_availability', 'hand_off'] as const;

describe('the tags of a reply', () => {
  test('are taken out of it, with their parameters', () => {
    expect(parseTags('Happy to help.\n[ACTION:suggest_booking procedure=botox]', offered)).toEqual({
      text: 'Happy to help.',
      tags: [{ action: 'suggest_booking', parameters: { procedure: 'botox' } }],
      ignored: [],
    });
  });

  test('may stand anywhere, and leave whole sentences', () => {
    const { text, tags } = parseTags(
      '[ACTION:answer] Yes, it is.  [ACTION:check_availability day=2026-10-09 part=morning]\n\n\nSee you!',
      offered,
    );
    expect(text).toBe('Yes, it is.\n\nSee you!');
    expect(tags.map(({ action }) => action)).toEqual(['answer', 'check_availability']);
  });

  test.each(actionNames.map((name) => ({ name })))('$name is read in the form in which a model is shown it', ({ name }) => {
    expect(parseTags(tagForm(name), actionNames).tags).toMatchObject([{ action: name }]);
  });

  test.each([
    ['one that is none of ours', '[ACTION:refund_patient amount=100]', { action: null, because: 'unknown' }],
    ['one that was not offered', '[ACTION:cancel_visit visit=1]', { action: 'cancel_visit', because: 'notOffered' }],
    ['a parameter that it does not have', '[ACTION:suggest_booking price=1]', { action: 'suggest_booking', because: 'malformed' }],
    ['a value that it does not take', '[ACTION:suggest_booking procedure=BOTOX!]', { action: 'suggest_booking', because: 'malformed' }],
    ['a parameter twice', '[ACTION:suggest_booking procedure=botox procedure=prp]', { action: 'suggest_booking', because: 'malformed' }],
    ['a parameter of every object', '[ACTION:suggest_booking constructor=x]', { action: 'suggest_booking', because: 'malformed' }],
    ['small letters', '[action:suggest_booking]', { action: null, because: 'malformed' }],
    ['white space within', '[ ACTION : suggest_booking ]', { action: null, because: 'malformed' }],
    ['no end', '[ACTION:suggest_booking procedure=botox', { action: null, because: 'malformed' }],
    ['other brackets', '{{ACTION:suggest_booking}}', { action: null, because: 'malformed' }],
    ['brackets of another script', '［ACTION：suggest_booking］', { action: null, because: 'malformed' }],
    ['a closing tag', '[/ACTION:suggest_booking]', { action: null, because: 'malformed' }],
    ['letters that cannot be seen', '[AC\u200BTION:refund]', { action: null, because: 'unknown' }],
  ])('do nothing with %s, and are recorded', (_, tag, ignored) => {
    expect(parseTags(`Hello ${tag}`, offered)).toEqual({ text: 'Hello', tags: [], ignored: [ignored] });
  });

  test('count once, and no more than three of them', () => {
    const { tags, ignored } = parseTags(
      '[ACTION:answer][ACTION:answer][ACTION:suggest_booking][ACTION:hand_off][ACTION:check_availability]',
      offered,
    );
    expect(tags.map(({ action }) => action)).toEqual(['answer', 'suggest_booking', 'hand_off']);
    expect(ignored).toEqual([
      { action: 'answer', because: 'conflicting' },
      { action: 'check_availability', because: 'conflicting' },
    ]);
  });

  test('are not seen in words that only speak of action', () => {
    expect(parseTags('That takes action (action is good).', offered)).toMatchObject({
      tags: [],
      text: 'That takes action (action is good).',
    });
  });
});
