-- The appointment that a booking comes to, as lists and feeds show it: nothing is folded when it is read, and a third of the state is read.
-- Null while there is nothing to be shown.

alter table booking add column appointment json;
