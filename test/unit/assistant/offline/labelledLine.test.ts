import { describe, expect, test } from 'vitest';
import { parseLabelledLines } from '../../../../src/assistant/offline/labelledLine.ts';

describe('a file of labelled lines', () => {
  test('may leave out what is not known, and blank lines', () => {
    const { lines, problems } = parseLabelledLines(
      '\uFEFF{"text":"yes","intent":"confirm","context":"reminder_sent","channel":"whatsapp","procedure":null}\r\n\r\n{"text":"hi","intent":"small_talk","context":null}\n',
    );
    expect(problems).toEqual([]);
    expect(lines).toEqual([
      { text: 'yes', intent: 'confirm', context: 'reminder_sent', channel: 'whatsapp', procedure: null },
      { text: 'hi', intent: 'small_talk', context: null },
    ]);
  });

  test('has its bad lines named by number', () => {
    const { lines, problems } = parseLabelledLines(
      [
        '{"text":"hi","intent":"small_talk"}',
        'not json',
        '{"text":"hi","intent":"SMALL_TALK"}',
        '{"intent":"other"}',
        '{"text":"x","intent":"other","context":"sent"}',
      ].join('\n'),
    );
    expect(lines).toHaveLength(1);
    expect(problems.map(({ line }) => line)).toEqual([2, 3, 4, 5]);
    expect(problems.map(({ problem }) => problem.split(':')[0])).toEqual(['is not JSON', 'intent', 'text', 'context']);
  });
});
