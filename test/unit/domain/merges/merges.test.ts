import { describe, expect, test } from 'vitest';
import type { ContactId, IdentifierHash, Instant } from '../../../../src/domain/ids.ts';
import {
  decideToMerge,
  decideToSplit,
  decideToUnite,
  evolveMerges,
  type MergeContacts,
  type MergeEvent,
  type MergesState,
  noMerges,
  type SplitContacts,
} from '../../../../src/domain/merges/merges.ts';
import { isRefusal } from '../../../../src/domain/refusal.ts';

// Of the shape that ids have.
const [ann, bea, cat, dot] = ['a', 'b', 'c', 'd'].map((letter) => `00000000-0000-4000-8000-00000000000${letter}` as ContactId) as [
  ContactId,
  ContactId,
  ContactId,
  ContactId,
];
const at = '2026-11-01T10:00:00.000Z' as Instant; // UTC with milliseconds
const hash = 'hash-of-a-number' as IdentifierHash; // any text will do

const merged = (from: ContactId, into: ContactId): MergeEvent => ({
  type: 'ContactsMerged',
  data: { from, into, rule: 'STAFF', evidence: [], reason: 'the same passport', at },
});
const split = (contact: ContactId, from: ContactId): MergeEvent => ({
  type: 'ContactsSplit',
  data: { contact, from, reason: 'sisters', at },
});
const given = (...events: readonly MergeEvent[]): MergesState => events.reduce(evolveMerges, noMerges);
const merge = (from: ContactId, into: ContactId, state: MergesState) => {
  const command: MergeContacts = { from, into, reason: 'the same passport', at };
  const decided = decideToMerge(command, state);
  return isRefusal(decided) ? decided.refused : decided;
};
const takeBack = (contact: ContactId, from: ContactId, state: MergesState) => {
  const command: SplitContacts = { contact, from, reason: 'sisters', at };
  const decided = decideToSplit(command, state);
  return isRefusal(decided) ? decided.refused : decided;
};

describe('merging', () => {
  test('makes one person of two, and says who said so', () => {
    expect(merge(bea, ann, given())).toEqual([merged(bea, ann)]);
  });

  test('goes on from whom the one was merged into', () => {
    expect(merge(ann, cat, given(merged(bea, ann)))).toEqual([merged(ann, cat)]);
  });

  test('is refused of one with herself', () => {
    expect(merge(ann, ann, given())).toMatch(/into itself/);
  });

  test('is refused of those who are one already, in whatever direction and through whomever', () => {
    const chain = given(merged(bea, ann), merged(ann, cat));
    for (const [from, into] of [
      [bea, ann],
      [ann, bea],
      [cat, bea],
      [bea, cat],
    ] as const)
      expect(merge(from, into, chain)).toMatch(/one person already/);
  });

  test('is refused where either is no longer the person that staff see', () => {
    expect(merge(bea, dot, given(merged(bea, ann)))).toMatch(/was merged into another one already/);
    expect(merge(dot, bea, given(merged(bea, ann)))).toMatch(/itself merged into another one/);
  });

  test('is possible again after a split', () => {
    expect(merge(bea, ann, given(merged(bea, ann), split(bea, ann)))).toEqual([merged(bea, ann)]);
  });
});

describe('splitting', () => {
  test('takes the merge back', () => {
    const state = given(merged(bea, ann));
    expect(takeBack(bea, ann, state)).toEqual([split(bea, ann)]);
    expect(given(merged(bea, ann), split(bea, ann)).aliases).toEqual({});
  });

  test('may name whom people see: it is told of the one who was merged into directly', () => {
    expect(takeBack(bea, cat, given(merged(bea, ann), merged(ann, cat)))).toEqual([split(bea, ann)]);
  });

  test('is refused for one who is merged into nobody, or into another', () => {
    expect(takeBack(bea, ann, given())).toMatch(/merged into nobody/);
    expect(takeBack(bea, dot, given(merged(bea, ann)))).toMatch(/merged into another one/);
    expect(takeBack(ann, bea, given(merged(bea, ann)))).toMatch(/merged into nobody/);
  });
});

describe('uniting by a rule', () => {
  const evidence = [{ kind: 'PHONE', hash } as const];
  const unite = (one: ContactId, other: ContactId, state: MergesState) =>
    decideToUnite({ one, other, rule: 'WHATSAPP_NUMBER', evidence, at }, state);

  test('merges whom people see, with the rule and the evidence', () => {
    const state = given(merged(bea, ann), merged(cat, dot));
    const data = { from: ann, into: dot, rule: 'WHATSAPP_NUMBER', evidence, reason: null, at };
    expect(unite(bea, cat, state)).toEqual([{ type: 'ContactsMerged', data }]);
  });

  test('does nothing with those who are one already', () => {
    expect(unite(bea, ann, given(merged(bea, ann)))).toEqual([]);
  });

  test('does nothing against a split: staff said that they are two', () => {
    const parted = given(merged(bea, ann), split(bea, ann));
    expect(unite(bea, ann, parted)).toEqual([]);
    expect(unite(ann, bea, parted)).toEqual([]);
    expect(unite(cat, ann, given(merged(bea, ann), split(bea, ann), merged(bea, cat)))).toEqual([]);
  });
});
