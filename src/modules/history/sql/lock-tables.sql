-- Nobody changes seats or writes events until the transaction's end.
-- Locks: both tables, in the order in which those who change seats take them. Returns nothing.
LOCK TABLE seat_maps, outbox IN SHARE ROW EXCLUSIVE MODE
