-- How many places more of each area are set aside and free than before.
-- Needs the CTE `returned_places`, which parts/return-places.sql is. Returns area_id and quantity.
SELECT area_id, sum(greatest(room, 0) - greatest(room - gone, 0))::int AS quantity FROM returned_places GROUP BY area_id
