-- Every merge and split as it happened, so that a feed knows who was whom at each place in the log: no personal data, and few rows.
-- Built again from the log like the read models of 0004; a split is without `into_contact`.
create table contact_merge (
  clinic text not null,
  position text collate "C" not null,
  contact uuid not null,
  into_contact uuid,
  primary key (clinic, position)
);
create index contact_merge_by_position on contact_merge (position);
call protect_table('contact_merge');
