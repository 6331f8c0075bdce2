-- The provider is asked for no refund for a while, by any node.
-- $1 for how many milliseconds. Locks: the row of refund_pace. Returns nothing.
UPDATE refund_pace SET spent_until = greatest(spent_until, now() + interval '1 second' + $1::float8 * interval '1 millisecond')
