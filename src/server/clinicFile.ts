import type { ClinicSettings } from '../domain/clinic/settings.ts';
import { clinicFileSchema, type ParsedClinic } from './clinicFileSchema.ts';
import { type ClinicOverrides, SettingsError } from './settings.ts';
import { parseYaml, readText } from './yamlFile.ts';

/** What must never enter an event. */
export interface ClinicSecrets {
  readonly calcom: { readonly apiKey: string | null; readonly webhookSecrets: readonly string[] };
  readonly chatwoot: { readonly botToken: string | null; readonly userToken: string | null; readonly webhookSecrets: readonly string[] };
}

export interface ConfiguredClinic {
  readonly settings: ClinicSettings;
  readonly secrets: ClinicSecrets;
}

/** Reads and validates the clinic file. Fails with {@link SettingsError}: one line a problem, each with its place in the file. */
export function readClinicFile(path: string, overrides: ClinicOverrides = { calcom: {}, chatwoot: {} }): readonly ConfiguredClinic[] {
  return parseClinicFile(path, readText(path, 'CLINIC_CONFIG'), overrides);
}

/** @param path named in problems */
export function parseClinicFile(
  path: string,
  text: string,
  overrides: ClinicOverrides = { calcom: {}, chatwoot: {} },
): readonly ConfiguredClinic[] {
  const { clinics } = parseYaml(path, text, clinicFileSchema);
  const overridden = Object.keys(overrides.calcom).length + Object.keys(overrides.chatwoot).length > 0;
  if (overridden && clinics.length > 1)
    throw new SettingsError(
      `CALCOM_* and CHATWOOT_* set the keys of a single clinic, and ${path} has ${clinics.length}: put them into the file`,
    );
  return clinics.map((clinic) => configured(clinic, overrides));
}

function configured({ calcom, chatwoot, ...clinic }: ParsedClinic, overrides: ClinicOverrides): ConfiguredClinic {
  const { apiKey, webhookSecret, webhookSecrets, apiUrl, directUrl, ...cal } = calcom;
  const { botToken, userToken, webhookSecrets: chatwootSecrets, ...chat } = chatwoot;
  return {
    settings: {
      ...clinic,
      calcom: { ...cal, directUrl: directUrl ?? cal.bookingUrl, apiUrl: overrides.calcom.apiUrl ?? apiUrl },
      chatwoot: { ...chat, url: overrides.chatwoot.url ?? chat.url, accountId: overrides.chatwoot.accountId ?? chat.accountId },
    },
    secrets: {
      calcom: {
        apiKey: overrides.calcom.apiKey ?? apiKey,
        webhookSecrets: overrides.calcom.webhookSecrets ?? webhookSecrets ?? (webhookSecret === null ? [] : [webhookSecret]),
      },
      chatwoot: {
        botToken: overrides.chatwoot.botToken ?? botToken,
        userToken: overrides.chatwoot.userToken ?? userToken,
        webhookSecrets: overrides.chatwoot.webhookSecrets ?? chatwootSecrets,
      },
    },
  };
}
