import { join } from 'node:path';
import { startEmbeddedPostgres } from '../database/embeddedPostgres.ts';
import { migrate } from '../database/migrate.ts';
import type { FormDefinition } from '../domain/care/form.ts';
import type { CareTemplate } from '../domain/care/template.ts';
import { createVault, type Vault } from '../eventStore/keys/vault.ts';
import { readCareFiles } from './careFiles.ts';
import { type ConfiguredClinic, readClinicFile } from './clinicFile.ts';
import { developmentKey } from './encryptionKey.ts';
import type { Settings } from './settings.ts';

/** What the settings name: the clinics, the key that wraps keys, and a migrated database. */
export interface Installation {
  readonly clinics: readonly ConfiguredClinic[];
  /** What their care plans are made from. */
  readonly careTemplates: readonly CareTemplate[];
  /** What patients fill in before a visit. */
  readonly careForms: readonly FormDefinition[];
  readonly vault: Vault;
  readonly databaseUrl: string;
  /** Where the data is, in words. */
  readonly data: string;
  /** Leaves the embedded database, and ends it when nobody else uses it. */
  close(): Promise<void>;
}

/** Opens the installation; with no DATABASE_URL an embedded PostgreSQL is started or joined. Fails with one line that says what is wrong. */
export async function openInstallation(settings: Settings, signal: AbortSignal, onLog: (line: string) => void): Promise<Installation> {
  const { dataDirectory } = settings;
  const clinics = readClinicFile(settings.clinicFile, settings.overrides);
  const { templates: careTemplates, forms: careForms } = readCareFiles(settings.clinicFile);
  const vault = createVault(settings.encryptionKeys ?? [developmentKey(dataDirectory)]);
  const embedded =
    settings.databaseUrl === null ? await startEmbeddedPostgres({ directory: join(dataDirectory, 'postgres'), signal, onLog }) : null;
  try {
    const databaseUrl = embedded?.url ?? settings.databaseUrl ?? '';
    await migrate(databaseUrl);
    return {
      clinics,
      careTemplates,
      careForms,
      vault,
      databaseUrl,
      data: embedded ? `${dataDirectory} (PostgreSQL 18, ${embedded.adopted ? 'joined' : 'started'})` : 'the database of DATABASE_URL',
      async close() {
        await embedded?.stop();
      },
    };
  } catch (error) {
    await embedded?.stop();
    throw error;
  }
}
