-- $1 channel. Locks nothing. Returns wait_ms: until its next notification is due; no row when none is queued.
SELECT (extract(epoch FROM due.next_attempt_at - now()) * 1000)::float8 AS wait_ms FROM notifications AS due
 WHERE due.status = 'QUEUED' AND due.channel = $1 AND NOT /* include parts/waits-for-an-earlier-one.sql */
 ORDER BY due.next_attempt_at LIMIT 1
