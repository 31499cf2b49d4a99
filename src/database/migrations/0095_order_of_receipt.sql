-- The server itself says in which order deliveries came: it inserts them in the order of their ids, so that groups
-- which are inserted at once, and hold the same delivery, never wait for each other in a circle.
grant usage on sequence delivery_seq_seq to journeys_app;
