import { z } from 'zod';
import { type FormDefinition, formFieldTypes } from './form.ts';
import { stopsMedicine } from './medicineLint.ts';

const text = z.string().trim().min(1);
const slug = z.string().regex(/^[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?$/, {
  error: ({ input }) => `${JSON.stringify(input)} is not a slug: small letters, digits and hyphens`,
});
const optional = text.nullable().default(null);

const field = z
  .strictObject({
    id: slug,
    label: text,
    help: optional,
    type: z.enum(formFieldTypes),
    options: z.array(text).default([]),
    required: z.boolean().default(false),
    details: optional,
    concern: z.array(text).default([]),
    minimumAge: z.number().int().positive().nullable().default(null),
    sources: z.array(text).default([]),
  })
  .superRefine(({ label, help, type, options, details, concern, minimumAge, sources }, context) => {
    const problem = (path: string, message: string): void => context.addIssue({ code: 'custom', path: [path], message });
    const chooses = type === 'CHOICE' || type === 'CHOICES';
    const possible = chooses ? options : type === 'YES_NO' ? ['YES', 'NO'] : [];
    if (chooses !== options.length > 0) problem('options', chooses ? 'there is nothing to choose from' : `a ${type} has no options`);
    if (details !== null && type !== 'YES_NO') problem('details', 'only a YES_NO asks further');
    if (minimumAge !== null && type !== 'DATE') problem('minimumAge', 'an age is counted from a DATE');
    for (const one of concern) if (!possible.includes(one)) problem('concern', `${one} is no answer to this`);
    if ((concern.length > 0 || minimumAge !== null) && sources.length === 0) problem('sources', 'a clinical question names its source');
    if ([label, help ?? ''].some((words) => stopsMedicine(words) !== null)) problem('label', 'this tells a patient to leave a medicine');
  });

/** An intake form as somebody wrote it: a file of `config/forms/`. Unknown keys are problems. */
export const formSchema = z
  .strictObject({ form: slug, title: text, language: text.default('en'), fields: z.array(field).min(1, { error: 'there is no field' }) })
  .superRefine(({ fields }, context) => {
    for (const [index, { id }] of fields.entries()) {
      if (fields.findIndex((one) => one.id === id) !== index)
        context.addIssue({ code: 'custom', path: ['fields', index, 'id'], message: `the field ${id} stands twice` });
    }
  }) satisfies z.ZodType<FormDefinition>;
