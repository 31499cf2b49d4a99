import { setTimeout as delay } from 'node:timers/promises';
import { signCalcom } from '../../webhooks/calcom/signature.ts';
import type { CalcomWebhook } from './calcomBodies.ts';
import { DemoFailure } from './failure.ts';

export interface ServerOptions {
  /** Without a slash at the end. */
  readonly url: string;
  readonly clinic: string;
  /** The clinic's Cal.com webhook secret. */
  readonly secret: string;
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
  /** Asks its API. */
  ask<Data>(query: string, variables?: object): Promise<Data>;
  /** Asks once, to see whether there is a server at all. */
  askOnce<Data>(query: string, variables?: object): Promise<Data>;
}

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
export function connectServer({ url, clinic, secret, signal, patience = 60_000, onRetry }: ServerOptions): Server {
  async function send(path: string, body: string, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
    try {
      return await fetch(`${url}${path}`, {
        method: 'POST',
        body,
        headers: { 'content-type': 'application/json', ...headers },
        signal: AbortSignal.any([signal, AbortSignal.timeout(answerWithin)]),
      });
    } catch (cause) {
      signal.throwIfAborted();
      throw new Away(`no server answers at ${url}`, { cause });
    }
  }

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

  async function postOnce(text: string): Promise<Receipt> {
    const response = await send(`/webhooks/calcom/${clinic}`, text, { 'x-cal-signature-256': signCalcom(text, secret) });
    if (response.status === 503) {
      throw new Away('the server has said 503', {
        leaveAlone: Math.min(longestWait, 1_000 * Number(response.headers.get('retry-after') ?? 0)),
      });
    }
    if (response.status === 401) throw new DemoFailure("the server refuses the signature: give the clinic's webhook secret with --secret");
    if (response.status === 404) throw new DemoFailure(`there is no clinic "${clinic}" here: name one of the clinic file with --clinic`);
    if (response.status !== 200) throw new DemoFailure(`the server answered a webhook with ${response.status}`);
    const { status } = await read<{ readonly status: Receipt }>(response, url);
    return status;
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
      return patiently(() => postOnce(text));
    },
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
