import type { BookingKind } from '../booking/events.ts';
import { namesOf, type ProcedureCatalogue } from '../clinic/procedure.ts';
import type { PublishedTemplate, TemplatesState } from './published.ts';
import { plainConsultation } from './template.ts';

/** What a visit is for, as it was booked. */
export interface VisitPurpose {
  readonly kind: BookingKind;
  /** Slugs of the clinic; none while nobody knows. */
  readonly procedures: readonly string[];
}

/** The templates that make up a visit's plan, each with the clinic's slug of what it is for. */
export interface ChosenTemplates {
  readonly templates: readonly (PublishedTemplate & { readonly slug: string })[];
  /** It is not known, or has no template, what the visit is for: somebody should look. */
  readonly unknown: boolean;
}

/**
 * Chooses the care plan of a visit. A consultation takes a consultation's, whatever she is interested in, since nobody has decided on a
 * treatment; a treatment takes its own, by any of its names. What is not known takes the plain consultation's, which tells nobody what to
 * avoid. Empty where the clinic has published none.
 */
export function chooseTemplates(
  { kind, procedures }: VisitPurpose,
  published: TemplatesState,
  clinic: Pick<ProcedureCatalogue, 'procedures'>,
): ChosenTemplates {
  const named = (slug: string): PublishedTemplate | null => templateOf(slug, published, clinic);
  const plain = published[plainConsultation];
  const fallback = plain ? [{ ...plain, slug: plainConsultation }] : [];
  if (kind === 'CONSULTATION') {
    const about = procedures.map((slug) => named(slug)?.template.procedure ?? slug);
    const closer = Object.values(published).find(
      ({ template }) =>
        template.visit === 'CONSULTATION' && about.some((slug) => slug === template.procedure || template.consultationFor.includes(slug)),
    );
    return { templates: closer ? [{ ...closer, slug: closer.template.procedure }] : fallback, unknown: false };
  }
  const found = procedures.map((slug) => ({ slug, of: named(slug) }));
  const unique = new Map(found.flatMap(({ slug, of }) => (of ? [[of.template.procedure, { ...of, slug }] as const] : [])));
  const unknown = found.length === 0 || found.some(({ of }) => of === null);
  return { templates: unique.size > 0 ? [...unique.values()] : fallback, unknown };
}

/** The template of a clinic's procedure: the one of its slug, else one that shares a name with it. */
export function templateOf(
  slug: string,
  published: TemplatesState,
  { procedures }: Pick<ProcedureCatalogue, 'procedures'>,
): PublishedTemplate | null {
  const own = published[slug];
  if (own) return own;
  const procedure = procedures.find((one) => one.slug === slug) ?? { slug, name: slug, synonyms: [] };
  const names = namesOf(procedure);
  const shares = ({ template: { procedure: of, name, synonyms } }: PublishedTemplate): boolean =>
    namesOf({ slug: of, name, synonyms }).some((one) => names.includes(one));
  return Object.values(published).find(shares) ?? null;
}
