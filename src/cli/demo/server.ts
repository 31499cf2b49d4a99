import { setTimeout as delay } from 'node:timers/promises';
import { signCalcom } from '../../webhooks/calcom/signature.ts';
import { signChatwoot } from '../../webhooks/chatwoot/signature.ts';
import type { CalcomWebhook } from './calcomBodies.ts';
import { DemoFailure } from './failure.ts';
import type { ChatwootWebhook } from './talks/webhooks.ts';

export interface ServerOptions {
  /** Without a slash at the end. */
  readonly url: string;
  readonly clinic: string;
  /** The clinic's Cal.com webhook secret. */
  readonly secret: string;
  /** The secret of its Chatwoot's webhooks. */
  readonly chatwootSecret: string;
  readonly signal: AbortSignal;
  /** Milliseconds for which a server that is away is asked again; default 60,000. */
  readonly patience?: number;
  /** Called before each further attempt. */
  readonly onRetry?: () => void;
}

/** What the server says to a body. */
export type Receipt = 'accepted' | 'duplicate';

/** The server that the demo plays to. Every call fails with {@link DemoFailure}, or with the signal's reason. */
export interface Server {
  /** Sends a body as Cal.com would. While the server is away or says 503, it is asked again: it answers a body that it has as a duplicate. */
  post(body: CalcomWebhook): Promise<Receipt>;
  /** Sends a body as Chatwoot would, signed now. */
  postChatwoot(body: ChatwootWebhook): Promise<Receipt>;
  /** Opens a booking link and gives the page that it leads to, without going there. */
  open(link: string, userAgent: string): Promise<URL>;
  /** Asks its API. */
  ask<Data>(query: string, variables?: object): Promise<Data>;
  /** Asks once, to see whether there is a server at all. */
  askOnce<Data>(query: string, variables?: object): Promise<Data>;
}

/** Whose webhook a body comes by. */
type Sender = 'calcom' | 'chatwoot';

const secretFlags: Readonly<Record<Sender, string>> = { calcom: '--secret', chatwoot: '--chatwoot-secret' };

/** The server cannot be reached, or has no answer now. */
class Away extends Error {
  /** Milliseconds that it asks to be left alone; 0 when it says nothing. */
  readonly leaveAlone: number;

  constructor(message: string, { leaveAlone = 0, cause }: { leaveAlone?: number; cause?: unknown } = {}) {
    super(message, { cause });
    this.leaveAlone = leaveAlone;
  }
}

const longestWait = 5_000;
const answerWithin = 15_000;

/** Talks to a server over its public webhooks and its API. */
export function connectServer({ url, clinic, secret, chatwootSecret, signal, patience = 60_000, onRetry }: ServerOptions): Server {
  async function request(address: string, init: RequestInit): Promise<Response> {
    try {
      return await fetch(address, { ...init, signal: AbortSignal.any([signal, AbortSignal.timeout(answerWithin)]) });
    } catch (cause) {
      signal.throwIfAborted();
      throw new Away(`no server answers at ${url}`, { cause });
    }
  }

  const send = (path: string, body: string, headers: Readonly<Record<string, string>> = {}): Promise<Response> =>
    request(`${url}${path}`, { method: 'POST', body, headers: { 'content-type': 'application/json', ...headers } });

  /** Tries again while the server is away: after twice as long each time, by chance more or less, so that waiting senders do not come at once. */
  async function patiently<T>(once: () => Promise<T>): Promise<T> {
    const since = Date.now();
    for (let attempt = 0; ; attempt++) {
      try {
        return await once();
      } catch (error) {
        if (!(error instanceof Away)) throw error;
        if (Date.now() - since > patience)
          throw new DemoFailure(`${error.message} for ${Math.round(patience / 1_000)} s`, { cause: error });
        const wait = Math.max(error.leaveAlone, Math.min(longestWait, 100 * 2 ** attempt));
        onRetry?.();
        await delay(wait * (0.5 + Math.random()), undefined, { signal });
      }
    }
  }

  async function postOnce(sender: Sender, text: string): Promise<Receipt> {
    const response = await send(`/webhooks/${sender}/${clinic}`, text, sign[sender](text));
    if (response.status === 503) {
      throw new Away('the server has said 503', {
        leaveAlone: Math.min(longestWait, 1_000 * Number(response.headers.get('retry-after') ?? 0)),
      });
    }
    if (response.status === 401)
      throw new DemoFailure(`the server refuses the signature: give the clinic's webhook secret with ${secretFlags[sender]}`);
    if (response.status === 404) throw new DemoFailure(`there is no clinic "${clinic}" here: name one of the clinic file with --clinic`);
    if (response.status !== 200) throw new DemoFailure(`the server answered a webhook with ${response.status}`);
    const { status } = await read<{ readonly status: Receipt }>(response, url);
    return status;
  }

  const sign: Readonly<Record<Sender, (text: string) => Readonly<Record<string, string>>>> = {
    calcom: (text) => ({ 'x-cal-signature-256': signCalcom(text, secret) }),
    chatwoot(text) {
      const timestamp = String(Math.floor(Date.now() / 1_000));
      return { 'x-chatwoot-timestamp': timestamp, 'x-chatwoot-signature': signChatwoot(text, timestamp, chatwootSecret) };
    },
  };

  async function openOnce(link: string, userAgent: string): Promise<URL> {
    const response = await request(link, { redirect: 'manual', headers: { 'user-agent': userAgent, accept: 'text/html' } });
    const location = response.headers.get('location');
    if (location === null || !URL.canParse(location))
      throw new DemoFailure(`a booking link was answered with ${response.status}, and leads nowhere`);
    return new URL(location);
  }

  async function askOnce<Data>(query: string, variables: object = {}): Promise<Data> {
    const response = await send('/graphql', JSON.stringify({ query, variables }));
    if (response.status === 503) throw new Away('the API has said 503');
    const { data, errors } = await read<Answer<Data>>(response, url);
    const [error] = errors ?? [];
    if (error?.extensions?.code === 'UNAVAILABLE') throw new Away(`the API has said "${error.message}"`);
    if (error?.extensions?.code === 'UNAUTHENTICATED')
      throw new DemoFailure('the server asks for a login: the demo needs one that runs in development mode');
    if (error || !data) throw new DemoFailure(`the API says "${error?.message ?? `HTTP ${response.status}`}"`);
    return data;
  }

  return {
    post: (body) => {
      const text = JSON.stringify(body);
      return patiently(() => postOnce('calcom', text));
    },
    postChatwoot: (body) => {
      const text = JSON.stringify(body);
      return patiently(() => postOnce('chatwoot', text));
    },
    open: (link, userAgent) => patiently(() => openOnce(link, userAgent)),
    ask: (query, variables) => patiently(() => askOnce(query, variables)),
    async askOnce(query, variables) {
      try {
        return await askOnce(query, variables);
      } catch (error) {
        throw error instanceof Away
          ? new DemoFailure(`${error.message}: start one with npm start, or name another with --url`, { cause: error })
          : error;
      }
    },
  };
}

interface Answer<Data> {
  readonly data?: Data | null;
  readonly errors?: readonly { readonly message: string; readonly extensions?: { readonly code?: string } }[];
}

/** The answer in the shape that the contract gives it. */
async function read<Body>(response: Response, url: string): Promise<Body> {
  try {
    return (await response.json()) as Body; // contract.md, "HTTP", and the query's own shape
  } catch (cause) {
    throw new DemoFailure(`what answers at ${url} is not this project's server (HTTP ${response.status})`, { cause });
  }
}
