-- Of `n`: it was given up, or waits for longer than it should. What is sent at once is none: an attempt has failed, or it has been
-- waiting for a minute. The statuses are written out: for others, such as Prisma's parameters, the index of those rows is not taken.
n.status IN ('QUEUED', 'FAILED')
   AND (n.status = 'FAILED' OR n.last_error IS NOT NULL OR n.queued_at < now() - interval '1 minute')
