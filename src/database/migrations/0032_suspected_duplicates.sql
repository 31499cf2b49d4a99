-- Pairs of contacts who may be one person, by their own ids in order: a read model like those of 0004, built again from the log.
-- Whether they are one by now is asked when the list is read: a merge rewrites no row, so that a split has nothing to restore.
create table suspected_duplicate (
  clinic text not null,
  one uuid not null,
  other uuid not null,
  state jsonb not null,
  position text collate "C" not null,
  primary key (clinic, one, other)
);
call protect_table('suspected_duplicate');

-- Who a contact is by now; nearly all are themselves, which costs one look at an index.
create function present_contact(of_clinic text, of_contact uuid) returns uuid language sql stable parallel safe as $$
  select case when exists (select from contact_alias as alias where alias.clinic = of_clinic and alias.contact = of_contact)
    then canonical_contact(of_clinic, of_contact) else of_contact end
$$;
