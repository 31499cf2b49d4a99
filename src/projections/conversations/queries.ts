import type { Database } from '../../database/database.ts';
import { type Page, type PageRequest, pageOf } from '../../database/keyset.ts';
import type { Channel } from '../../domain/channel.ts';
import type { KnownConversation } from '../../domain/conversation/conversation.ts';
import type { ConversationOwner } from '../../domain/conversation/owner.ts';
import type { ClinicSlug, ContactId, ConversationId } from '../../domain/ids.ts';
import type { Viewer } from '../../domain/viewer.ts';

export interface ConversationKey {
  readonly clinic: ClinicSlug;
  readonly id: ConversationId;
}

/** A conversation as read. */
export interface ConversationRecord extends ConversationKey {
  readonly row: KnownConversation;
}

/** The conversations of those asked for that the viewer sees, in no order. */
export const conversationsByIds = (database: Database, viewer: Viewer, keys: readonly ConversationKey[]): Promise<ConversationRecord[]> =>
  database.query(viewer, {
    name: 'conversations_by_ids',
    text: `select conversation.clinic, conversation.id, conversation.state as row
           from unnest($1::text[], $2::uuid[]) as asked(clinic, id)
           join conversation on conversation.clinic = asked.clinic and conversation.id = asked.id`,
    values: [keys.map((one) => one.clinic), keys.map((one) => one.id)],
  });

/** The conversations of contacts, the one last written in first. */
export async function conversationIdsOf(
  database: Database,
  viewer: Viewer,
  clinic: ClinicSlug,
  contacts: readonly ContactId[],
): Promise<readonly ConversationId[]> {
  const rows = await database.query<{ id: ConversationId }>(viewer, {
    name: 'conversation_ids_of',
    text: 'select id from conversation where clinic = $1 and contact = any($2::uuid[]) order by active_at desc, id desc limit 50',
    values: [clinic, contacts],
  });
  return rows.map(({ id }) => id);
}

/** A contact, and a channel that she is spoken to on. */
export interface ContactChannel {
  readonly clinic: ClinicSlug;
  readonly contact: ContactId;
  readonly channel: Channel;
}

/**
 * The conversation that each contact last had on a channel, hers or that of somebody who is the same person by now;
 * `contact` is the id that was asked for.
 */
export const latestConversations = (
  database: Database,
  viewer: Viewer,
  keys: readonly ContactChannel[],
): Promise<(ConversationRecord & ContactChannel)[]> =>
  database.query(viewer, {
    name: 'latest_conversations',
    text: `with recursive asked as (
             select * from unnest($1::text[], $2::uuid[], $3::text[]) as asked(clinic, contact, channel)
           ), family as (
             select clinic, contact as asked, canonical_contact(clinic, contact) as id from (select distinct clinic, contact from asked) as people
             union
             select family.clinic, family.asked, alias.contact
             from contact_alias as alias join family on alias.clinic = family.clinic and alias.into_contact = family.id
           )
           select distinct on (asked.clinic, asked.contact, asked.channel)
             asked.clinic, asked.contact, asked.channel, conversation.id, conversation.state as row
           from asked join family on family.clinic = asked.clinic and family.asked = asked.contact
           join conversation on conversation.clinic = asked.clinic and conversation.contact = family.id and conversation.channel = asked.channel
           order by asked.clinic, asked.contact, asked.channel, conversation.active_at desc, conversation.id desc`,
    values: [keys.map((one) => one.clinic), keys.map((one) => one.contact), keys.map((one) => one.channel)],
  });

export interface ConversationFilter {
  readonly clinics: readonly ClinicSlug[];
  readonly owner: ConversationOwner | null;
  readonly channels: readonly Channel[] | null;
  /** The contact and all who were merged into her. */
  readonly contacts: readonly ContactId[] | null;
}

/** With a single clinic the index gives the order; a list of clinics has to be sorted. */
const clinicCondition = ({ clinics }: ConversationFilter): string =>
  clinics.length === 1 ? 'clinic = ($1::text[])[1]' : 'clinic = any($1)';

const condition = `($2::text is null or owner = $2) and ($3::text[] is null or channel = any($3)) and ($4::uuid[] is null or contact = any($4))`;

const valuesOf = ({ clinics, owner, channels, contacts }: ConversationFilter): readonly unknown[] => [clinics, owner, channels, contacts];

/** Conversations, the one last written in first. */
export async function listConversations(
  database: Database,
  viewer: Viewer,
  filter: ConversationFilter,
  page: PageRequest,
): Promise<Page<ConversationRecord>> {
  const { after, before, backwards, limit } = page;
  const rows = await database.query<ConversationRecord>(viewer, {
    text: `select clinic, id, state as row from conversation
           where ${clinicCondition(filter)} and ${condition}
             and ($5::timestamptz is null or (active_at, id) < ($5, $6::uuid)) and ($7::timestamptz is null or (active_at, id) > ($7, $8::uuid))
           order by active_at ${backwards ? 'asc, id asc' : 'desc, id desc'} limit $9`,
    values: [...valuesOf(filter), after?.at ?? null, after?.id ?? null, before?.at ?? null, before?.id ?? null, limit],
  });
  return pageOf(rows, page);
}

export async function countConversations(database: Database, viewer: Viewer, filter: ConversationFilter): Promise<number> {
  const [row] = await database.query<{ count: number }>(viewer, {
    text: `select count(*) from conversation where ${clinicCondition(filter)} and ${condition}`,
    values: valuesOf(filter),
  });
  return row?.count ?? 0;
}
