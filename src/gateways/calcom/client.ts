import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { CalendarError } from '../../domain/calendar/port.ts';
import { type Instant, instantOf } from '../../domain/ids.ts';
import { errorOf, isWorthAnotherTry, unreached } from './errors.ts';

export interface CalcomClientOptions {
  /** With or without the version's path `/v2`; default Cal.com's own. */
  readonly url?: string | null;
  readonly apiKey: string | null;
  /** Milliseconds that one attempt may take; default 5,000. Raise for a slow server, lower where a patient waits. */
  readonly timeout?: number;
  /** Milliseconds that a call may take with all its attempts; default 8,000. Raise for work that nobody waits for. */
  readonly patience?: number;
  /** Attempts of a call; default 3. */
  readonly tries?: number;
  readonly now?: () => Date;
  /** Shared by clients of one key, whose limit is one. */
  readonly rest?: Rest;
}

/** Until when nothing may be asked, in milliseconds since 1970. */
export interface Rest {
  until: number;
}

/** A question of the API: each area of it has a version of its own, and another version another shape (integrations.md 2). */
export interface CalcomQuestion {
  readonly path: string;
  readonly version: string;
  readonly query: Readonly<Record<string, string | number | null>>;
  readonly signal?: AbortSignal;
}

export interface CalcomAnswer {
  readonly body: unknown;
  /** By the `Date` header. */
  readonly answeredAt: Instant | null;
}

/** Asks, with bounded patience. Fails with {@link CalendarError}. */
export type CalcomClient = (question: CalcomQuestion) => Promise<CalcomAnswer>;

const ownUrl = 'https://api.cal.com/v2';

const envelope = z.object({ status: z.literal('success') });

/**
 * Makes a client of Cal.com's API v2 that only reads. What may go away by itself is tried again, with growing pauses and jitter, for as long
 * as the call has patience. Once the rate limit is reached nothing is asked until it is over: asking on prolongs it.
 */
export function createCalcomClient(options: CalcomClientOptions): CalcomClient {
  const { apiKey, timeout = 5_000, patience = 8_000, tries = 3, now = () => new Date(), rest = { until: 0 } } = options;
  const base = apiBase(options.url ?? ownUrl);

  const ask = async ({ path, version, query, signal }: CalcomQuestion, milliseconds: number): Promise<CalcomAnswer> => {
    const address = new URL(`${base}${path}`);
    for (const [name, value] of Object.entries(query)) if (value !== null) address.searchParams.set(name, String(value));
    const late = AbortSignal.timeout(milliseconds);
    let response: Response;
    let text: string;
    try {
      response = await fetch(address, {
        headers: {
          accept: 'application/json',
          'cal-api-version': version,
          ...(apiKey === null ? {} : { authorization: `Bearer ${apiKey}` }),
        },
        // A key is for the address that it was given for.
        redirect: 'error',
        signal: signal ? AbortSignal.any([signal, late]) : late,
      });
      text = await response.text();
    } catch (cause) {
      if (signal?.aborted) throw signal.reason;
      throw unreached(cause, late.aborted);
    }
    if (!response.ok) throw errorOf(response.status, response.headers, text, now());
    return { body: readEnvelope(text), answeredAt: dateOf(response.headers) };
  };

  return async (question) => {
    const until = performance.now() + patience;
    for (let attempt = 1; ; attempt++) {
      const resting = rest.until - now().getTime();
      if (resting > until - performance.now())
        throw new CalendarError('RATE_LIMITED', 'Cal.com was asked too often', { retryAt: new Date(rest.until) });
      if (resting > 0) await delay(resting, undefined, { signal: question.signal });
      try {
        return await ask(question, Math.max(1, Math.min(timeout, until - performance.now())));
      } catch (error) {
        if (!(error instanceof CalendarError)) throw error;
        if (error.retryAt) rest.until = error.retryAt.getTime();
        const pause = 200 * 2 ** attempt * (0.5 + Math.random());
        const isLast = attempt >= tries || performance.now() + pause >= until;
        if (!isWorthAnotherTry(error) || isLast) throw error;
        if (!error.retryAt) await delay(pause, undefined, { signal: question.signal });
      }
    }
  };
}

/** The address of the version; a server of the clinic's own may be named by its root. */
function apiBase(url: string): string {
  const trimmed = url.replace(/\/+$/, '');
  return trimmed.endsWith('/v2') ? trimmed : `${trimmed}/v2`;
}

function readEnvelope(text: string): unknown {
  const read = envelope.loose().safeParse(parseJson(text));
  if (!read.success) throw new CalendarError('UNREADABLE', 'the answer of Cal.com is not of a shape that is known here');
  return read.data;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function dateOf(headers: Headers): Instant | null {
  const time = Date.parse(headers.get('date') ?? '');
  return Number.isNaN(time) ? null : instantOf(new Date(time));
}
