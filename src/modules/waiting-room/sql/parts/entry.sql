-- The columns of an entry (`entry`). While a draw is under way some have their places already: nobody is told before all have.
entry.id, entry.show_id AS "showId", entry.owner_id AS "ownerId", entry.status,
CASE WHEN (SELECT drawn_at FROM waiting_rooms WHERE show_id = entry.show_id) IS NOT NULL THEN entry.place END AS place,
entry.joined_at AS "joinedAt", entry.admitted_at AS "admittedAt", entry.end_reason AS "endReason"
