-- Agenda's jobs, in a schema of their own: its repository names one table and no schema, so its connections have a search
-- path instead. The server's role owns nothing, so what Agenda would create on connecting stands here (`ensureSchema` is off).
-- No policy: a job is a minute in which somebody has something to do, for the whole installation. Losing all of them loses nothing.
create schema agenda;
grant usage on schema agenda to journeys_app;

create table agenda.agenda_jobs (
  id uuid primary key default gen_random_uuid(),
  name varchar(255) not null,
  priority integer not null default 0,
  next_run_at timestamptz,
  type varchar(10) not null default 'normal',
  locked_at timestamptz,
  last_finished_at timestamptz,
  failed_at timestamptz,
  fail_count integer,
  fail_reason text,
  repeat_timezone varchar(100),
  last_run_at timestamptz,
  repeat_interval varchar(255),
  data jsonb,
  repeat_at varchar(255),
  disabled boolean default false,
  progress real,
  fork boolean default false,
  last_modified_by varchar(255),
  debounce_started_at timestamptz,
  start_date timestamptz,
  end_date timestamptz,
  skip_days jsonb
);
-- For its two questions: which job is next, and whether a minute has one.
create index agenda_jobs_next on agenda.agenda_jobs (name, next_run_at) where not disabled;
-- For the locks of dead processes.
create index agenda_jobs_locked on agenda.agenda_jobs (locked_at) where locked_at is not null;
grant select, insert, update, delete on agenda.agenda_jobs to journeys_app;
