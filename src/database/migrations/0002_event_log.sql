-- The event log: one head row, positions dense and in the order of commit.
-- Readers need `position > $1` and nothing else; a dump restored into another cluster goes on where it was.
-- Ordering by transaction id, the usual trick, fails both: after a restore 293 of 3,302 events were invisible.

create table log_head (
  only_row boolean primary key default true check (only_row),
  position bigint not null,
  -- A copy of the log gets an id of its own, so that cursors of one are not taken for those of another.
  log_id uuid not null
);
insert into log_head (position, log_id) values (0, gen_random_uuid());
-- No policy: one number for the whole installation, nothing of any clinic.
grant select, update on log_head to journeys_app;

create table log_stream (
  name text collate "C" primary key,
  clinic text not null,
  revision bigint not null
);
call protect_table('log_stream');

create table log_event (
  position bigint primary key,
  clinic text not null,
  stream text collate "C" not null,
  revision bigint not null,
  id uuid not null,
  type text not null,
  -- Bytes: jsonb reorders keys and refuses U+0000.
  data bytea not null,
  metadata bytea not null,
  recorded_at timestamptz not null default clock_timestamp(),
  unique (stream, revision),
  unique (stream, id)
);
call protect_table('log_event');

-- Appends a group in one statement: streams[k] gets its events if its revision is expected[k] (-1: there must be no stream).
-- No stream stands twice in a group. The k-th event belongs to append owners[k] and is its numbers[k]-th, from 1.
-- An append whose revision does not fit is left out, its neighbours are not: the answer holds for each its last revision
-- and position, or its stream's true revision.
-- Volatile plpgsql on purpose: each statement sees what was committed before it began, so the revisions read after
-- the head row is locked are the true ones. In one plain statement they would be read before the wait for the lock.
create function append_to_log(
  streams text[], clinics text[], expected bigint[], counts integer[],
  owners integer[], numbers integer[], ids uuid[], types text[], datas bytea[], metadatas bytea[]
) returns table (append integer, appended boolean, last_revision bigint, last_position bigint)
language plpgsql volatile as $$
declare
  head bigint;
begin
  select log_head.position into head from log_head for update;
  return query
  with asked as (
    select k::integer, a.stream, a.clinic, a.expected, a.count, coalesce(log_stream.revision, -1) as actual
    from unnest(streams, clinics, append_to_log.expected, counts) with ordinality as a(stream, clinic, expected, count, k)
    left join log_stream on log_stream.name = a.stream
  ), fitting as (
    select asked.*, head + sum(count) over (order by k) - count as before from asked where actual = asked.expected
  ), revisions as (
    insert into log_stream (name, clinic, revision) select stream, clinic, actual + count from fitting
    on conflict (name) do update set revision = excluded.revision
  ), events as (
    insert into log_event (position, clinic, stream, revision, id, type, data, metadata)
    select before + number, clinic, stream, actual + number, id, type, data, metadata
    from unnest(owners, numbers, ids, types, datas, metadatas) as event(owner, number, id, type, data, metadata)
    join fitting on fitting.k = event.owner
  ), moved as (
    update log_head set position = head + (select coalesce(sum(count), 0) from fitting)
  )
  select asked.k, fitting.k is not null, asked.actual + coalesce(fitting.count, 0), (fitting.before + fitting.count)::bigint
  from asked left join fitting on fitting.k = asked.k order by asked.k;
end
$$;
grant execute on function append_to_log to journeys_app;
