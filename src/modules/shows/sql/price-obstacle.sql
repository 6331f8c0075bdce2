-- Why prices of a show can't change at this moment. A node may still sell at the prices that it has read two seconds ago.
-- $1 show. Locks nothing: the caller has locked the show's row. Returns obstacle: OVER, ON_SALE, JUST_PAUSED, HELD, or null when they can.
SELECT CASE WHEN status = 'DRAFT' THEN NULL
            WHEN status IN ('CLOSED', 'CANCELLED') THEN 'OVER'
            WHEN status <> 'PAUSED' THEN 'ON_SALE'
            WHEN updated_at > clock_timestamp() - interval '2 seconds' THEN 'JUST_PAUSED'
            WHEN EXISTS (SELECT FROM seat_locks WHERE show_id = $1 AND status = 'ACTIVE' AND booked_at IS NULL)
            THEN 'HELD' END AS obstacle
  FROM shows WHERE id = $1
