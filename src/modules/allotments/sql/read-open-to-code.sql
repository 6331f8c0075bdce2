-- $1 show, $2 seats, $3 code, $4 the allotment that it opened when it was applied. Locks nothing. Returns seatId and allotmentId of those
-- of the seats that the code opens at present: of that allotment, where it is still the code's and not for staff alone.
SELECT seat.seat_id AS "seatId", seat.allotment_id AS "allotmentId"
  FROM codes AS code JOIN allotments AS allotment ON allotment.id = code.allotment_id
  JOIN seat_states AS seat ON seat.show_id = $1 AND seat.seat_id = ANY ($2::text[]) AND seat.allotment_id = allotment.id
 WHERE code.id = $3 AND code.show_id = $1 AND allotment.id = $4 AND allotment.access = 'CODE'
   AND /* include ../../codes/sql/parts/current.sql */
