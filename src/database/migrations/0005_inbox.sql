-- Every correctly signed delivery, from the moment it was answered with 200 until its body is too old to keep.
-- The id is made from the content, so that the same content is one row however often it is sent.

create table delivery (
  id uuid primary key,
  clinic text not null,
  source text not null check (source in ('CALCOM', 'CHATWOOT')),
  trigger text,
  -- Milliseconds, as a cursor of the list names them.
  received_at timestamptz(3) not null default clock_timestamp(),
  -- The order of receipt, in which deliveries about one thing are carried out.
  seq bigint generated always as identity,
  status text not null default 'RECEIVED' check (status in ('RECEIVED', 'PROCESSED', 'IGNORED', 'PARKED')),
  reason text,
  attempts integer not null default 0,
  next_attempt_at timestamptz not null default clock_timestamp(),
  processed_at timestamptz,
  -- Encrypted under the clinic's key; null once the clinic's retention is over. The row stays: a repeat is still a duplicate.
  body bytea
);
create index delivery_to_process on delivery (seq) where status = 'RECEIVED';
create index delivery_by_clinic on delivery (clinic, received_at desc, id desc);
create index delivery_with_body on delivery (clinic, received_at) where body is not null;
call protect_table('delivery');
