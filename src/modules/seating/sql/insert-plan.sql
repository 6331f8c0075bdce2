-- $1 plan, $2 venue, $3 name, $4 how many seats, $5 the document, $6 its hash. Locks: the row that it adds. Returns created_at.
INSERT INTO seating_plans (id, venue_id, name, seat_count, document, document_hash)
VALUES ($1, $2, $3, $4, $5, $6) RETURNING created_at
