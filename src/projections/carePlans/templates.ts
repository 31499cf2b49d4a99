import { evolveTemplates, noTemplates, type PublishedTemplate } from '../../domain/care/published.ts';
import type { ReadModel } from '../readModel.ts';

/** The care plan templates in force, a row a procedure. */
export const carePlanTemplates: ReadModel<PublishedTemplate> = {
  name: 'care_plan_templates',
  version: 1,
  table: 'care_plan_template',
  key: { procedure: 'text' },
  keys: ({ event, metadata }) =>
    event.type === 'CarePlanTemplatePublished' ? [{ clinic: metadata.clinic, key: [event.data.template.procedure] }] : [],
  evolve: (row, { event }) =>
    event.type === 'CarePlanTemplatePublished'
      ? (evolveTemplates(noTemplates, event)[event.data.template.procedure] ?? null)
      : (row ?? null),
  columns: {},
};
