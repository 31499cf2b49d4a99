import type { IncomingHttpHeaders } from 'node:http';
import { type ClinicSlug, isClinicSlug } from '../../domain/ids.ts';
import type { Receive } from '../inbox/receive.ts';
import { type Reply, receiveReply, refusal } from '../reply.ts';
import { readBody } from './body.ts';
import { contentKey } from './contentKey.ts';
import { withoutCredentials } from './credentials.ts';
import { verifyChatwootSignature, verifyPathToken } from './signature.ts';

export interface ChatwootRequest {
  /** As the path names it. */
  readonly clinic: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Uint8Array;
  /** `token` of the address. */
  readonly token: string | null;
}

/** How a clinic's Chatwoot proves itself: it signs, or an old one has a secret in its address. */
export interface ChatwootProof {
  readonly mode: 'required' | 'path-token';
  readonly secrets: readonly string[];
}

export interface ChatwootEndpointOptions {
  readonly receive: Receive;
  /** Undefined for an unknown clinic. */
  readonly proofOf: (clinic: ClinicSlug) => ChatwootProof | undefined;
  readonly now: () => Date;
  /** Called with each body that is proven: the clinic's Chatwoot is there. */
  readonly onProven?: (clinic: ClinicSlug) => void;
}

/**
 * Answers `POST /webhooks/chatwoot/:clinic`: 200 once a proven body is durable, without the credentials that it carries, also when it cannot be
 * read: account webhooks are sent once. 401 for a wrong, missing or stale signature, 404 for an unknown clinic, 503 while nothing can be made durable.
 */
export function createChatwootEndpoint({
  receive,
  proofOf,
  now,
  onProven,
}: ChatwootEndpointOptions): (request: ChatwootRequest) => Promise<Reply> {
  return async ({ clinic, headers, body, token }) => {
    const proof = isClinicSlug(clinic) ? proofOf(clinic) : undefined;
    if (!proof || !isClinicSlug(clinic)) return refusal.unknownClinic;
    const isProven =
      proof.mode === 'path-token'
        ? verifyPathToken(token, proof.secrets)
        : verifyChatwootSignature(signedBy(headers, body), proof.secrets, now());
    if (!isProven) return refusal.unproven;
    onProven?.(clinic);
    const kept = withoutCredentials(body);
    const read = readBody(kept);
    const trigger = read?.event.slice(0, 100) ?? null;
    return receiveReply(receive, { clinic, source: 'CHATWOOT', body: kept, trigger, contentKey: contentKey(read) });
  };
}

const signedBy = (headers: IncomingHttpHeaders, body: Uint8Array) => {
  const one = (name: string): string | undefined => {
    const value = headers[name];
    return typeof value === 'string' ? value : undefined;
  };
  return { body, timestamp: one('x-chatwoot-timestamp'), signature: one('x-chatwoot-signature') };
};
