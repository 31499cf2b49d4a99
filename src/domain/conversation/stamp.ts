import type { MessageId } from '../ids.ts';

/**
 * The member of a message's `content_attributes` in which our own messages carry their id to Chatwoot and back:
 * it keeps members that it does not know, and has no idempotency key (integrations.md 4).
 */
export const stampAttribute = 'karen_message';

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Reads our stamp off a message; null for one that we did not ask for. */
export function stampOf(attributes: Readonly<Record<string, unknown>> | null | undefined): MessageId | null {
  const stamp = attributes?.[stampAttribute];
  return typeof stamp === 'string' && uuid.test(stamp) ? (stamp as MessageId) : null; // a UUID is an id
}
