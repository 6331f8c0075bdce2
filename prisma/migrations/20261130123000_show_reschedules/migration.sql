-- Shows whose beginning has moved and whose customers are to be told, until a worker has queued their mails: one row for each show, with
-- the beginning that they know.
CREATE TABLE "show_reschedules" (
  "show_id" TEXT NOT NULL,
  "version" INTEGER NOT NULL,
  "starts_before" TIMESTAMPTZ(3) NOT NULL,
  "moved_at" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "show_reschedules_pkey" PRIMARY KEY ("show_id"),
  CONSTRAINT "show_reschedules_show_id_fkey" FOREIGN KEY ("show_id") REFERENCES "shows" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);
