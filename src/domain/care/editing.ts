import type { ProcedureCatalogue } from '../clinic/procedure.ts';
import type { TemplatesState } from './published.ts';
import type { CareTemplate } from './template.ts';
import { careTemplateSchema } from './templateSchema.ts';

/** What is wrong with a template, and where in it. */
export interface TemplateProblem {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

export type EditedTemplate = { readonly template: CareTemplate } | { readonly problems: readonly TemplateProblem[] };

/** Who stands for what a clinic writes itself. */
const approval = 'The clinic published it itself: a clinician of the clinic stands for it.';

/**
 * The template of a procedure with other steps; of a procedure that has none yet, a new one for its treatment. Checked as a file is.
 * Null where the clinic has neither.
 */
export function templateWith(
  procedure: string,
  steps: unknown,
  { published, settings }: { readonly published: TemplatesState; readonly settings: Pick<ProcedureCatalogue, 'procedures'> },
): EditedTemplate | null {
  const own = settings.procedures.find(({ slug }) => slug === procedure);
  const fresh = own && { procedure, name: own.name, synonyms: own.synonyms, visit: 'TREATMENT', approval };
  const base = published[procedure]?.template ?? fresh;
  if (!base) return null;
  const read = careTemplateSchema.safeParse({ ...base, steps });
  return read.success ? { template: read.data } : { problems: read.error.issues };
}
