import type { IncomingHttpHeaders } from 'node:http';
import { type ClinicSlug, isClinicSlug } from '../../domain/ids.ts';
import { type Receive, Unavailable } from '../inbox/receive.ts';
import { readBody } from './body.ts';
import { contentKey } from './contentKey.ts';
import { verifyCalcomSignature } from './signature.ts';

/** An answer, whatever server sends it. */
export interface Reply {
  readonly status: 200 | 401 | 404 | 503;
  readonly body: object;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface CalcomRequest {
  /** As the path names it. */
  readonly clinic: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Uint8Array;
}

export interface CalcomEndpointOptions {
  readonly receive: Receive;
  /** The clinic's secrets; undefined for an unknown clinic. */
  readonly secretsOf: (clinic: ClinicSlug) => readonly string[] | undefined;
}

/**
 * Answers `POST /webhooks/calcom/:clinic`: 200 once a correctly signed body is durable, also when it cannot be read, since Cal.com does not send it again.
 * 401 for a wrong or missing signature, 404 for an unknown clinic, 503 while nothing can be made durable.
 */
export function createCalcomEndpoint({ receive, secretsOf }: CalcomEndpointOptions): (request: CalcomRequest) => Promise<Reply> {
  return async ({ clinic, headers, body }) => {
    const secrets = isClinicSlug(clinic) ? secretsOf(clinic) : undefined;
    if (!secrets || !isClinicSlug(clinic)) return { status: 404, body: { error: 'there is no such clinic' } };
    const header = headers['x-cal-signature-256'];
    if (!verifyCalcomSignature({ body, header: typeof header === 'string' ? header : undefined, secrets })) {
      return { status: 401, body: { error: 'the signature is missing or wrong' } };
    }
    try {
      const read = readBody(body);
      const trigger = read?.trigger.slice(0, 100) ?? null;
      return { status: 200, body: await receive({ clinic, source: 'CALCOM', body, trigger, contentKey: contentKey(read) }) };
    } catch (error) {
      if (!(error instanceof Unavailable)) throw error;
      return { status: 503, body: { error: 'try again in a moment' }, headers: { 'retry-after': '5' } };
    }
  };
}
