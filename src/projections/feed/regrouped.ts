import type { Transaction } from '../../database/database.ts';
import type { MergeEvent } from '../../domain/merges/merges.ts';
import type { UnreadableEvent } from '../../eventStore/codec/codec.ts';
import type { LoggedEvent } from '../../eventStore/codec/envelope.ts';
import { contactMerges } from '../contacts/merges.ts';
import type { AnyReadModel } from '../models.ts';
import { recordChanges } from '../rowStatements.ts';

/** A merge or a split: who people are has changed, and no row of theirs. */
export const isMerge = (logged: LoggedEvent): logged is LoggedEvent<MergeEvent> =>
  logged.event.type === 'ContactsMerged' || logged.event.type === 'ContactsSplit';

/** Cuts a batch after each merge, so that what follows from it is told with the rows as they stand then. */
export function cutAfterMerges<Decoded extends LoggedEvent | UnreadableEvent>(batch: readonly Decoded[]): readonly (readonly Decoded[])[] {
  const ends = batch.flatMap((one, index) => ('event' in one && isMerge(one) ? [index + 1] : []));
  const cuts = [...new Set([0, ...ends, batch.length])];
  return cuts.slice(1).map((end, index) => batch.slice(cuts[index], end));
}

/** Tells whether a merge is in the tables already: then the log is projected again, over rows that may be of later, and feeds were told. */
export async function isProjected(transaction: Transaction, { metadata, position }: LoggedEvent<MergeEvent>): Promise<boolean> {
  const rows = await transaction.query({
    name: 'merge_is_projected',
    text: `select from ${contactMerges.table} where clinic = $1 and position = $2`,
    values: [metadata.clinic, position],
  });
  return rows.length > 0;
}

/** Tells the feeds of everything that belongs to whom a merge made one person, or a split two. To be called when the alias is written. */
export async function tellRegrouped(
  transaction: Transaction,
  models: readonly AnyReadModel[],
  logged: LoggedEvent<MergeEvent>,
): Promise<void> {
  const { event, metadata } = logged;
  const people = event.type === 'ContactsMerged' ? [event.data.from, event.data.into] : [event.data.contact, event.data.from];
  for (const { table, feed } of models) {
    if (!feed?.regrouped) continue;
    const { kind, columns, visible = 'true' } = feed.regrouped;
    const rows = await transaction.query<{ id: string; state: object }>({
      name: `regrouped_${table}`,
      text: `with present as (
               select distinct canonical_contact($1, asked.id) as id from unnest($2::uuid[]) as asked(id)
             ), member as (
               select id from present union select merged.contact from present, merged_into($1, present.id) as merged
             )
             select thing.id, thing.state from member join ${table} as thing on thing.clinic = $1 and thing.contact = member.id
             where ${visible} order by thing.id`,
      values: [metadata.clinic, people],
    });
    const changes = rows.flatMap(({ id, state }, index) => {
      const its = columns(state);
      // The first place of a merge is its own.
      return its ? [{ event: logged, key: { clinic: metadata.clinic, key: [id] }, seq: index + 1, kind, before: its, after: its }] : [];
    });
    if (changes.length > 0) await transaction.query(recordChanges(feed, changes));
  }
}
