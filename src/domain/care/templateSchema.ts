import { z } from 'zod';
import { milliseconds } from '../duration.ts';
import { lintTemplate } from './contentLint.ts';
import { type CareStep, type CareTemplate, careAnchors, careStepKinds, pastRules } from './template.ts';

const text = z.string().trim().min(1);
const quoted = (input: unknown): string => JSON.stringify(input);
const slug = z.string().regex(/^[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?$/, {
  error: ({ input }) => `${quoted(input)} is not a slug: small letters, digits and hyphens`,
});
const duration = z.string().refine((value) => milliseconds(value) !== null, {
  error: ({ input }) => `${quoted(input)} is not an ISO 8601 duration such as P28D or PT4H`,
});
const offset = z.string().refine((value) => milliseconds(value.replace(/^-/, '')) !== null, {
  error: ({ input }) => `${quoted(input)} is not an offset such as -P28D, P1D or PT4H`,
});
const timeOfDay = z
  .string()
  .regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, { error: ({ input }) => `${quoted(input)} is not a time of day such as "10:00"` });
const window = z
  .strictObject({ from: timeOfDay, to: timeOfDay })
  .refine(({ from, to }) => from <= to, { error: 'a window of the day ends after it begins' });
const sources = z.array(text).default([]);

const step = z.strictObject({
  id: slug,
  name: text,
  kind: z.enum(careStepKinds),
  anchor: z.enum(careAnchors),
  offset,
  window: window.nullable().default(null),
  topic: slug.nullable().default(null),
  avoid: duration.nullable().default(null),
  sources,
  text: text.nullable().default(null),
  ifPast: z.enum(pastRules),
  ask: z
    .strictObject({ question: text, concern: z.enum(['YES', 'NO']), signs: z.array(text).default([]) })
    .nullable()
    .default(null),
  usefulFor: duration.nullable().default(null),
  marketing: z.boolean().default(false),
});

/** The steps of a template, as `publishCarePlanTemplate` takes them. */
export const careStepsSchema = z.array(step).min(1, { error: 'there is no step' }) satisfies z.ZodType<readonly CareStep[]>;

const template = z.strictObject({
  procedure: slug,
  name: text,
  synonyms: z.array(text).default([]),
  language: text.default('en'),
  visit: z.enum(['CONSULTATION', 'TREATMENT']),
  approval: text,
  consultationFor: z.array(slug).default([]),
  form: slug.nullable().default(null),
  spacing: z
    .array(z.strictObject({ with: z.array(slug).min(1), apart: duration, because: text, sources: z.array(text).min(1) }))
    .default([]),
  steps: careStepsSchema,
});

/**
 * A care plan template as somebody wrote it: a file of `config/care/`, or an input of the API. Its shape is checked here, and what it says
 * by {@link lintTemplate}; unknown keys are problems, since a misspelt one would silently do nothing.
 */
export const careTemplateSchema = template.superRefine((value, context) => {
  for (const { path, message } of lintTemplate(value)) context.addIssue({ code: 'custom', path: [...path], message });
}) satisfies z.ZodType<CareTemplate>;
