-- Whether she said that she comes: what a visit's readiness is asked for by. Null while there is no visit to be seen.
alter table booking add column attendance_confirmed boolean;
