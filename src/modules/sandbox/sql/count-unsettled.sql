-- What is still on its way of shows that are to be removed.
-- $1 shows, $2 the consumers whose effects of booking events are in PostgreSQL. Locks nothing.
-- Returns count: seats and places of the shows that are not free yet, payments that are being charged or given back, and their events that are not published or
-- not consumed yet.
SELECT ((SELECT count(*) FROM seat_states WHERE show_id = ANY ($1::text[]))
      + (SELECT count(*) FROM area_holds WHERE show_id = ANY ($1::text[]))
      + (SELECT count(*) FROM bookings WHERE show_id = ANY ($1::text[]) AND status IN ('PENDING_PAYMENT', 'CONFIRMED'))
      + (SELECT count(*) FROM payments JOIN bookings ON bookings.id = booking_id
          WHERE show_id = ANY ($1::text[])
            AND (EXISTS (SELECT FROM refunds WHERE payment_id = payments.id AND status = 'PENDING')
              OR (payments.status = 'PENDING' AND NOT EXISTS (SELECT FROM sandbox_charges WHERE payment_id = payments.id))))
      + (SELECT count(*) FROM outbox JOIN outbox_pending ON outbox_id = id WHERE payload ->> 'show_id' = ANY ($1::text[]))
      + (SELECT count(*) FROM outbox, unnest($2::text[]) AS wanted (consumer)
          WHERE topic = 'booking-events' AND payload ->> 'show_id' = ANY ($1::text[])
            AND NOT EXISTS (SELECT FROM processed_events AS done WHERE done.consumer = wanted.consumer AND done.event_id = outbox.event_id)))::int
       AS count
