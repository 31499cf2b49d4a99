import type { DomainEvent, EventSchemas } from '../event.ts';
import type { ContactId } from '../ids.ts';

// Events of the one stream `merges-<clinic>`: one append decides, so no circle can arise

/** Two contacts are one person; reads show `into`. */
export type ContactsMerged = DomainEvent<'ContactsMerged', { readonly from: ContactId; readonly into: ContactId; readonly reason: string }>;
/** `contact` was merged into `from` by mistake and is itself again. */
export type ContactsSplit = DomainEvent<
  'ContactsSplit',
  { readonly contact: ContactId; readonly from: ContactId; readonly reason: string }
>;

export type MergeEvent = ContactsMerged | ContactsSplit;

export const mergeSchemas: EventSchemas<MergeEvent> = {
  ContactsMerged: { version: 1, personal: {} },
  ContactsSplit: { version: 1, personal: {} },
};
