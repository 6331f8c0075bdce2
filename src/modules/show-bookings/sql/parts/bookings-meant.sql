-- Which bookings of a show an organiser means. $1 show, $2 statuses as clients are told them (null: any). $3 is null where nothing is searched for; else those are
-- meant whose customer's name and address match each of these regular expressions, those whose reference is like $4 (null: none), and
-- those that have one of the seats $5 now. Upper and lower case are for the caller to spell out: they must not depend on the locale.
b.show_id = $1 AND ($2::text[] IS NULL OR coalesce(b.refund_state, b.status::text) = ANY ($2))
   AND ($3::text[] IS NULL
        OR b.reference LIKE $4
        OR b.id IN (SELECT booking_id FROM booked_seats WHERE show_id = $1 AND seat_id = ANY ($5::text[]) AND active)
        OR (b.customer_name || ' ' || b.customer_email) COLLATE "C" ~ ALL ($3))
