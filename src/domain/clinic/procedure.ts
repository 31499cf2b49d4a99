import type { BookingKind } from '../booking/events.ts';

/** What is asked of a clinic's settings to read a booking's procedure. */
export interface ProcedureCatalogue {
  readonly procedures: readonly { readonly slug: string; readonly name: string; readonly synonyms: readonly string[] }[];
  readonly eventTypes: readonly { readonly slug: string; readonly kind?: BookingKind; readonly procedure?: string }[];
}

/** Case, hyphens, punctuation and plurals folded: "Micro-needling", "micro needling" and "Dermal fillers" compare as people mean them. */
export const foldName = (text: string): string =>
  text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
    .split(' ')
    .map((word) => (word.length > 3 && word.endsWith('s') && !word.endsWith('ss') ? word.slice(0, -1) : word))
    .join(' ');

/** Every name of a procedure, folded. */
export const namesOf = (procedure: ProcedureCatalogue['procedures'][number]): readonly string[] =>
  [procedure.slug, procedure.name, ...procedure.synonyms].map(foldName).filter((name) => name !== '');

/** The procedure whose slug, name or synonym the text is; null for anything else, never a guess. */
export function procedureNamed(text: string, { procedures }: ProcedureCatalogue): string | null {
  const asked = foldName(text);
  return procedures.find((procedure) => namesOf(procedure).includes(asked))?.slug ?? null;
}

/** The procedures that an answer names, each once: of one text, of a list, or of "Botox and dermal filler"; none where any part is anything else. */
export function proceduresNamed(answer: string | readonly string[], catalogue: ProcedureCatalogue): readonly string[] {
  const texts = typeof answer === 'string' ? [answer] : answer;
  const named = texts.flatMap((text) => {
    const whole = procedureNamed(text, catalogue);
    if (whole !== null) return [whole];
    const parts = text.split(/\s*(?:,|;|\+|&|\/|\band\b)\s*/i).map((part) => procedureNamed(part, catalogue));
    return parts.every((part) => part !== null) ? parts : [];
  });
  return [...new Set(named)];
}

/** The procedure with the longest name that an event type's slug contains as whole words. */
export function procedureInSlug(slug: string, { procedures }: ProcedureCatalogue): string | null {
  const words = ` ${foldName(slug)} `;
  const found = procedures.flatMap((procedure) => namesOf(procedure).map((name) => ({ slug: procedure.slug, name })));
  const fitting = found.filter(({ name }) => words.includes(` ${name} `));
  return fitting.toSorted((a, b) => b.name.length - a.name.length)[0]?.slug ?? null;
}

/**
 * Reads what a booking is and what it is about (contract.md, "The clinic file"):
 * the listed event type, then the answer to the question `procedure`, then the event type's own slug.
 */
export function readBookingType(
  eventType: string,
  answer: string | null,
  catalogue: ProcedureCatalogue,
): { kind: BookingKind; procedure: string | null } {
  const listed = catalogue.eventTypes.find((one) => one.slug === eventType);
  const kind = listed?.kind ?? (/(?:^|-)consult(?:ation)?s?(?:-|$)/.test(eventType) ? 'CONSULTATION' : 'TREATMENT');
  const procedure =
    listed?.procedure ?? (answer === null ? null : procedureNamed(answer, catalogue)) ?? procedureInSlug(eventType, catalogue);
  return { kind, procedure };
}
