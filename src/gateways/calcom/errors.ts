import { CalendarError, type CalendarErrorCode } from '../../domain/calendar/port.ts';

/** How long the API blocks a key that asked too often, where it does not say (integrations.md 2). */
const block = 60_000;

/** Reads an answer that is none. Of what Cal.com says only the code is kept: its message may quote what was asked. */
export function errorOf(status: number, headers: Headers, text: string, now: Date): CalendarError {
  if (status === 429) return new CalendarError('RATE_LIMITED', 'Cal.com was asked too often', { retryAt: retryAt(headers, now) });
  return new CalendarError(codeOf(status), `Cal.com answered ${status}${saidIn(text)}`);
}

function codeOf(status: number): CalendarErrorCode {
  if (status === 401 || status === 403) return 'UNAUTHORISED';
  if (status === 404) return 'NOT_FOUND';
  if (status === 408 || status === 504) return 'TIMED_OUT';
  return status >= 500 ? 'UNAVAILABLE' : 'REFUSED';
}

/** `Retry-After`, or the limit's own header, whose name ends with that of the limit; both in seconds. */
function retryAt(headers: Headers, now: Date): Date {
  const limits = [...headers].filter(([name]) => name.startsWith('x-ratelimit-reset')).map(([, value]) => Number(value));
  const seconds = [Number(headers.get('retry-after') ?? Number.NaN), ...limits].filter((one) => one > 0 && one < 86_400);
  return new Date(now.getTime() + (seconds.length > 0 ? Math.max(...seconds) * 1_000 : block));
}

/** The code of Cal.com's error envelope, such as `BadRequestException`. */
function saidIn(text: string): string {
  const code = /"code"\s*:\s*"([A-Za-z_]{1,60})"/.exec(text)?.[1];
  return code === undefined ? '' : ` (${code})`;
}

/** What became of a request that got no answer. */
export const unreached = (cause: unknown, late: boolean): CalendarError =>
  late
    ? new CalendarError('TIMED_OUT', 'Cal.com did not answer in time', { cause })
    : new CalendarError('UNAVAILABLE', 'Cal.com could not be reached', { cause });

/** Tells whether the same question may be answered a moment later. */
export const isWorthAnotherTry = ({ code }: CalendarError): boolean =>
  code === 'TIMED_OUT' || code === 'UNAVAILABLE' || code === 'RATE_LIMITED';
