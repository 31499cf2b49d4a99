import type { Channel } from '../../../../src/domain/channel.ts';
import type { Saying } from '../facts.ts';

/**
 * Whether the law lets her be written to on a channel, told as she lived it: her sayings one after the other, a withdrawal last where two
 * were said at once. A STOP about transactional messages is a STOP to everything; what was stopped on a channel takes a yes for that channel.
 */
export function mayBeWrittenTo(sayings: readonly Saying[], channel: Channel, purpose: 'TRANSACTIONAL' | 'MARKETING'): boolean {
  if (purpose === 'MARKETING' && !mayBeWrittenTo(sayings, channel, 'TRANSACTIONAL')) return false;
  let stoppedHere = false;
  let stoppedEverywhere = false;
  let agreed = false;
  for (const said of inOrderOfTime(sayings)) {
    const here = said.channel === channel;
    if (!here && said.channel !== null) continue;
    if (said.yes && said.purpose !== purpose) continue;
    if (!said.yes && said.purpose === 'MARKETING' && purpose === 'TRANSACTIONAL') continue;
    if (said.yes) {
      agreed = true;
      stoppedEverywhere = false;
      if (here) stoppedHere = false;
    } else if (here) stoppedHere = true;
    else stoppedEverywhere = true;
  }
  return !stoppedHere && !stoppedEverywhere && (agreed || purpose === 'TRANSACTIONAL');
}

/** A world is asked about many times between two sayings; sorted once each, a million decisions are judged in a third of the time. */
const sorted = new WeakMap<readonly Saying[], readonly Saying[]>();

function inOrderOfTime(sayings: readonly Saying[]): readonly Saying[] {
  const before = sorted.get(sayings);
  if (before) return before;
  const inOrder = sayings.toSorted((a, b) => a.at - b.at || Number(b.yes) - Number(a.yes));
  sorted.set(sayings, inOrder);
  return inOrder;
}
