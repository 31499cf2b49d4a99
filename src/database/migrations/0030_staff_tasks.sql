-- What staff have to see to: a read model like those of 0004, built again from the log.

create table staff_task (
  clinic text not null,
  id uuid not null,
  contact uuid not null,
  is_open boolean not null,
  created_at timestamptz not null,
  state jsonb not null,
  position text collate "C" not null,
  primary key (clinic, id)
);
-- The order of the list: what is open first, the newest first.
create index staff_task_by_age on staff_task (clinic, is_open desc, created_at desc, id desc);
call protect_table('staff_task');
