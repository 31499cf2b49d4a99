import type { Database } from '../../database/database.ts';
import { type Page, type PageRequest, pageOf } from '../../database/keyset.ts';
import type { Channel } from '../../domain/channel.ts';
import type { ClinicSlug, ContactId, Instant } from '../../domain/ids.ts';
import type { Viewer } from '../../domain/viewer.ts';
import { type ContactRecord, type Person, shownContact } from './person.ts';
import { queryTokens } from './searchTokens.ts';

/** Few were merged into anybody: the others cost a look at the index. */
const hasMerged = 'exists (select from contact_alias as alias where alias.clinic = contact.clinic and alias.into_contact = contact.id)';

/** A row of {@link shownColumns}. */
export interface ShownColumns {
  readonly contact_id: ContactId;
  readonly contact_name: string | null;
  readonly contact_phone: string | null;
  readonly contact_email: string | null;
  readonly contact_channel: Channel;
  readonly contact_since: Instant;
  /** Of a contact whom others were merged into: what is shown of her is put together from all of them. */
  readonly contact_person: Pick<Person, 'row' | 'merged'> | null;
}

/** What is read of a contact to show her: the columns that her fold has filled. */
export const shownColumns = `contact.id as contact_id, contact.name as contact_name, contact.phone as contact_phone,
  contact.email as contact_email, contact.first_channel as contact_channel, contact.state ->> 'createdAt' as contact_since,
  case when ${hasMerged} then jsonb_build_object('row', contact.state, 'merged', merged_contacts(contact.clinic, contact.id)) end
    as contact_person`;

/** The contact of a row of {@link shownColumns}. */
export const contactRecord = (clinic: ClinicSlug, row: ShownColumns): ContactRecord =>
  row.contact_person
    ? shownContact({ clinic, id: row.contact_id, ...row.contact_person })
    : {
        clinic,
        id: row.contact_id,
        name: row.contact_name,
        phone: row.contact_phone,
        email: row.contact_email,
        firstChannel: row.contact_channel,
        createdAt: row.contact_since,
      };

/**
 * Who a contact is by now, as a table to join laterally. One row at a time: planned as a join of two tables, all contacts of a small
 * clinic are read for a page of fifty.
 */
export const contactNow = (clinic: string, id: string, columns: string): string => `lateral (
  select ${columns} from contact
  where contact.clinic = ${clinic} and contact.id = case
    when exists (select from contact_alias as alias where alias.clinic = ${clinic} and alias.contact = ${id})
    then canonical_contact(${clinic}, ${id}) else ${id} end
  limit 1
)`;

const askedContacts = (columns: string): string =>
  `from unnest($1::text[], $2::uuid[]) as asked(clinic, id) cross join ${contactNow('asked.clinic', 'asked.id', columns)} as found`;

export interface ContactKey {
  readonly clinic: ClinicSlug;
  readonly id: ContactId;
}

/** The contacts of those asked for that the viewer sees; `asked` is the id that was asked for. */
export async function contactsByIds(
  database: Database,
  viewer: Viewer,
  keys: readonly ContactKey[],
): Promise<readonly (ContactRecord & { readonly asked: ContactId })[]> {
  const rows = await database.query<ShownColumns & { readonly clinic: ClinicSlug; readonly asked: ContactId }>(viewer, {
    name: 'contacts_by_ids',
    text: `select asked.clinic, asked.id as asked, found.* ${askedContacts(shownColumns)}`,
    values: [keys.map((one) => one.clinic), keys.map((one) => one.id)],
  });
  return rows.map((row) => ({ asked: row.asked, ...contactRecord(row.clinic, row) }));
}

/** All that is known of the contacts asked for that the viewer sees; `asked` is the id that was asked for. */
export const peopleByIds = (
  database: Database,
  viewer: Viewer,
  keys: readonly ContactKey[],
): Promise<(Person & { readonly asked: ContactId })[]> =>
  database.query(viewer, {
    name: 'people_by_ids',
    text: `select asked.id as asked, found.* ${askedContacts(`contact.clinic, contact.id, contact.state as row,
      case when ${hasMerged} then merged_contacts(contact.clinic, contact.id) else '[]' end as merged`)}`,
    values: [keys.map((one) => one.clinic), keys.map((one) => one.id)],
  });

