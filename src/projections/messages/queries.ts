import type { Database } from '../../database/database.ts';
import { type Page, type PageRequest, pageOf } from '../../database/keyset.ts';
import type { ClinicSlug, MessageId } from '../../domain/ids.ts';
import type { Viewer } from '../../domain/viewer.ts';
import type { ConversationKey } from '../conversations/queries.ts';
import type { MessageRow } from './model.ts';

export interface MessageKey {
  readonly clinic: ClinicSlug;
  readonly id: MessageId;
}

/** A message as read. */
export interface MessageRecord extends MessageKey {
  readonly row: MessageRow;
}

/** The messages of those asked for that the viewer sees, in no order. */
export const messagesByIds = (database: Database, viewer: Viewer, keys: readonly MessageKey[]): Promise<MessageRecord[]> =>
  database.query(viewer, {
    name: 'messages_by_ids',
    text: `select message.clinic, message.id, message.state as row from unnest($1::text[], $2::uuid[]) as asked(clinic, id)
           join message on message.clinic = asked.clinic and message.id = asked.id`,
    values: [keys.map((one) => one.clinic), keys.map((one) => one.id)],
  });

/** The messages of a conversation, the latest first. */
export async function listMessages(
  database: Database,
  viewer: Viewer,
  { clinic, id }: ConversationKey,
  page: PageRequest,
): Promise<Page<MessageRecord>> {
  const { after, before, backwards, limit } = page;
  const rows = await database.query<MessageRecord>(viewer, {
    name: `list_messages_${backwards ? 'backwards' : 'forwards'}`,
    text: `select clinic, id, state as row from message
           where clinic = $1 and conversation = $2
             and ($3::timestamptz is null or (sent_at, id) < ($3, $4::uuid)) and ($5::timestamptz is null or (sent_at, id) > ($5, $6::uuid))
           order by sent_at ${backwards ? 'asc, id asc' : 'desc, id desc'} limit $7`,
    values: [clinic, id, after?.at ?? null, after?.id ?? null, before?.at ?? null, before?.id ?? null, limit],
  });
  return pageOf(rows, page);
}

export async function countMessages(database: Database, viewer: Viewer, { clinic, id }: ConversationKey): Promise<number> {
  const [row] = await database.query<{ count: number }>(viewer, {
    text: 'select count(*) from message where clinic = $1 and conversation = $2',
    values: [clinic, id],
  });
  return row?.count ?? 0;
}
