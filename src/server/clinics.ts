import { changedByStaff } from '../domain/care/published.ts';
import type { CareTemplate } from '../domain/care/template.ts';
import { configureClinic } from '../domain/clinic/clinic.ts';
import type { ClinicSettings } from '../domain/clinic/settings.ts';
import { share } from '../domain/contact/claims.ts';
import { emailIdentifier, phoneIdentifier } from '../domain/contact/identifier.ts';
import type { ClinicSlug } from '../domain/ids.ts';
import { instantOf } from '../domain/ids.ts';
import { streamName } from '../domain/stream.ts';
import { idFrom } from '../eventStore/codec/envelope.ts';
import { type Cause, handle, type Log } from '../eventStore/commandHandler.ts';
import { publishCareFiles } from '../eventStore/commands/publishCareTemplates.ts';
import { folds } from '../eventStore/folds.ts';
import { identifierHasher } from '../eventStore/identifierHash.ts';

/** Brings the log in line with the clinic file: settings that changed, and numbers that are the clinic's own. */
export async function configureFromFile(log: Log, settings: readonly ClinicSettings[], now: Date): Promise<void> {
  for (const clinic of settings) {
    const id = idFrom('clinic file', clinic.slug, now.toISOString());
    const cause: Cause = { id, correlationId: id, actor: 'system', channel: null, occurredAt: instantOf(now) };
    await handle(log, {
      clinic: clinic.slug,
      stream: streamName('clinic', clinic.slug),
      fold: folds.clinic,
      cause,
      step: 'configure',
      subject: null,
      decide: (state) => configureClinic(clinic, state),
    });
    await shareIdentifiers(log, clinic.slug, clinic, cause);
  }
}

/** Publishes the care plans of the files to every clinic, those that changed; says which ones a person of a clinic keeps otherwise. */
export async function publishCareFromFiles(
  log: Log,
  clinics: readonly ClinicSettings[],
  templates: readonly CareTemplate[],
  now: Date,
): Promise<readonly string[]> {
  const kept: string[] = [];
  for (const { slug } of clinics) {
    const id = idFrom('care files', slug, now.toISOString());
    const cause: Cause = { id, correlationId: id, actor: 'system', channel: null, occurredAt: instantOf(now) };
    const state = await publishCareFiles(log, slug, templates, cause);
    kept.push(...changedByStaff(templates, state).map((procedure) => `${slug}: ${procedure}`));
  }
  return kept;
}

/** The clinic's own numbers and addresses match nobody, whoever books with them. */
async function shareIdentifiers(log: Log, slug: ClinicSlug, { sharedIdentifiers, country }: ClinicSettings, cause: Cause): Promise<void> {
  const hash = await identifierHasher(log.keys, slug);
  for (const text of sharedIdentifiers) {
    const identifier = phoneIdentifier(text, country) ?? emailIdentifier(text);
    if (!identifier) continue;
    const key = hash(identifier);
    await handle(log, {
      clinic: slug,
      stream: streamName('identifier', slug, key),
      fold: folds.claim,
      cause,
      step: `share ${key}`,
      subject: null,
      decide: (state) => share(identifier.kind, 'the clinic file lists it as shared', state),
    });
  }
}
