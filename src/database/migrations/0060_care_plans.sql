-- Care plans, their steps, and the templates that they are made from: read models like those of 0004, built again from the log.

create table care_plan (
  clinic text not null,
  id uuid not null,
  booking uuid not null,
  contact uuid not null,
  status text not null,
  readiness text not null,
  -- Of the visit: the order of the list.
  starts_at timestamptz not null,
  state jsonb not null,
  position text collate "C" not null,
  primary key (clinic, id)
);
create index care_plan_by_start on care_plan (clinic, starts_at desc, id desc);
create index care_plan_by_contact on care_plan (clinic, contact);
call protect_table('care_plan');

create table care_plan_step (
  clinic text not null,
  care_plan uuid not null,
  step text not null,
  kind text not null,
  status text not null,
  due_at timestamptz not null,
  -- Its timer is to see to it: where its time is long past, it was forgotten.
  awaited boolean not null,
  primary key (clinic, care_plan, step)
);
create index care_plan_step_awaited on care_plan_step (clinic, due_at) where awaited;
call protect_table('care_plan_step');

create table care_plan_template (
  clinic text not null,
  procedure text not null,
  state jsonb not null,
  position text collate "C" not null,
  primary key (clinic, procedure)
);
call protect_table('care_plan_template');
