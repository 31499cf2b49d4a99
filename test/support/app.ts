import { randomBytes } from 'node:crypto';
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
import { type Client, createClient, type SubscribePayload } from 'graphql-ws';
import pino from 'pino';
import { WebSocket } from 'ws';
import type { Clock } from '../../src/domain/clock.ts';
import type { ClinicSlug } from '../../src/domain/ids.ts';
import { type Role, systemViewer, type Viewer } from '../../src/domain/viewer.ts';
import { eventStoreDbEventStore } from '../../src/eventStore/eventStoreDb/eventStoreDb.ts';
import { createVault } from '../../src/eventStore/keys/vault.ts';
import type { EventStore, Position } from '../../src/eventStore/port.ts';
import { systemClock } from '../../src/scheduling/systemClock.ts';
import { type App, type AppOptions, startApp } from '../../src/server/app.ts';
import type { Authenticate } from '../../src/server/auth.ts';
import type { ConfiguredClinic } from '../../src/server/clinicFile.ts';
import { signCalcom } from '../../src/webhooks/calcom/signature.ts';
import { signChatwoot } from '../../src/webhooks/chatwoot/signature.ts';
import { createTestDatabase, type TestDatabase } from './database.ts';
import { fixtureSettings } from './memoryClinic.ts';

export const webhookSecret = 'test-calcom-secret';
export const chatwootSecret = 'test-chatwoot-secret';

/**
 * A clinic like the demo's, by another name and with the Chatwoot account of the fixtures. Of visits nothing is planned or told within a test,
 * so that what stands in a journey does not depend on the day on which the test runs.
 */
export const clinicNamed = (slug: string): ConfiguredClinic => ({
  settings: {
    ...fixtureSettings,
    slug: slug as ClinicSlug, // the tests name them well
    name: `Clinic ${slug}`,
    reminders: [],
    confirmation: { ...fixtureSettings.confirmation, settle: 'P1D' },
  },
  secrets: {
    calcom: { apiKey: null, webhookSecrets: [webhookSecret] },
    chatwoot: { botToken: null, userToken: null, webhookSecrets: [chatwootSecret] },
  },
});

/** The same clinic, which sends to a Chatwoot. */
export const sendingTo = (
  chatwoot: { readonly url: string },
  { settings, secrets }: ConfiguredClinic,
  tokens: { readonly bot: string; readonly user: string | null },
): ConfiguredClinic => ({
  settings: { ...settings, chatwoot: { ...settings.chatwoot, url: chatwoot.url } },
  secrets: { ...secrets, chatwoot: { ...secrets.chatwoot, botToken: tokens.bot, userToken: tokens.user } },
});

export interface TestAppOptions extends Partial<Omit<AppOptions, 'databaseUrl' | 'clinics'>> {
  readonly clinics?: readonly string[];
  /** Instead of `clinics`, when their settings or secrets matter. */
  readonly clinicsAs?: readonly ConfiguredClinic[];
  /** Use a database that outlives this app. */
  readonly on?: TestDatabase;
}

/** A whole server on a database of its own, and how a test talks to it. */
export interface TestApp {
  readonly app: App;
  readonly url: string;
  readonly testDatabase: TestDatabase;
  /** Everything that was logged, one JSON text a line. */
  readonly logged: () => string;
  post(clinic: string, body: string, headers?: Record<string, string>): Promise<Response>;
  /** Posts a signed body and expects 200. */
  deliver(clinic: string, body: string): Promise<Receipt>;
  /** Posts to Chatwoot's webhook, signed now; an `undefined` header is left out. */
  postChatwoot(clinic: string, body: string, headers?: Record<string, string | undefined>): Promise<Response>;
  /** Posts a signed body of Chatwoot and expects 200. */
  deliverChatwoot(clinic: string, body: string): Promise<Receipt>;
  /** Resolves when every delivery is done, every event projected, and what follows from it at once is done and projected as well. */
  settled(): Promise<void>;
  /** Asks with a document that `codegen.ts` typed, or with any text. */
  query<Data = Record<string, unknown>, Variables = object>(
    document: Document<Data, Variables> | string,
    variables?: Variables,
    headers?: Record<string, string>,
  ): Promise<Answer<Data>>;
  socket(headers?: Record<string, string>): Client;
  close(): Promise<void>;
}

/** As contract.md says. */
export interface Receipt {
  readonly delivery: string;
  readonly status: string;
}

/** A document as the client preset makes them: a string that carries its types. */
type Document<Data, Variables> = DocumentTypeDecoration<Data, Variables> & { toString(): string };

export interface Answer<Data> {
  readonly data?: Data;
  readonly errors?: readonly {
    readonly message: string;
    readonly path?: readonly (string | number)[];
    readonly extensions?: { readonly code?: string };
  }[];
}

