import { readFileSync } from 'node:fs';
import { LineCounter, parseDocument } from 'yaml';
import type { ClinicSettings } from '../domain/clinic/settings.ts';
import { clinicFileSchema, type ParsedClinic } from './clinicFileSchema.ts';
import { type ClinicOverrides, SettingsError } from './settings.ts';

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
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    throw new SettingsError(`CLINIC_CONFIG names ${path}, which cannot be read`);
  }
  return parseClinicFile(path, text, overrides);
}

/** @param path named in problems */
export function parseClinicFile(
  path: string,
  text: string,
  overrides: ClinicOverrides = { calcom: {}, chatwoot: {} },
): readonly ConfiguredClinic[] {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const [broken] = document.errors;
  if (broken) throw new SettingsError(`${path}:${lines.linePos(broken.pos[0]).line} ${broken.message.split('\n', 1)[0]}`);
  const parsed = clinicFileSchema.safeParse(document.toJS());
  if (!parsed.success) {
    const problems = parsed.error.issues.map(({ path: keys, message }) => {
      const names = keys.map((key) => (typeof key === 'symbol' ? String(key) : key));
      return `${path}:${lineOf(document, lines, names)} ${pathText(names)}: ${message}`;
    });
    throw new SettingsError(problems.join('\n'));
  }
  const { clinics } = parsed.data;
  const overridden = Object.keys(overrides.calcom).length + Object.keys(overrides.chatwoot).length > 0;
  if (overridden && clinics.length > 1)
    throw new SettingsError(
      `CALCOM_* and CHATWOOT_* set the keys of a single clinic, and ${path} has ${clinics.length}: put them into the file`,
    );
  return clinics.map((clinic) => configured(clinic, overrides));
}

/** The line of the value, or of the nearest thing around it that stands in the file. */
function lineOf(document: ReturnType<typeof parseDocument>, lines: LineCounter, path: readonly (string | number)[]): number {
  for (let depth = path.length; depth > 0; depth--) {
    const node: unknown = document.getIn(path.slice(0, depth), true);
    if (typeof node === 'object' && node !== null && 'range' in node && Array.isArray(node.range))
      return lines.linePos(Number(node.range[0])).line;
  }
  return 1;
}

const pathText = (path: readonly (string | number)[]): string =>
  path.map((key, index) => (typeof key === 'number' ? `[${key}]` : index === 0 ? key : `.${key}`)).join('') || 'the file';

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
