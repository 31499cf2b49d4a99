-- The journey feed reads entries in the order of the log, whoever's they are.
create index journey_entry_by_position on journey_entry (position);
