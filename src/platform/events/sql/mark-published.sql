-- $1 ids of events that are published. Locks: their rows in outbox_pending, which it deletes. Returns nothing.
DELETE FROM outbox_pending WHERE outbox_id = ANY ($1::bigint[])
