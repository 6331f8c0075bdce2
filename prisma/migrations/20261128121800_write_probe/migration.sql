-- One row that /ready writes: a database that can be read and not written (disk full, a standby, rights lost) is not ready.
CREATE TABLE "write_probe" (
  "id" INTEGER PRIMARY KEY CHECK ("id" = 1),
  "written_at" TIMESTAMPTZ(3) NOT NULL DEFAULT now()
);
INSERT INTO "write_probe" ("id") VALUES (1);
