import { cancelsVisit, meansAdvertising, meansEverywhere, saysStop } from './optOutPhrases.ts';
import { clausesOf } from './plainWords.ts';
import type { ConsentPurpose } from './purpose.ts';

/** What a message that withdraws consent reaches. */
export interface OptOutScope {
  /** The channel that she wrote on, or every one. */
  readonly channels: 'this' | 'all';
  /** TRANSACTIONAL stops everything, MARKETING only what advertises. */
  readonly purpose: ConsentPurpose;
}

export type OptOut =
  | { readonly type: 'optOut'; readonly scope: OptOutScope }
  /** She wants the visit cancelled, not the messages. */
  | { readonly type: 'appointmentCancel' }
  | { readonly type: 'none' };

/** What was last sent in the conversation, as the intents know it (contract.md, `eval`). */
export type OptOutContext = 'booking_link_sent' | 'confirmed_booking' | 'reminder_sent' | null;

/**
 * Recognises that somebody no longer wants to be written to: the seven words of the FCC (domain.md 3) as a clause of their own, and any plain
 * way of saying it. The bare word "cancel" is about the visit where one is booked or was reminded of, else an opt-out.
 * Where both are said it is the opt-out; the visit is left to the intent.
 * @example recogniseOptOut('stap text mi', null) // { type: 'optOut', scope: { channels: 'this', purpose: 'TRANSACTIONAL' } }
 */
export function recogniseOptOut(text: string, context: OptOutContext): OptOut {
  const clauses = clausesOf(text);
  const stopping = clauses.filter((clause) => commandIn(clause) === 'stop' || saysStop(clause)).join('');
  if (stopping !== '') {
    const channels = meansEverywhere(stopping) ? 'all' : 'this';
    return { type: 'optOut', scope: { channels, purpose: meansAdvertising(stopping) ? 'MARKETING' : 'TRANSACTIONAL' } };
  }
  const bareCancel = clauses.some((clause) => commandIn(clause) === 'cancel');
  const booked = context === 'confirmed_booking' || context === 'reminder_sent';
  if (bareCancel && !booked) return { type: 'optOut', scope: { channels: 'this', purpose: 'TRANSACTIONAL' } };
  return bareCancel || clauses.some(cancelsVisit) ? { type: 'appointmentCancel' } : { type: 'none' };
}

/** The words of the FCC, each in the one spelling of `clausesOf`. */
const commands: ReadonlyMap<string, 'stop' | 'cancel'> = new Map([
  ...['stop', 'quit', 'end', 'revoke', 'optout', 'unsubscribe'].map((word) => [word, 'stop'] as const),
  ['cancel', 'cancel'],
]);

/** Politeness and emphasis around a command. */
const padding = new Set(
  'please thanks you ok okay hi hello hey good morning afternoon evening night day karen now right immediately asap just sorry yes no but actually maam sir miss man yow yo all everything it already i me say said seh and beg so much this lol'.split(
    ' ',
  ),
);

/** The command that a clause consists of, padding aside; null when it says anything more. */
function commandIn(clause: string): 'stop' | 'cancel' | null {
  const words = clause.trim().split(' ');
  // "Cancel it" is about a thing that both know of, and no longer the bare word.
  if (words.includes('cancel') && (words.includes('it') || words.includes('this'))) return null;
  const said = words.filter((word) => !padding.has(word)).map((word) => commands.get(word) ?? null);
  if (said.length === 0 || said.includes(null)) return null;
  return said.includes('stop') ? 'stop' : 'cancel';
}
