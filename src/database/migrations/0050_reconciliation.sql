-- How far each clinic's bookings have been compared with its calendar, and what could not be.

create table reconciliation (
  clinic text primary key,
  -- By the calendar's clock, not ours: every booking that changed before this moment has been compared,
  changed_since timestamptz(3) not null,
  -- and so has every visit that was over by this one.
  over_since timestamptz(3) not null,
  -- When a comparison last came to its end, by the database's clock.
  checked_at timestamptz,
  -- Why the last one did not: a code of the calendar's errors.
  problem text
);
call protect_table('reconciliation');

-- A row leaves when a later comparison of its booking goes well.
create table unreconciled_booking (
  clinic text not null,
  uid text not null,
  -- The kind of error, nothing of what the booking says.
  problem text not null,
  since timestamptz not null default now(),
  primary key (clinic, uid)
);
call protect_table('unreconciled_booking');