export interface ContactFilter {
  readonly clinics: readonly ClinicSlug[];
  readonly search: string | null;
  readonly channels: readonly Channel[] | null;
}

/**
 * The condition of a contact list. A search asks that every token be the beginning of one of hers, as ranges on the index;
 * contacts who were merged into another are not listed, and what finds one of them finds the other.
 */
function conditionOf({ clinics, search, channels }: ContactFilter): { readonly text: string; readonly values: readonly unknown[] } {
  const tokens = search === null ? [] : queryTokens(search);
  const found = `and (contact.clinic, contact.id) in (
      select hit.clinic, hit.contact from (
        select distinct searched.clinic, canonical_contact(searched.clinic, searched.contact) as contact, asked.number
        from unnest($3::text[], $4::text[]) with ordinality as asked(low, high, number)
        join contact_search as searched on searched.clinic = any($1) and searched.token >= asked.low and searched.token < asked.high
      ) as hit group by hit.clinic, hit.contact having count(*) = cardinality($3)
    )`;
  // A search for nothing that can be found (only punctuation) finds nobody.
  const searched = search === null || search.trim() === '' ? '' : found;
  return {
    text: `contact.clinic = any($1)
      and ($2::text[] is null or case when exists (
        select from contact_alias as alias where alias.clinic = contact.clinic and alias.into_contact = contact.id
      ) then first_channel_of(contact.clinic, contact.id) else first_channel end = any($2))
      and not exists (select from contact_alias as alias where alias.clinic = contact.clinic and alias.contact = contact.id) ${searched}`,
    values: searched === '' ? [clinics, channels] : [clinics, channels, tokens, tokens.map((token) => `${token}\u{10ffff}`)],
  };
}

/** Contacts, those known last first. */
export async function listContacts(
  database: Database,
  viewer: Viewer,
  filter: ContactFilter,
  page: PageRequest,
): Promise<Page<ContactRecord>> {
  const { text, values } = conditionOf(filter);
  const { after, before, backwards, limit } = page;
  const next = values.length;
  const rows = await database.query<ShownColumns & { readonly clinic: ClinicSlug }>(viewer, {
    text: `select contact.clinic, ${shownColumns} from contact
           where ${text}
             and ($${next + 1}::timestamptz is null or (created_at, id) < ($${next + 1}, $${next + 2}::uuid))
             and ($${next + 3}::timestamptz is null or (created_at, id) > ($${next + 3}, $${next + 4}::uuid))
           order by created_at ${backwards ? 'asc, id asc' : 'desc, id desc'} limit $${next + 5}`,
    values: [...values, after?.at ?? null, after?.id ?? null, before?.at ?? null, before?.id ?? null, limit],
  });
  return pageOf(
    rows.map((row) => contactRecord(row.clinic, row)),
    page,
  );
}

export async function countContacts(database: Database, viewer: Viewer, filter: ContactFilter): Promise<number> {
  const { text, values } = conditionOf(filter);
  const [row] = await database.query<{ count: number }>(viewer, { text: `select count(*) from contact where ${text}`, values });
  return row?.count ?? 0;
}

/** A contact asked for, and all who are the same person by now: the first is who she is, then those who were merged into her. */
export interface ContactFamily extends ContactKey {
  readonly members: readonly ContactId[];
}

/** The families of those asked for: what a filter on a contact means. */
export const contactFamilies = (database: Database, viewer: Viewer, keys: readonly ContactKey[]): Promise<ContactFamily[]> =>
  database.query(viewer, {
    name: 'contact_families',
    text: `with recursive family as (
             select asked.clinic, asked.id as asked, canonical_contact(asked.clinic, asked.id) as id, 0 as depth
             from unnest($1::text[], $2::uuid[]) as asked(clinic, id)
             union all
             select family.clinic, family.asked, alias.contact, family.depth + 1
             from contact_alias as alias join family on alias.clinic = family.clinic and alias.into_contact = family.id
           ) select clinic, asked as id, array_agg(id order by depth, id) as members from family group by clinic, asked`,
    values: [keys.map((one) => one.clinic), keys.map((one) => one.id)],
  });
