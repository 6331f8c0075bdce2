-- Makes a room, or changes its settings; its tick is due then. A seed is given to a new one only.
-- $1 show, $2 enabled, $3 opens at, $4 most active, $5 a minute, $6 idle seconds, $7 seed, $8 its hash. Locks: the room's row. Returns nothing.
INSERT INTO waiting_rooms (show_id, enabled, opens_at, max_active, per_minute, idle_seconds, seed, seed_hash, next_tick_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, now())
ON CONFLICT (show_id) DO UPDATE
  SET enabled = $2, opens_at = $3, max_active = $4, per_minute = $5, idle_seconds = $6, next_tick_at = now()
