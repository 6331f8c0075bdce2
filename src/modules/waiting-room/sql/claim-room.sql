-- $1 show. Locks: the room's row, in turn with those who join: in their rush it would never be free. Returns a row; none where the room's tick is
-- not due (any more: another node was at it).
SELECT FROM waiting_rooms WHERE show_id = $1 AND next_tick_at <= clock_timestamp() FOR UPDATE
