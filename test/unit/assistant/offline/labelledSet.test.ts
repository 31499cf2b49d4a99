import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { labelledSetFolder, readLabelledSet } from '../../../../src/assistant/offline/labelledSet.ts';
import { intents, messageContexts } from '../../../../src/domain/conversation/intent.ts';

const lines = readLabelledSet();
const heldOut = readLabelledSet(join(labelledSetFolder, '../heldOut'));

/** What is left of a line when case, punctuation and drawn-out letters are folded. */
const bare = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{Extended_Pictographic}]/gu, '')
    .replace(/(.)\1+/gu, '$1');

describe('the labelled set', () => {
  test('has at least 2,500 lines, and enough of each intent and context', () => {
    expect(lines.length).toBeGreaterThanOrEqual(2_500);
    for (const intent of intents) expect(lines.filter((line) => line.intent === intent).length, intent).toBeGreaterThanOrEqual(200);
    for (const context of messageContexts)
      expect(lines.filter((line) => line.context === context).length, context).toBeGreaterThanOrEqual(100);
  });

  test('keeps paraphrases in a group, and a group in one intent', () => {
    const intentsOf = Map.groupBy(lines, ({ group }) => group);
    for (const [group, members] of intentsOf) {
      expect(group).toEqual(expect.any(String));
      expect(new Set(members.map(({ intent }) => intent)).size, `${group}`).toBe(1);
    }
  });

  test('says no line twice in one context', () => {
    const seen = new Map<string, string>();
    for (const { text, context } of lines) {
      const key = `${context ?? 'none'} ${text.trim().toLowerCase()}`;
      expect(seen.get(key), key).toBeUndefined();
      seen.set(key, text);
    }
  });

  test('shares no line with the held-out lines, which nothing is ever trained on', () => {
    const trained = new Set(lines.map(({ text }) => bare(text)).filter((text) => text.length > 12));
    expect(heldOut.filter(({ text }) => trained.has(bare(text)))).toEqual([]);
    expect(heldOut.length).toBeGreaterThanOrEqual(300);
  });

  test('holds no telephone number but those reserved for fiction', () => {
    const numbers = [...lines, ...heldOut].flatMap(({ text }) => text.match(/\+?\d[\d -]{8,}\d/g) ?? []);
    for (const number of numbers) expect(number).toMatch(/^\+1876555\d{4}$/);
  });
});
