-- Removes shows of the sandbox with all that hangs on them, whose maps the caller has locked: all of it, or nothing.
-- $1 shows. Locks: the rows that it deletes. Returns count: how many shows it removed.
WITH gone AS MATERIALIZED (
  SELECT id, lock_id FROM bookings WHERE show_id = ANY ($1::text[])
), gone_keys AS (
  DELETE FROM idempotency_keys
   WHERE subject_id = ANY (ARRAY(SELECT id FROM gone UNION ALL SELECT id FROM seat_locks WHERE show_id = ANY ($1::text[])
                                 UNION ALL SELECT unnest($1::text[])
                                 UNION ALL SELECT id FROM allotments WHERE show_id = ANY ($1::text[])
                                 UNION ALL SELECT id FROM codes WHERE show_id = ANY ($1::text[])
                                 UNION ALL SELECT id FROM payments WHERE booking_id IN (SELECT id FROM gone)
                                 UNION ALL SELECT id FROM refunds WHERE booking_id IN (SELECT id FROM gone)
                                 UNION ALL SELECT id FROM booking_changes WHERE show_id = ANY ($1::text[])))
), gone_answers AS (
  DELETE FROM sandbox_answers WHERE show_id = ANY ($1::text[])
), gone_sandbox_refunds AS (
  DELETE FROM sandbox_refunds AS refund USING payments, gone
   WHERE payments.booking_id = gone.id AND refund.payment_id = payments.id
), gone_sandbox_webhooks AS (
  DELETE FROM sandbox_webhooks AS webhook USING payments, gone
   WHERE payments.booking_id = gone.id AND webhook.payment_id = payments.id
), gone_charges AS (
  DELETE FROM sandbox_charges AS charge USING payments, gone
   WHERE payments.booking_id = gone.id AND charge.payment_id = payments.id
), gone_disputes AS (
  DELETE FROM payment_disputes USING gone WHERE booking_id = gone.id
), gone_refunds AS (
  DELETE FROM refunds USING gone WHERE booking_id = gone.id
), gone_payments AS (
  DELETE FROM payments USING gone WHERE booking_id = gone.id
), gone_tickets AS (
  DELETE FROM tickets USING gone WHERE booking_id = gone.id
), gone_changes AS (
  DELETE FROM booking_changes WHERE show_id = ANY ($1::text[])
), gone_notifications AS (
  DELETE FROM notifications USING gone WHERE booking_id = gone.id
), gone_states AS (
  DELETE FROM seat_states WHERE show_id = ANY ($1::text[])
), gone_allotted_holds AS (
  DELETE FROM allotted_holds USING area_holds AS hold
   WHERE hold.show_id = ANY ($1::text[]) AND allotted_holds.lock_id = hold.lock_id AND allotted_holds.area_id = hold.area_id
), gone_area_allotments AS (
  DELETE FROM area_allotments WHERE show_id = ANY ($1::text[])
), gone_allotments AS (
  DELETE FROM allotments WHERE show_id = ANY ($1::text[])
), gone_area_holds AS (
  DELETE FROM area_holds WHERE show_id = ANY ($1::text[])
), gone_area_states AS (
  DELETE FROM area_states WHERE show_id = ANY ($1::text[])
), gone_areas AS (
  DELETE FROM booked_areas WHERE show_id = ANY ($1::text[])
), gone_seats AS (
  DELETE FROM booked_seats WHERE show_id = ANY ($1::text[])
), gone_bookings AS (
  DELETE FROM bookings WHERE show_id = ANY ($1::text[])
), gone_locks AS (
  DELETE FROM seat_locks WHERE show_id = ANY ($1::text[])
), gone_metrics AS (
  DELETE FROM show_metrics WHERE show_id = ANY ($1::text[])
), gone_fences AS (
  DELETE FROM show_fences WHERE show_id = ANY ($1::text[])
), gone_ledger AS (
  DELETE FROM ledger_transactions WHERE show_id = ANY ($1::text[])
), gone_cancellations AS (
  DELETE FROM show_cancellations WHERE show_id = ANY ($1::text[])
), gone_booking_cancellations AS (
  DELETE FROM booking_cancellations WHERE show_id = ANY ($1::text[])
), gone_waiting_entries AS (
  DELETE FROM waiting_entries WHERE show_id = ANY ($1::text[])
), gone_waiting_rooms AS (
  DELETE FROM waiting_rooms WHERE show_id = ANY ($1::text[])
), gone_maps AS (
  DELETE FROM seat_maps WHERE show_id = ANY ($1::text[])
), gone_ticket_prices AS (
  DELETE FROM ticket_prices WHERE tier_id IN (SELECT id FROM price_tiers WHERE show_id = ANY ($1::text[]))
), gone_ticket_types AS (
  DELETE FROM ticket_types WHERE show_id = ANY ($1::text[])
), gone_fees AS (
  DELETE FROM fees WHERE show_id = ANY ($1::text[])
), gone_codes AS (
  DELETE FROM codes WHERE show_id = ANY ($1::text[])
), gone_tiers AS (
  DELETE FROM price_tiers WHERE show_id = ANY ($1::text[])
), gone_shows AS (
  DELETE FROM shows WHERE id = ANY ($1::text[]) RETURNING id
)
SELECT count(*)::int AS count FROM gone_shows
