-- What choices of seats the organiser of a show does not want: those that leave free seats in runs that are too short to sell.

CREATE TYPE "orphan_rule" AS ENUM ('OFF', 'LENIENT', 'STRICT');

ALTER TABLE "shows" ADD COLUMN "orphan_rule" "orphan_rule" NOT NULL DEFAULT 'OFF';
ALTER TABLE "shows" ADD COLUMN "minimum_run" INTEGER NOT NULL DEFAULT 2 CHECK ("minimum_run" BETWEEN 2 AND 10);
-- From then on the rule is not applied. Null: it is as long as seats are sold.
ALTER TABLE "shows" ADD COLUMN "seat_rules_end_at" TIMESTAMPTZ(3);
