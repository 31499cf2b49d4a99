import { readFileSync } from 'node:fs';
import { isLoopback } from './developmentGuard.ts';

/** Why the server cannot start: one line that names the setting. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
}

export type ServerRole = 'all' | 'api' | 'worker';

/** Everything that the environment may say; contract.md, "Environment". Null where it says nothing and nothing is the default. */
export interface Settings {
  readonly port: number;
  readonly host: string;
  readonly role: ServerRole;
  /** Where the embedded parts keep their files. */
  readonly dataDirectory: string;
  readonly clinicFile: string;
  readonly publicUrl: string | null;
  readonly logLevel: string;
  readonly databaseUrl: string | null;
  readonly eventStoreUrl: string | null;
  readonly mongodbUrl: string | null;
  /** One or two keys of 32 bytes, the one in force first. */
  readonly encryptionKeys: readonly Uint8Array[] | null;
  readonly auth: { readonly secrets: readonly string[] } | { readonly jwksUrl: string } | null;
  readonly openai: { readonly apiKey: string | null; readonly baseUrl: string | null; readonly model: string | null };
  /** What overrides the clinic file's only clinic. */
  readonly overrides: ClinicOverrides;
}

export interface ClinicOverrides {
  readonly calcom: { readonly apiKey?: string; readonly apiUrl?: string; readonly webhookSecrets?: readonly string[] };
  readonly chatwoot: {
    readonly url?: string;
    readonly accountId?: number;
    readonly botToken?: string;
    readonly userToken?: string;
    readonly webhookSecrets?: readonly string[];
  };
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** Reads the settings. Fails with {@link SettingsError} at the first one that is missing or malformed. */
export function readSettings(env: Environment): Settings {
  const read = reader(env);
  const jwksUrl = read.url('AUTH_JWKS_URL', ['https:', 'http:']);
  const jwtSecrets = read.list('AUTH_JWT_SECRET');
  if (jwksUrl !== null && jwtSecrets !== null) throw new SettingsError('AUTH_JWT_SECRET and AUTH_JWKS_URL are both set: keep one');
  const host = read.text('HOST') ?? '127.0.0.1';
  const auth = jwksUrl !== null ? { jwksUrl } : jwtSecrets !== null ? { secrets: jwtSecrets } : null;
  if (auth === null && !isLoopback(host)) {
    throw new SettingsError(`HOST is ${host}, and nobody has to log in: set AUTH_JWT_SECRET or AUTH_JWKS_URL, or keep HOST at 127.0.0.1`);
  }
  const databaseUrl = read.url('DATABASE_URL', ['postgres:', 'postgresql:']);
  const encryptionKeys = read.list('ENCRYPTION_KEY')?.map(encryptionKey) ?? null;
  if (databaseUrl !== null && encryptionKeys === null) {
    throw new SettingsError(
      'ENCRYPTION_KEY is required with DATABASE_URL: 32 random bytes as base64, for instance from `openssl rand -base64 32`',
    );
  }
  return {
    port: read.number('PORT', 0, 65_535) ?? 4_000,
    host,
    role: read.choice('ROLE', ['all', 'api', 'worker']) ?? 'all',
    dataDirectory: read.text('DATA_DIR') ?? '.data',
    clinicFile: read.text('CLINIC_CONFIG') ?? 'config/clinics.yaml',
    publicUrl: read.url('PUBLIC_URL', ['https:', 'http:']),
    logLevel: read.choice('LOG_LEVEL', ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']) ?? 'warn',
    databaseUrl,
    eventStoreUrl: read.hosts('EVENTSTORE_URL', ['esdb:', 'esdb+discover:', 'kurrentdb:', 'kurrentdb+discover:']),
    mongodbUrl: read.hosts('MONGODB_URL', ['mongodb:', 'mongodb+srv:']),
    encryptionKeys,
    auth,
    openai: {
      apiKey: read.text('OPENAI_API_KEY'),
      baseUrl: read.url('OPENAI_BASE_URL', ['https:', 'http:']),
      model: read.text('OPENAI_MODEL'),
    },
    overrides: { calcom: calcomOverrides(read), chatwoot: chatwootOverrides(read) },
  };
}

type Reader = ReturnType<typeof reader>;

/** A property only where there is a value. */
const some = <Name extends string, Value>(name: Name, value: Value | null): { readonly [K in Name]?: Value } =>
  value === null ? {} : ({ [name]: value } as { readonly [K in Name]: Value }); // the one property it has

const calcomOverrides = (read: Reader): ClinicOverrides['calcom'] => ({
  ...some('apiKey', read.text('CALCOM_API_KEY')),
  ...some('apiUrl', read.url('CALCOM_API_URL', ['https:', 'http:'])),
  ...some('webhookSecrets', read.list('CALCOM_WEBHOOK_SECRET')),
});

const chatwootOverrides = (read: Reader): ClinicOverrides['chatwoot'] => ({
  ...some('url', read.url('CHATWOOT_URL', ['https:', 'http:'])),
  ...some('accountId', read.number('CHATWOOT_ACCOUNT_ID', 1, Number.MAX_SAFE_INTEGER)),
  ...some('botToken', read.text('CHATWOOT_BOT_TOKEN')),
  ...some('userToken', read.text('CHATWOOT_USER_TOKEN')),
  ...some('webhookSecrets', read.list('CHATWOOT_WEBHOOK_SECRET')),
});

function encryptionKey(text: string): Uint8Array {
  const key = /^[0-9a-f]{64}$/i.test(text) ? Buffer.from(text, 'hex') : Buffer.from(text, 'base64');
  if (key.byteLength !== 32) throw new SettingsError('ENCRYPTION_KEY must be 32 bytes, as base64 or as 64 hexadecimal digits');
  return key;
}

/** Reads single variables; each may also come from the file that `<NAME>_FILE` names, as secrets are mounted. */
function reader(env: Environment) {
  const text = (name: string): string | null => {
    const file = env[`${name}_FILE`];
    const value = file === undefined || file === '' ? env[name] : readSecret(name, file);
    return value === undefined || value.trim() === '' ? null : value.trim();
  };
  return {
    text,
    /** Two values, comma-separated, while a secret is rotated. */
    list(name: string): readonly string[] | null {
      const values = text(name)
        ?.split(',')
        .map((one) => one.trim())
        .filter((one) => one !== '');
      if (values && values.length > 2)
        throw new SettingsError(`${name} may list two values, the new and the old; it lists ${values.length}`);
      return values ?? null;
    },
    number(name: string, least: number, most: number): number | null {
      const value = text(name);
      if (value === null) return null;
      const number = /^\d+$/.test(value) ? Number(value) : Number.NaN;
      if (!(number >= least && number <= most))
        throw new SettingsError(`${name} must be a whole number from ${least} to ${most}; it is ${JSON.stringify(value)}`);
      return number;
    },
    choice<Choice extends string>(name: string, choices: readonly Choice[]): Choice | null {
      const value = text(name);
      const chosen = choices.find((one) => one === value);
      if (value !== null && chosen === undefined)
        throw new SettingsError(`${name} must be one of ${choices.join(', ')}; it is ${JSON.stringify(value)}`);
      return chosen ?? null;
    },
    url: (name: string, schemes: readonly string[]): string | null => checkUrl(name, text(name), schemes),
    /** A URL that may name several hosts, separated by commas, as those of clusters do. */
    hosts(name: string, schemes: readonly string[]): string | null {
      const value = text(name);
      checkUrl(name, value?.replace(/^([^,/]*\/\/[^,/]*),[^/?#]*/, '$1') ?? null, schemes);
      return value;
    },
  };
}

function checkUrl(name: string, value: string | null, schemes: readonly string[]): string | null {
  if (value === null) return null;
  // The value may hold a password: it is not repeated.
  if (!URL.canParse(value) || !schemes.includes(new URL(value).protocol))
    throw new SettingsError(`${name} must be a URL that begins with ${schemes.map((one) => `${one}//`).join(' or ')}`);
  return value;
}

function readSecret(name: string, file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    throw new SettingsError(`${name}_FILE names ${file}, which cannot be read`);
  }
}
