-- Adds to the metrics of a show.
-- $1 show, $2 to $6 bookings created, confirmed, cancelled, expired and refunded, $7 seats sold, $8 revenue.
-- Locks: the show's row in show_metrics, which it adds when there is none. Returns nothing.
INSERT INTO show_metrics AS metrics (show_id, bookings_created, bookings_confirmed, bookings_cancelled,
  bookings_expired, bookings_refunded, seats_sold, revenue)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (show_id) DO UPDATE SET
  bookings_created = metrics.bookings_created + excluded.bookings_created,
  bookings_confirmed = metrics.bookings_confirmed + excluded.bookings_confirmed,
  bookings_cancelled = metrics.bookings_cancelled + excluded.bookings_cancelled,
  bookings_expired = metrics.bookings_expired + excluded.bookings_expired,
  bookings_refunded = metrics.bookings_refunded + excluded.bookings_refunded,
  seats_sold = metrics.seats_sold + excluded.seats_sold,
  revenue = metrics.revenue + excluded.revenue,
  updated_at = now()
