import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ContactId, Instant } from '../../../../src/domain/ids.ts';
import { canonicalOf, familyOf, oneSince } from '../../../../src/domain/merges/aliases.ts';
import { decideToMerge, decideToSplit, evolveMerges, type MergesState, noMerges } from '../../../../src/domain/merges/merges.ts';
import { isRefusal } from '../../../../src/domain/refusal.ts';

const people = Array.from({ length: 8 }, (_, k) => `00000000-0000-4000-8000-00000000000${k}` as ContactId); // of the shape that ids have
const moment = (k: number): Instant => new Date(Date.UTC(2026, 10, 1) + k * 60_000).toISOString() as Instant; // UTC with milliseconds

/** Whatever two members of staff may ask for, sense or nonsense. */
const wishes = fc.array(
  fc.record({ wish: fc.constantFrom('merge', 'split'), one: fc.constantFrom(...people), other: fc.constantFrom(...people) }),
  { maxLength: 40 },
);

type Wish = { readonly wish: string; readonly one: ContactId; readonly other: ContactId };

/** The state, and beside it an oracle that knows no chains: the undirected links that hold, each with its time. */
function play(asked: readonly Wish[]) {
  const links = new Map<ContactId, { readonly to: ContactId; readonly at: Instant }>();
  const state = asked.reduce<MergesState>((before, { wish, one, other }, index) => {
    const at = moment(index);
    const decided =
      wish === 'merge'
        ? decideToMerge({ from: one, into: other, reason: 'because', at }, before)
        : decideToSplit({ contact: one, from: other, reason: 'because', at }, before);
    if (isRefusal(decided)) return before;
    if (wish === 'merge') links.set(one, { to: other, at });
    else links.delete(one);
    return decided.reduce(evolveMerges, before);
  }, noMerges);
  return { state, links };
}

/** All who are reached over links, and on the way the latest of them. */
function reach(links: ReturnType<typeof play>['links'], from: ContactId): ReadonlyMap<ContactId, Instant | null> {
  const reached = new Map<ContactId, Instant | null>([[from, null]]);
  for (const [here, latest] of reached) {
    for (const [one, { to, at }] of links) {
      const next = one === here ? to : to === here ? one : null;
      if (next !== null && !reached.has(next)) reached.set(next, latest !== null && latest > at ? latest : at);
    }
  }
  return reached;
}

describe('whatever is merged and split', () => {
  test('there is no circle, and a family is all who are linked', () => {
    fc.assert(
      fc.property(wishes, (asked) => {
        const { state, links } = play(asked);
        for (const one of people) {
          const family = familyOf(state.aliases, one);
          expect(new Set(family)).toEqual(new Set(reach(links, one).keys()));
          expect(family[0]).toBe(canonicalOf(state.aliases, one));
          expect(canonicalOf(state.aliases, canonicalOf(state.aliases, one))).toBe(canonicalOf(state.aliases, one));
        }
      }),
    );
  });

  test('two are one since the last merge between them', () => {
    fc.assert(
      fc.property(wishes, (asked) => {
        const { state, links } = play(asked);
        for (const one of people) {
          const reached = reach(links, one);
          for (const other of people) {
            if (other !== one) expect(oneSince(state.aliases, one, other)).toBe(reached.get(other) ?? null);
          }
        }
      }),
    );
  });
});
