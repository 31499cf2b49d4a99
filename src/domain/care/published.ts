import type { ClinicEvent } from '../clinic/clinic.ts';
import type { DomainEvent } from '../event.ts';
import type { Instant } from '../ids.ts';
import type { CareTemplate } from './template.ts';

/** A template as it is in force from here on; plans that have begun keep the version that they began with. */
export type CarePlanTemplatePublished = DomainEvent<
  'CarePlanTemplatePublished',
  {
    readonly template: CareTemplate;
    /** 1 + the versions of this procedure's template before it. */
    readonly version: number;
    /** From the clinic's files, or by a person over the API. */
    readonly by: 'file' | 'staff';
    readonly at: Instant;
  }
>;

/** A template with the number by which plans are pinned to it. */
export type PublishedTemplate = Omit<CarePlanTemplatePublished['data'], 'at'>;

/** The templates of a clinic in force, by procedure. */
export type TemplatesState = Readonly<Record<string, PublishedTemplate>>;

export const noTemplates: TemplatesState = {};

/** The stream holds the clinic's settings as well: they change nothing here. */
export function evolveTemplates(state: TemplatesState, event: ClinicEvent): TemplatesState {
  if (event.type !== 'CarePlanTemplatePublished') return state;
  const { template, version, by } = event.data;
  return { ...state, [template.procedure]: { template, version, by } };
}

const published = (template: CareTemplate, by: PublishedTemplate['by'], at: Instant, state: TemplatesState): CarePlanTemplatePublished => ({
  type: 'CarePlanTemplatePublished',
  data: { template, version: (state[template.procedure]?.version ?? 0) + 1, by, at },
});

const same = (a: CareTemplate, b: CareTemplate): boolean => JSON.stringify(a) === JSON.stringify(b);

/** Takes the clinic's files over, those that changed. What a person of the clinic changed stays hers. */
export const publishFiles = (
  templates: readonly CareTemplate[],
  at: Instant,
  state: TemplatesState,
): readonly CarePlanTemplatePublished[] =>
  templates
    .filter((template) => {
      const inForce = state[template.procedure];
      return !inForce || (inForce.by === 'file' && !same(inForce.template, template));
    })
    .map((template) => published(template, 'file', at, state));

/** Procedures of which the clinic's own words are in force, and differ from its files. */
export const changedByStaff = (templates: readonly CareTemplate[], state: TemplatesState): readonly string[] =>
  templates
    .filter((template) => {
      const inForce = state[template.procedure];
      return inForce?.by === 'staff' && !same(inForce.template, template);
    })
    .map(({ procedure }) => procedure);

/** Publishes what a person of the clinic wrote. `[]`: it is in force already. */
export function publishTemplate(template: CareTemplate, at: Instant, state: TemplatesState): readonly CarePlanTemplatePublished[] {
  const inForce = state[template.procedure];
  return inForce && same(inForce.template, template) ? [] : [published(template, 'staff', at, state)];
}
