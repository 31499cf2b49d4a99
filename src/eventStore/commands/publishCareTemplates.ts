import { publishFiles, publishTemplate, type TemplatesState } from '../../domain/care/published.ts';
import type { CareTemplate } from '../../domain/care/template.ts';
import type { ClinicEvent } from '../../domain/clinic/clinic.ts';
import type { ClinicSlug } from '../../domain/ids.ts';
import { streamName } from '../../domain/stream.ts';
import { type Cause, type Decided, handle, type Log } from '../commandHandler.ts';
import { folds } from '../folds.ts';

/** Brings a clinic's care plan templates in line with its files. Gives the templates in force. */
export async function publishCareFiles(
  log: Log,
  clinic: ClinicSlug,
  templates: readonly CareTemplate[],
  cause: Cause,
): Promise<TemplatesState> {
  const { state } = await publish(log, clinic, cause, (before) => publishFiles(templates, cause.occurredAt, before));
  return state;
}

/** Publishes what a person of the clinic wrote; checked already. Gives the templates in force. */
export async function publishCareTemplate(log: Log, clinic: ClinicSlug, template: CareTemplate, cause: Cause): Promise<TemplatesState> {
  const { state } = await publish(log, clinic, cause, (before) => publishTemplate(template, cause.occurredAt, before));
  return state;
}

const publish = (
  log: Log,
  clinic: ClinicSlug,
  cause: Cause,
  decide: (state: TemplatesState) => readonly ClinicEvent[],
): Promise<Decided<TemplatesState, ClinicEvent>> =>
  handle(log, {
    clinic,
    stream: streamName('clinic', clinic),
    fold: folds.templates,
    cause,
    step: 'publish care plans',
    subject: null,
    decide,
  });
