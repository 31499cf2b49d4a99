import type { IncomingHttpHeaders } from 'node:http';
import { type ClinicSlug, isClinicSlug } from '../../domain/ids.ts';
import type { Receive } from '../inbox/receive.ts';
import { type Reply, receiveReply, refusal } from '../reply.ts';
import { readBody } from './body.ts';
import { contentKey } from './contentKey.ts';
import { verifyCalcomSignature } from './signature.ts';

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
    if (!secrets || !isClinicSlug(clinic)) return refusal.unknownClinic;
    const header = headers['x-cal-signature-256'];
    if (!verifyCalcomSignature({ body, header: typeof header === 'string' ? header : undefined, secrets })) return refusal.unproven;
    const read = readBody(body);
    const trigger = read?.trigger.slice(0, 100) ?? null;
    return receiveReply(receive, { clinic, source: 'CALCOM', body, trigger, contentKey: contentKey(read) });
  };
}
