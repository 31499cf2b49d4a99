import type { ClinicSettings, Money, ProcedureSettings } from '../../domain/clinic/settings.ts';

/** What the clinic's file says of a procedure, in words. */
export interface ProcedureFacts {
  readonly slug: string;
  readonly name: string;
  /** "US$250"; null where the file names no price. */
  readonly priceFrom: string | null;
  /** "30 minutes". */
  readonly length: string | null;
  readonly benefit: string | null;
  readonly basics: string | null;
}

/** What Karen may say of the clinic: what its file says, in words, and nothing else. */
export interface ClinicFacts {
  readonly name: string;
  readonly assistant: string;
  /** Procedures are not named in messages. */
  readonly discreet: boolean;
  readonly place: { readonly text: string; readonly mapUrl: string | null } | null;
  readonly consultation: { readonly free: boolean; readonly length: string | null; readonly expect: string | null };
  /** What to bring to a visit. */
  readonly bring: string | null;
  readonly procedures: readonly ProcedureFacts[];
}

export const factsOf = (settings: ClinicSettings): ClinicFacts => ({
  name: settings.name,
  assistant: settings.assistant.name,
  discreet: settings.discreet,
  place: settings.address,
  consultation: {
    free: settings.consultation.free,
    length: settings.consultation.minutes === null ? null : minutes(settings.consultation.minutes),
    expect: settings.consultation.expect,
  },
  bring: settings.confirmation.bring,
  procedures: settings.procedures.map((one) => procedureFacts(one, settings.locale)),
});

const procedureFacts = (
  { slug, name, priceFrom, minutes: length, benefits, basics }: ProcedureSettings,
  locale: string,
): ProcedureFacts => ({
  slug,
  name,
  priceFrom: priceFrom === null ? null : moneyWords(priceFrom, locale),
  length: length === null ? null : minutes(length),
  benefit: benefits,
  basics,
});

/** The facts of a procedure by its slug; null for none, and for one that the clinic does not have. */
export const procedureOf = (facts: ClinicFacts, slug: string | null): ProcedureFacts | null =>
  facts.procedures.find((one) => one.slug === slug) ?? null;

const minutes = (count: number): string => {
  if (count % 60 !== 0) return `${count} minutes`;
  return count === 60 ? 'an hour' : `${count / 60} hours`;
};

/** "US$250", "US$99.50". */
export const moneyWords = ({ amount, currency }: Money, locale: string): string =>
  new Intl.NumberFormat(locale, { style: 'currency', currency, minimumFractionDigits: Number.isInteger(amount) ? 0 : 2 }).format(amount);
