import { timeWords } from '../../domain/clinic/timeWords.ts';
import type { ConversationContext, Visit } from '../conversationContext.ts';
import { type ClinicFacts, factsOf, type ProcedureFacts, procedureOf } from '../facts/clinicFacts.ts';
import { type Pick, pickBy } from './pick.ts';

/** What templates write with: the clinic's facts, and how things are called in this conversation. */
export interface Words {
  readonly facts: ClinicFacts;
  readonly pick: Pick;
  /** ", Keisha"; nothing where her name is not known, or was said a line above. */
  readonly comma: string;
  /** A procedure as it is called in the middle of a sentence; where nothing may be named, the treatment. */
  readonly called: (procedure: ProcedureFacts | null) => string;
  /** A visit of hers: "your Botox consultation on Friday 6 November at 10:00 am (Jamaica time)". */
  readonly visit: (visit: Visit) => string;
}

export function wordsFor(context: ConversationContext): Words {
  const facts = factsOf(context.clinic);
  const recent = context.turns.filter(({ by }) => by === 'karen').map(({ text }) => text);
  const called = (procedure: ProcedureFacts | null): string => (procedure === null || facts.discreet ? 'the treatment' : procedure.name);
  return {
    facts,
    pick: pickBy(context.asked.at(-1)?.message ?? '', recent),
    comma: context.firstName === null || !context.introduced ? '' : `, ${context.firstName}`,
    called,
    visit({ kind, procedure, startsAt }) {
      const name = facts.discreet ? null : (procedureOf(facts, procedure)?.name ?? null);
      const what = kind === 'CONSULTATION' ? (name && /consultation$/i.test(name) ? '' : 'consultation') : name ? '' : 'visit';
      return `your ${[name, what].filter(Boolean).join(' ')} on ${timeWords(startsAt, context.clinic, context.now)}`;
    },
  };
}

/** A text as a sentence: with a capital letter, and a full stop where it has no end of its own. */
export function sentence(text: string): string {
  const trimmed = text.trim();
  return `${trimmed.charAt(0).toUpperCase()}${trimmed.slice(1)}${/[.!?…]$/.test(trimmed) ? '' : '.'}`;
}

/** "Botox, Dermal filler and PRP". */
export const listed = (names: readonly string[], last = 'and'): string =>
  names.length < 2 ? (names[0] ?? '') : `${names.slice(0, -1).join(', ')} ${last} ${names.at(-1)}`;

/** Parts of a message that hold something, a space between them. */
export const said = (...parts: readonly (string | null | false)[]): string => parts.filter(Boolean).join(' ');
