import { exchange } from './exchange.ts';

/** What one request to the API came to. */
export type ApiAnswer =
  | { readonly type: 'ok'; readonly body: unknown }
  | { readonly type: 'refused'; readonly why: string; readonly status: number }
  /** `retryAfter` in milliseconds, 0 where nobody asked for a pause. */
  | { readonly type: 'notSent'; readonly reason: 'unreachable' | 'tooMany' | 'unauthorised'; readonly retryAfter: number }
  | { readonly type: 'unknown'; readonly isOver: boolean };

/** Sends one request with a token. */
export type Api = (method: 'GET' | 'POST', path: string, body?: object) => Promise<ApiAnswer>;

export interface ApiOptions {
  /** `https://chat.example.com/api/v1/accounts/7`. */
  readonly base: string;
  readonly token: string;
  readonly timeout: number;
}

/** What a rate limiter means that does not say how long. */
const defaultRetryAfter = 10_000;
const longestRetryAfter = 300_000;

/** Chatwoot's API with one of its tokens (integrations.md 4): what each answer says of whether anything was done. */
export function createApi({ base, token, timeout }: ApiOptions): Api {
  return async (method, path, body) => {
    const exchanged = await exchange({ method, url: new URL(`${base}${path}`), headers: { api_access_token: token }, body, timeout });
    if (exchanged.type === 'notSent') return { type: 'notSent', reason: 'unreachable', retryAfter: 0 };
    if (exchanged.type === 'unanswered') return { type: 'unknown', isOver: false };
    const { status, retryAfter, body: answer } = exchanged;
    if (status >= 200 && status < 300) return { type: 'ok', body: answer };
    if (status === 401 || status === 403) return { type: 'notSent', reason: 'unauthorised', retryAfter: 0 };
    if (status === 429) return { type: 'notSent', reason: 'tooMany', retryAfter: pauseOf(retryAfter) };
    // Another address than Chatwoot's own, such as http for https: nobody there did anything.
    if (status >= 300 && status < 400) return { type: 'notSent', reason: 'unreachable', retryAfter: 0 };
    if (status >= 400 && status < 500) return { type: 'refused', status, why: whyOf(answer) ?? `it answered ${status}` };
    // Its own 500 comes when it has ended; a proxy's 502 or 504 while it may still be at work.
    return { type: 'unknown', isOver: status === 500 };
  };
}

/** `Retry-After` in seconds or as a date, as milliseconds. */
function pauseOf(header: string | null): number {
  if (header === null) return defaultRetryAfter;
  const milliseconds = /^\d+$/.test(header) ? Number(header) * 1_000 : Date.parse(header) - Date.now();
  return Number.isFinite(milliseconds) ? Math.min(Math.max(milliseconds, 0), longestRetryAfter) : defaultRetryAfter;
}

/** Chatwoot's two shapes of a refusal: `error`, or `message` with the attributes. */
function whyOf(body: unknown): string | null {
  if (typeof body !== 'object' || body === null) return null;
  const why = 'error' in body ? body.error : 'message' in body ? body.message : null;
  return typeof why === 'string' && why !== '' ? why.slice(0, 500) : null;
}
