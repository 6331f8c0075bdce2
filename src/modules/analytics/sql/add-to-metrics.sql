-- Adds to the metrics of shows, each of which is named once.
-- $1 shows, $2 to $6 bookings created, confirmed, cancelled, expired and refunded, $7 seats sold, $8 revenue of each.
-- Locks: the shows' rows in show_metrics, in the order of their ids; it adds those that are missing. Returns nothing.
INSERT INTO show_metrics AS metrics (show_id, bookings_created, bookings_confirmed, bookings_cancelled,
  bookings_expired, bookings_refunded, seats_sold, revenue)
SELECT * FROM unnest($1::text[], $2::int[], $3::int[], $4::int[], $5::int[], $6::int[], $7::int[], $8::bigint[]) AS added (show_id)
ORDER BY show_id
ON CONFLICT (show_id) DO UPDATE SET
  bookings_created = metrics.bookings_created + excluded.bookings_created,
  bookings_confirmed = metrics.bookings_confirmed + excluded.bookings_confirmed,
  bookings_cancelled = metrics.bookings_cancelled + excluded.bookings_cancelled,
  bookings_expired = metrics.bookings_expired + excluded.bookings_expired,
  bookings_refunded = metrics.bookings_refunded + excluded.bookings_refunded,
  seats_sold = metrics.seats_sold + excluded.seats_sold,
  revenue = metrics.revenue + excluded.revenue,
  updated_at = now()
