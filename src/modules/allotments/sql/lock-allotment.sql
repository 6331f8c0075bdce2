-- $1 allotment. Locks: its row; everyone who changes it, or which seats are its own, does so first, and then locks the head of the
-- show's map. Returns isReleased; no row when there is none.
SELECT released_at IS NOT NULL AS "isReleased" FROM allotments WHERE id = $1 FOR NO KEY UPDATE
