-- Release 0.1.0 kept time zones as they were typed. From now on they are spelt as the IANA database does: Europe/Berlin.
UPDATE "venues" SET "timezone" = zone."name"
FROM (SELECT DISTINCT ON (lower("name")) "name" FROM pg_timezone_names ORDER BY lower("name"), "name") AS zone
WHERE lower(zone."name") = lower("venues"."timezone") AND zone."name" <> "venues"."timezone";
