-- The columns of an entry (`entry`).
entry.id, entry.show_id AS "showId", entry.owner_id AS "ownerId", entry.status, entry.place, entry.joined_at AS "joinedAt",
entry.admitted_at AS "admittedAt", entry.end_reason AS "endReason"
