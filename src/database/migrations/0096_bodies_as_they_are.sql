-- A body is ciphertext: nothing makes it smaller. Trying to took a seventh of the time that PostgreSQL needs to receive one.
alter table delivery alter column body set storage external;
