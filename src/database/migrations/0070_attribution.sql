-- When each appointment was first scheduled: what attribution counts in a period.

alter table booking add column scheduled_at timestamptz;
create index booking_by_scheduling on booking (clinic, scheduled_at, id) where scheduled_at is not null;
