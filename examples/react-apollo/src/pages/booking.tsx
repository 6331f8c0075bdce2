import { useQuery, useSubscription } from '@apollo/client/react';
import { BookingChangesDocument, BookingDocument } from '../api/shop.generated';
import { atVenue, money } from '../format';
import { Payment } from '../parts/payment';
import { Problem } from '../parts/problem';
import { SeatList } from '../parts/seat-list';
import { StatusText } from '../parts/status-text';
import { Tickets } from '../parts/tickets';

export function BookingPage({ bookingId: id }: { bookingId: string }) {
  const { data, error } = useQuery(BookingDocument, { variables: { id } });
  const booking = data?.booking;
  // What it tells goes into the cache, where the query above, and each list, has it from. Also of what is paid: it may be cancelled or refunded.
  useSubscription(BookingChangesDocument, { variables: { id }, skip: !booking, ignoreResults: true });

  if (booking === null) return <h1>There is no such booking.</h1>;
  if (!booking) return <Problem error={error} />;
  const { show } = booking;
  return (
    <>
      <h1>{show.title}</h1>
      <p>
        {atVenue(show.startsAt, show.venue)} · {show.venue.name}, {show.venue.city}
      </p>
      <section className="card" aria-label="Booking">
        <p role="status">
          Booking <b>{booking.reference}</b> ·{' '}
          <StatusText status={booking.bookingStatus} payableUntil={booking.payableUntil} />
        </p>
        <SeatList seats={booking.seats} areas={booking.areas} />
        <p className="total">
          Total <b>{money(booking.total)}</b>
        </p>
        {booking.bookingStatus === 'PENDING_PAYMENT' && <Payment booking={booking} />}
      </section>
      <Tickets booking={booking} />
    </>
  );
}
