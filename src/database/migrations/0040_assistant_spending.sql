-- What each clinic's assistant spent on models in a month: what its budget is held against. A read model like those of 0004.

create table assistant_spending (
  clinic text not null,
  -- `2027-03`, in UTC: models are billed by it.
  month text not null,
  micro_dollars bigint not null,
  state jsonb not null,
  position text collate "C" not null,
  primary key (clinic, month)
);
call protect_table('assistant_spending');
