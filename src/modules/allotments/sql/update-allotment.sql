-- $1 allotment, $2 name, $3 color and $4 access, each null where it stays, $5 whether $6, release_at, is set. Locks: its row.
-- Returns nothing.
UPDATE allotments
   SET name = coalesce($2, name), color = coalesce($3, color), access = coalesce($4::allotment_access, access),
       release_at = CASE WHEN $5::boolean THEN $6::timestamptz ELSE release_at END
 WHERE id = $1
