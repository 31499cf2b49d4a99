import type { ConfiguredClinic } from './clinicFile.ts';
import type { ServerRole } from './settings.ts';

export interface StartScreenOptions {
  readonly url: string;
  readonly clinics: readonly ConfiguredClinic[];
  /** Where the data is, in words. */
  readonly data: string;
  readonly development: boolean;
  readonly role: ServerRole;
  /** Since the process began. */
  readonly milliseconds: number;
}

/** One screen that says where everything is. A secret is shown only if it is one of the published development secrets. */
export function startScreen({ url, clinics, data, development, role, milliseconds }: StartScreenOptions): string {
  const names = clinics.map(({ settings }) => settings.name).join(', ');
  const serves: readonly (readonly [string, string])[] = [
    ['GraphiQL', `${url}/graphql`],
    ...clinics.flatMap(({ settings, secrets }): (readonly [string, string])[] => [
      [`Cal.com`, `POST ${url}/webhooks/calcom/${settings.slug}   ${secretOf(secrets.calcom.webhookSecrets)}`],
      [`Chatwoot`, `POST ${url}/webhooks/chatwoot/${settings.slug}   ${secretOf(secrets.chatwoot.webhookSecrets)}`],
    ]),
  ];
  const rows: readonly (readonly [string, string])[] = [
    ...(role === 'worker' ? [] : serves),
    ['Health', `${url}/healthz  /readyz  /metrics`],
    ['Data', data],
  ];
  const lines = [
    '',
    `  Karen${role === 'all' ? '' : ` (${role})`} is ready for ${names} (${(milliseconds / 1_000).toFixed(1)} s)`,
    '',
    ...rows.map(([name, value]) => `  ${name.padEnd(10)} ${value}`),
    '',
    ...(development ? ['  Development mode: this machine only, and everybody on it is ADMIN of all clinics.'] : []),
    role === 'worker' ? '  Ctrl-C stops.' : '  See it move: npm run demo, in a second shell. Ctrl-C stops.',
    '',
  ];
  return lines.join('\n');
}

function secretOf(secrets: readonly string[]): string {
  if (secrets.length === 0) return '(no webhookSecret: every delivery is refused)';
  const published = secrets.find((one) => one.startsWith('dev-'));
  return published ? `(secret: ${published})` : '';
}
