-- Booking links as they were sent to people: a read model like those of 0004. And what a period's inquiries are found by.

create table booking_link (
  clinic text not null,
  id uuid not null,
  contact uuid not null,
  shared_at timestamptz not null,
  state jsonb not null,
  position text collate "C" not null,
  primary key (clinic, id)
);
create index booking_link_by_contact on booking_link (clinic, contact, shared_at);
call protect_table('booking_link');

create index touch_by_time on touch (clinic, occurred_at);
