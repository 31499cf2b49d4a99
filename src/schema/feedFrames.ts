import type { ClinicSlug, ContactId } from '../domain/ids.ts';
import type { ChangeFilter } from '../projections/feed/changeFeed.ts';
import type { FeedMark } from '../projections/feed/port.ts';
import { builder } from './builder.ts';
import { clinicsIn } from './contact.ts';
import type { SchemaContext } from './context.ts';
import { graphqlError } from './errors.ts';
import { readNodeId } from './node.ts';

export const FeedFrame = builder.interfaceRef<{ readonly cursor: string }>('FeedFrame').implement({
  description: 'Every frame carries the last position seen.',
  fields: (t) => ({ cursor: t.field({ type: 'Cursor', resolve: ({ cursor }) => cursor }) }),
});

export const FeedReady = builder.objectRef<FeedMark>('FeedReady').implement({
  description: 'The backlog is delivered and the feed is live.',
  interfaces: [FeedFrame],
});

export const FeedHeartbeat = builder.objectRef<FeedMark>('FeedHeartbeat').implement({
  description: 'At least every 15 s, and up to this position nothing was missed.',
  interfaces: [FeedFrame],
});

/** How every feed is described. */
export const feedDescription =
  'The backlog after `after` (or nothing), then FeedReady, then what happens. Resume with the last cursor: no gap, no repeat.';

/** What every feed's filter asks, read; what the viewer does not see becomes a clinic that does not exist. */
export function changeFilter(
  { clinic, contactId }: { readonly clinic?: string | null | undefined; readonly contactId?: string | null | undefined },
  context: SchemaContext,
): ChangeFilter {
  const contact = contactId ? readNodeId(contactId, context, 'Contact') : null;
  const [seen] = clinicsIn(clinic, context);
  const nowhere = (clinic && !seen) || (contactId && !contact);
  return {
    ...(clinic || nowhere ? { clinic: nowhere ? ('-' as ClinicSlug) : (seen as ClinicSlug) } : {}), // no clinic is called `-`
    ...(contact ? { contact: { clinic: contact.clinic, id: contact.id as ContactId } } : {}), // a UUID, by the id's grammar
  };
}

/** How a subscriber follows, by his transport and from his last cursor. Fails where the transport cannot stream. */
export function feedRequest(after: string | null | undefined, { subscription, viewer, lastEventId }: SchemaContext) {
  if (!subscription) throw graphqlError('BAD_USER_INPUT', 'subscribe over a WebSocket or as server-sent events');
  return { viewer, after: lastEventId ?? after ?? null, ...subscription };
}