export async function startTestApp({ clinics = ['oshun'], clinicsAs, on, ...options }: TestAppOptions = {}): Promise<TestApp> {
  const { clock = systemClock } = options;
  const testDatabase = on ?? (await createTestDatabase());
  const logged: string[] = [];
  const logger = pino({ level: 'trace', base: null }, { write: (line: string) => void logged.push(line) });
  const app = await startApp({
    databaseUrl: testDatabase.url,
    vault: createVault([randomBytes(32)]),
    clinics: clinicsAs ?? clinics.map(clinicNamed),
    host: '127.0.0.1',
    port: 0,
    version: 'test',
    logger,
    ...options,
  });
  const outside = options.eventStoreUrl ? eventStoreDbEventStore({ url: options.eventStoreUrl }) : null;
  const clients: Client[] = [];
  const { url } = app;

  const post: TestApp['post'] = (clinic, body, headers = {}) =>
    fetch(`${url}/webhooks/calcom/${clinic}`, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json', 'x-cal-signature-256': signCalcom(body, webhookSecret), ...headers },
    });

  const postChatwoot: TestApp['postChatwoot'] = (clinic, body, headers = {}) => {
    const timestamp = String(Math.floor(clock.now().getTime() / 1_000));
    const signed = { 'x-chatwoot-timestamp': timestamp, 'x-chatwoot-signature': signChatwoot(body, timestamp, chatwootSecret) };
    const all = Object.entries({ 'content-type': 'application/json', ...signed, ...headers });
    const given = all.filter((header): header is [string, string] => header[1] !== undefined);
    return fetch(`${url}/webhooks/chatwoot/${clinic}`, { method: 'POST', body, headers: given });
  };

  const receipt = async (response: Response): Promise<Receipt> => {
    if (response.status !== 200) throw new Error(`the webhook was answered with ${response.status}`);
    return (await response.json()) as Receipt;
  };

  return {
    app,
    url,
    testDatabase,
    logged: () => logged.join(''),
    post,
    deliver: async (clinic, body) => receipt(await post(clinic, body)),
    postChatwoot,
    deliverChatwoot: async (clinic, body) => receipt(await postChatwoot(clinic, body)),
    settled: () => settled(testDatabase, outside, clock),
    async query(document, variables, headers = {}) {
      const response = await fetch(`${url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify({ query: String(document), variables: variables ?? {} }),
      });
      return (await response.json()) as Answer<never>; // of the shape that the caller names
    },
    socket(headers = {}) {
      class Socket extends WebSocket {
        constructor(address: string, protocols: string) {
          super(address, protocols, { headers });
        }
      }
      const client = createClient({ url: `${url.replace('http', 'ws')}/graphql`, webSocketImpl: Socket, retryAttempts: 0, lazy: true });
      clients.push(client);
      return client;
    },
    async close() {
      await Promise.all(clients.map((one) => one.dispose()));
      await app.close();
      await outside?.close();
      if (!on) await testDatabase.dispose();
    },
  };
}

const viewer = systemViewer('test');

/**
 * Waits on the inbox, on the checkpoints of projections and processes, and on what is due; each look is a round trip to the database.
 * @param store where the events are, when not in the database
 * @param clock the server's: what falls due later by it nobody comes to
 */
async function settled({ database }: TestDatabase, store: EventStore | null, clock: Clock): Promise<void> {
  for (;;) {
    const [row] = await database.query<{ waiting: boolean; head: Position; position: Position | null }>(viewer, {
      text: `select exists (select from delivery where status = 'RECEIVED')
                 or exists (select from process_effect where state = 'WAITING' and due_at <= $1::timestamptz) as waiting,
               (select lpad(position::text, 20, '0') from log_head) as head, min(position) as position
             from (select position from projection_checkpoint union all select position from process_checkpoint) as reader
             having count(position) = count(*)`,
      values: [clock.now().toISOString()],
    });
    if (row?.waiting) continue;
    const behind = store
      ? (await store.readAll(viewer, { after: row?.position ?? 'start', limit: 1 })).length > 0
      : row === undefined || row.head !== row.position;
    if (!behind) return;
  }
}

/** Lets each request say in headers on whose behalf it comes. */
export const authenticateByHeaders: Authenticate = ({ request: { headers } }) => {
  const { 'x-test-clinics': clinics, 'x-test-roles': roles = 'STAFF' } = headers;
  if (typeof clinics !== 'string') return null;
  // The tests name clinics and roles well.
  const viewer: Viewer = { subject: 'test', clinics: clinics.split(',') as ClinicSlug[], roles: String(roles).split(',') as Role[] };
  return { viewer, expiresAt: null };
};

export const as = (...clinics: readonly string[]): Record<string, string> => ({ 'x-test-clinics': clinics.join(',') });

/** An error as the client gives it: GraphQL errors, or the event of a closed socket. */
const told = (error: unknown): string =>
  error instanceof Object && 'code' in error && 'reason' in error ? `${error.code} ${error.reason}` : JSON.stringify(error);

/** Follows a subscription into a list; `until` resolves with the first result that fits, past or to come. */
export function follow<Data>(client: Client, payload: SubscribePayload) {
  const results: Data[] = [];
  const waiting = new Set<() => void>();
  let ended: { readonly error: unknown } | null = null;
  const tell = (): void => {
    for (const look of [...waiting]) look();
  };
  const unsubscribe = client.subscribe<Data>(payload, {
    next({ data, errors }) {
      if (errors) ended = { error: errors };
      if (data) results.push(data);
      tell();
    },
    error(error) {
      ended = { error };
      tell();
    },
    complete() {
      ended ??= { error: null };
      tell();
    },
  });
  return {
    results,
    unsubscribe,
    until(fits: (all: readonly Data[]) => boolean): Promise<void> {
      return new Promise((resolve, reject) => {
        const look = (): void => {
          if (!fits(results) && !ended) return;
          waiting.delete(look);
          if (fits(results)) resolve();
          else reject(new Error(`the subscription ended: ${told(ended?.error)}`));
        };
        waiting.add(look);
        look();
      });
    },
    /** Resolves with what ended the subscription: an error, a close event, or null. */
    ended(): Promise<unknown> {
      return new Promise((resolve) => {
        const look = (): void => {
          if (ended) resolve(ended.error);
        };
        waiting.add(look);
        look();
      });
    },
  };
}
