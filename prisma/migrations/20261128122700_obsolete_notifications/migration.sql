-- What was not sent because it was not needed any more was called FAILED before there was a status of its own for it.
UPDATE "notifications" SET "status" = 'OBSOLETE'
 WHERE "status" = 'FAILED' AND ("recipient" = 'erased' OR "last_error" LIKE 'The booking is %: it has no ticket that is good.');
