-- $1 plan. Locks: its row. Returns document.
SELECT document FROM seating_plans WHERE id = $1 FOR UPDATE
