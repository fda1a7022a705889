-- Older rows of one author within a minute become one row, which covers `first_seq` up to and with `seq`.
-- Null in a row as it was written: it covers its own seq only. So nothing has to be rewritten here.

alter table update_log add column first_seq bigint;
