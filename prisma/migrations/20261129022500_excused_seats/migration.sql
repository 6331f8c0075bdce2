-- A lock keeps which free seats the orphan rule let it leave in runs that are too short, for want of another choice: a change of the
-- lock is judged by them as well.
ALTER TABLE "seat_locks" ADD COLUMN "excused_ids" TEXT[] NOT NULL DEFAULT ARRAY[]::TEXT[];
