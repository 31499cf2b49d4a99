import type { Database } from '../../database/database.ts';
import { type Page, type PageRequest, pageOf } from '../../database/keyset.ts';
import type { ClinicSlug, ContactId, Instant } from '../../domain/ids.ts';
import type { Viewer } from '../../domain/viewer.ts';
import type { Suspicion } from './model.ts';

/** Two contacts who may be one person, by the ids that they have now. */
export interface SuspectedPair {
  readonly clinic: ClinicSlug;
  /** A UUID that the pair has for ever, for its place in the list. */
  readonly id: string;
  readonly contacts: readonly [ContactId, ContactId];
  readonly since: Instant;
  readonly suspicions: readonly Suspicion[];
}

/** Pairs that became one when their contacts were merged with others are one entry; those who are one person are none. */
const pairs = `
  select clinic, one, other, min(state ->> 'since') as since, jsonb_agg(state -> 'suspicions' order by state ->> 'since') as suspicions,
    md5(one::text || other::text)::uuid as id
  from (
    select clinic, least(one, other) as one, greatest(one, other) as other, state from (
      select clinic, present_contact(clinic, one) as one, present_contact(clinic, other) as other, state
      from suspected_duplicate where clinic = any($1)
    ) as present where one <> other
  ) as suspected
  where exists (select from contact where contact.clinic = suspected.clinic and contact.id = one)
    and exists (select from contact where contact.clinic = suspected.clinic and contact.id = other)
  group by clinic, one, other`;

/** Suspected duplicates, the latest first. */
export async function listSuspectedPairs(
  database: Database,
  viewer: Viewer,
  clinics: readonly ClinicSlug[],
  { after, before, backwards, limit, ...page }: PageRequest,
): Promise<Page<SuspectedPair>> {
  interface Row extends Omit<SuspectedPair, 'contacts' | 'suspicions'> {
    readonly one: ContactId;
    readonly other: ContactId;
    readonly suspicions: readonly (readonly Suspicion[])[];
  }
  const rows = await database.query<Row>(viewer, {
    text: `select * from (${pairs}) as pair
           where ($2::timestamptz is null or (since::timestamptz, id) < ($2, $3::uuid))
             and ($4::timestamptz is null or (since::timestamptz, id) > ($4, $5::uuid))
           order by since::timestamptz ${backwards ? 'asc, id asc' : 'desc, id desc'} limit $6`,
    values: [clinics, after?.at ?? null, after?.id ?? null, before?.at ?? null, before?.id ?? null, limit],
  });
  const read = rows.map(({ clinic, id, one, other, since, suspicions }) => ({
    clinic,
    id,
    since,
    contacts: [one, other] as const,
    suspicions: suspicions.flat(),
  }));
  return pageOf(read, { after, before, backwards, limit, ...page });
}

export async function countSuspectedPairs(database: Database, viewer: Viewer, clinics: readonly ClinicSlug[]): Promise<number> {
  const [row] = await database.query<{ count: number }>(viewer, {
    text: `select count(*) from (${pairs}) as pair`,
    values: [clinics],
  });
  return row?.count ?? 0;
}
