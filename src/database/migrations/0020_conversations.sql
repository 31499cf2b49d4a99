-- Conversations, their messages, and what brought those who wrote: read models like those of 0004, built again from the log.

create table conversation (
  clinic text not null,
  id uuid not null,
  contact uuid not null,
  channel text not null,
  owner text not null,
  external_id text not null,
  -- The last message, or the start where there is none yet: the order of the list.
  active_at timestamptz not null,
  state jsonb not null,
  position text collate "C" not null,
  primary key (clinic, id)
);
create index conversation_by_activity on conversation (clinic, active_at desc, id desc);
create index conversation_by_contact on conversation (clinic, contact, active_at desc, id desc);
call protect_table('conversation');

create table message (
  clinic text not null,
  id uuid not null,
  conversation uuid not null,
  direction text not null,
  status text not null,
  sent_at timestamptz not null,
  state jsonb not null,
  position text collate "C" not null,
  primary key (clinic, id)
);
create index message_by_conversation on message (clinic, conversation, sent_at desc, id desc);
call protect_table('message');

create table touch (
  clinic text not null,
  id uuid not null,
  contact uuid not null,
  kind text not null,
  channel text not null,
  occurred_at timestamptz not null,
  state jsonb not null,
  position text collate "C" not null,
  primary key (clinic, id)
);
create index touch_by_contact on touch (clinic, contact, occurred_at, id);
call protect_table('touch');

-- What a live feed reads, like booking_change; `message` is the one that a change is about. No personal data.
create table conversation_change (
  position text collate "C" not null,
  seq integer not null,
  clinic text not null,
  conversation uuid not null,
  message uuid,
  kind text not null,
  occurred_at timestamptz not null,
  recorded_at timestamptz not null,
  before jsonb,
  after jsonb,
  primary key (position, seq)
);
create index conversation_change_by_clinic on conversation_change (clinic, position, seq);
call protect_table('conversation_change');
