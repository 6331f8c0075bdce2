-- Keeps where the maps of shows have come to that are to be removed.
-- $1 shows. Locks: their rows. Returns nothing.
UPDATE sandbox_shows AS kept SET map_version = map.version, map_epoch = map.epoch
  FROM seat_maps AS map WHERE map.show_id = kept.show_id AND kept.show_id = ANY ($1::text[])
