import { z } from 'zod';
import { stampOf } from '../../domain/conversation/stamp.ts';
import { type Instant, instantOf, type MessageId } from '../../domain/ids.ts';
import type { Api } from './api.ts';
import { searchContact } from './contacts.ts';
import type { Destination, Lookup } from './port.ts';

const message = z.object({
  id: z.int(),
  created_at: z.number(),
  content_attributes: z.record(z.string(), z.unknown()).nullish().catch(null),
});
const page = z.object({ payload: z.array(message) });
const conversations = z.object({
  payload: z.array(
    z.object({ id: z.int(), inbox_id: z.int().nullish(), contact_inbox: z.object({ source_id: z.string() }).nullish().catch(null) }),
  ),
});

/** Two clocks may differ by so much; in milliseconds. */
const skew = 5 * 60_000;

/** Pages of twenty messages that are read at most: nobody says two hundred things within minutes. */
const mostPages = 10;

const unknown: Lookup = { type: 'unknown' };

/** Looks for a message by its stamp where it was to go, back to the moment at which it was first handed over. */
export async function findStamp(user: Api, stamp: MessageId, to: Destination, since: Instant): Promise<Lookup> {
  if (to.type === 'conversation') return inConversation(user, stamp, to.conversation, null, since);
  const { recipient, inbox } = to;
  const contact = await searchContact(user, recipient);
  if (contact.type === 'absent') return contact;
  if (contact.type !== 'contact') return unknown;
  const answer = await user('GET', `/contacts/${contact.id}/conversations`);
  const hers = answer.type === 'ok' ? conversations.safeParse(answer.body).data : null;
  if (!hers) return unknown;
  for (const { id, inbox_id, contact_inbox } of hers.payload) {
    if (inbox_id !== undefined && inbox_id !== null && inbox_id !== inbox) continue;
    const found = await inConversation(user, stamp, String(id), contact_inbox?.source_id ?? null, since);
    if (found.type !== 'absent') return found;
  }
  return { type: 'absent' };
}

async function inConversation(user: Api, stamp: MessageId, conversation: string, address: string | null, since: Instant): Promise<Lookup> {
  const earliest = (Date.parse(since) - skew) / 1_000;
  let before: number | null = null;
  for (let count = 0; count < mostPages; count++) {
    const answer = await user('GET', `/conversations/${conversation}/messages${before === null ? '' : `?before=${before}`}`);
    // A conversation that was deleted holds nothing.
    if (answer.type === 'refused' && answer.status === 404) return { type: 'absent' };
    const read = answer.type === 'ok' ? page.safeParse(answer.body).data : null;
    if (!read) return unknown;
    const { payload } = read;
    const found = payload.find((one) => stampOf(one.content_attributes) === stamp);
    if (found) {
      const at = instantOf(new Date(found.created_at * 1_000));
      return { type: 'found', stored: { conversation, message: String(found.id), at, address } };
    }
    const oldest = payload.reduce<z.output<typeof message> | null>(
      (least, one) => (least === null || one.id < least.id ? one : least),
      null,
    );
    if (oldest === null || oldest.created_at < earliest) return { type: 'absent' };
    before = oldest.id;
  }
  return unknown;
}
