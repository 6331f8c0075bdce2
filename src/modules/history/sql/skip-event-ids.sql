-- The next event gets the given id: ids of lost events are not used again.
-- $1 the id. Locks nothing: the caller has locked the outbox. Returns nothing of use.
SELECT setval('outbox_id_seq', $1, false)
