-- What processes have seen, and what they are to do. A rebuild of the read models touches neither.

-- How far each process is, in which log and in which database. In a copied log it goes on at the log's end, and in a restored
-- database it holds what is due already: all that was done where the copy comes from.
create table process_checkpoint (
  process text primary key,
  version integer not null,
  log_id uuid not null,
  -- The database's own identity: a dump brings the row along into another one, but not this.
  home text not null,
  position text collate "C",
  -- The last event seen, by which a copy of the log is recognised event by event.
  event uuid,
  -- The log's end when the database was restored: what follows from events up to there and is due is held.
  held_through text collate "C",
  updated_at timestamptz not null default now()
);
-- No policy: positions in the log of the whole installation, nothing of any clinic.
grant select, insert, update, delete on process_checkpoint to journeys_app;

-- What is to be done and is not done yet: at once, or at its time. No personal data: ids and numbers.
-- What was done is deleted; what came of it stands in the log.
create table process_effect (
  -- uuid v5 of process, causing event, purpose and appointment version: planned twice, it is here once.
  id uuid primary key,
  clinic text not null,
  process text not null,
  purpose text not null,
  -- The stream that it is about.
  about text collate "C" not null,
  -- What shares one is done one after the other.
  lane text collate "C" not null,
  -- The order in which it was planned.
  seq bigint generated always as identity,
  version integer not null,
  data jsonb not null,
  cause uuid not null,
  cause_stream text collate "C" not null,
  cause_revision bigint not null,
  correlation text not null,
  planned_for timestamptz not null,
  -- Null: it never comes too late.
  useful_until timestamptz,
  -- When it is tried next: as planned, or later after a failure.
  due_at timestamptz not null,
  attempts integer not null default 0,
  -- FAILED: tried as often as it may be. HELD: this database was copied or restored, and it may have been done already.
  state text not null default 'WAITING' check (state in ('WAITING', 'FAILED', 'HELD')),
  reason text
);
create index process_effect_due on process_effect (process, due_at, seq) where state = 'WAITING';
-- Who waits to be tried again holds up his lane.
create index process_effect_retried on process_effect (process, lane) where state = 'WAITING' and attempts > 0;
create index process_effect_about on process_effect (process, about, purpose) where state = 'WAITING';
create index process_effect_stuck on process_effect (process, state) where state <> 'WAITING';
call protect_table('process_effect');
