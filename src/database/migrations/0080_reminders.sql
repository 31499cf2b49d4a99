-- When the first reminder of each booking falls due that is not sent yet: what an operator asks for the oldest of.

alter table booking add column next_reminder_at timestamptz;
create index booking_by_next_reminder on booking (clinic, next_reminder_at) where next_reminder_at is not null;
