import { type TemplateProblem, templateWith } from '../domain/care/editing.ts';
import type { TemplatesState } from '../domain/care/published.ts';
import { isClinicSlug } from '../domain/ids.ts';
import { sees } from '../domain/viewer.ts';
import { readCareClinic } from '../eventStore/commands/carePlanStream.ts';
import { publishCareTemplate } from '../eventStore/commands/publishCareTemplates.ts';
import { type CarePlanTemplateRecord, listCarePlanTemplates } from '../projections/carePlans/queries.ts';
import { asked, logOf } from './asking.ts';
import { builder } from './builder.ts';
import { Procedure } from './clinic.ts';
import { clinicsIn } from './contact.ts';
import { type Failure, failure, failureTypes } from './results.ts';

const CarePlanTemplate = builder.objectRef<CarePlanTemplateRecord>('CarePlanTemplate').implement({
  description: 'What plans of a procedure are made from, from the next booking on.',
  fields: (t) => ({
    procedure: t.field({ type: Procedure, resolve: ({ row: { template } }) => ({ slug: template.procedure, name: template.name }) }),
    version: t.int({ resolve: ({ row }) => row.version }),
    steps: t.field({ type: 'JSON', resolve: ({ row }) => row.template.steps }),
  }),
});

builder.queryField('carePlanTemplates', (t) =>
  t.field({
    description: 'Those in force, by procedure.',
    type: [CarePlanTemplate],
    complexity: { field: 1, multiplier: 20 },
    args: { clinic: t.arg.string() },
    resolve: (_root, { clinic }, context) => listCarePlanTemplates(context.database, context.viewer, clinicsIn(clinic, context)),
  }),
);

interface Success {
  readonly template: CarePlanTemplateRecord;
}

const CarePlanTemplateSuccess = builder.objectRef<Success>('CarePlanTemplateSuccess').implement({
  fields: (t) => ({ template: t.field({ type: CarePlanTemplate, resolve: ({ template }) => template }) }),
});

const CarePlanTemplateResult = builder.unionType('CarePlanTemplateResult', {
  types: [CarePlanTemplateSuccess, ...failureTypes],
  resolveType: (value) => ('template' in value ? 'CarePlanTemplateSuccess' : value.__typename),
});

const PublishCarePlanTemplateInput = builder.inputType('PublishCarePlanTemplateInput', {
  fields: (t) => ({
    clinic: t.string({ required: true }),
    procedure: t.string({ required: true, description: 'Its slug.' }),
    steps: t.field({ type: 'JSON', required: true, description: 'All of them, written as in config/care/README.md.' }),
  }),
});

/** Every problem, as the one who wrote it can find it: `steps.3.text: ...`. */
const invalid = (problems: readonly TemplateProblem[]): Failure =>
  failure('InvalidInput', problems.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; '), [
    'input',
    ...(problems[0]?.path.map(String) ?? []),
  ]);

builder.mutationField('publishCarePlanTemplate', (t) =>
  t.field({
    description: 'Puts the steps of a procedure’s template in force, from the next booking on; plans that have begun keep theirs.',
    type: CarePlanTemplateResult,
    args: { input: t.arg({ type: PublishCarePlanTemplateInput, required: true }) },
    async resolve(_root, { input: { clinic, procedure, steps } }, context): Promise<Success | Failure> {
      const log = logOf(context);
      const care = isClinicSlug(clinic) && sees(context.viewer, clinic) ? await readCareClinic(log, clinic) : null;
      if (!care || !isClinicSlug(clinic)) return failure('NotFound', 'there is no such clinic');
      const edited = templateWith(procedure, steps, care);
      if (edited === null) return failure('NotFound', 'the clinic has no such procedure');
      if ('problems' in edited) return invalid(edited.problems);
      const published: TemplatesState = await publishCareTemplate(log, clinic, edited.template, asked(context));
      const row = published[procedure];
      return row ? { template: { clinic, row } } : failure('NotFound', 'the clinic has no such procedure');
    },
  }),
);
