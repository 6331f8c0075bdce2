-- The columns of a room (`room`) and of its show (`shows`).
room.show_id AS "showId", room.enabled, room.opens_at AS "opensAt", room.max_active AS "maxActive", room.per_minute AS "perMinute",
room.idle_seconds AS "idleSeconds", room.seed, room.seed_hash AS "seedHash", room.drawing_revision IS NOT NULL AS "isDrawing", room.drawn_at AS "drawnAt", room.drawn,
room.called_place AS "calledPlace", room.waiting, room.active, room.admitted, room.paced_at AS "pacedAt", room.rate, room.revision,
room.ticked_at AS "tickedAt", greatest(room.opens_at, shows.sales_start_at) AS "drawAt", clock_timestamp() AS now,
shows.status = 'ON_SALE' AS sells,
shows.status IN ('CLOSED', 'CANCELLED') OR coalesce(shows.sales_end_at, shows.starts_at) <= clock_timestamp() AS "isOver"
