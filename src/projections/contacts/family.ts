import type { ContactKey } from './queries.ts';

/**
 * The recursive table `family (clinic, asked, id)` of a query whose first two values are clinics and contacts:
 * each of those asked for, with who she is by now and all who were merged into her.
 */
export const family = `recursive family as (
  select asked.clinic, asked.id as asked, canonical_contact(asked.clinic, asked.id) as id
  from unnest($1::text[], $2::uuid[]) as asked(clinic, id)
  union
  select family.clinic, family.asked, alias.contact
  from contact_alias as alias join family on alias.clinic = family.clinic and alias.into_contact = family.id
)`;

/** The rows of each contact that was asked for, in their order; of one who has none nothing comes. */
export const byContact = <Row extends ContactKey>(rows: readonly Row[]): readonly (ContactKey & { readonly rows: readonly Row[] })[] =>
  [...Map.groupBy(rows, ({ clinic, id }) => `${clinic}.${id}`).values()].flatMap((its) =>
    its[0] ? [{ clinic: its[0].clinic, id: its[0].id, rows: its }] : [],
  );
