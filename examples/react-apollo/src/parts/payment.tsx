import { useMutation } from '@apollo/client/react';
import type { FormEvent } from 'react';
import { type BookingWithTicketsFragment, PayBookingDocument } from '../api/shop.generated';
import { money } from '../format';
import { Problem } from './problem';

/** In the place of a payment provider's form, which gives such a token: the cards of Seatwire's sandbox provider. */
const CARDS = {
  tok_ok: 'Card that is accepted',
  tok_declined: 'Card that is declined',
  tok_timeout: 'Card whose bank takes a few seconds',
};

export function Payment({ booking }: { booking: BookingWithTicketsFragment }) {
  const [payBooking, { data, loading, error }] = useMutation(PayBookingDocument);
  const answer = data?.payBooking;
  const refusal = answer && answer.__typename !== 'PayBookingSuccess' ? answer : null;
  const isUndecided = booking.payments.some(({ paymentStatus }) => paymentStatus === 'PENDING');
  if (isUndecided) return <p>Your bank has not answered yet. This page will tell.</p>;

  // The booking that is answered goes into the cache by its id: the page shows it as it is then.
  function pay(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const paymentToken = String(new FormData(event.currentTarget).get('card'));
    const input = { bookingId: booking.id, paymentToken, idempotencyKey: crypto.randomUUID() };
    payBooking({ variables: { input } });
  }

  return (
    <form onSubmit={pay}>
      <fieldset>
        <legend>Pay with</legend>
        {Object.entries(CARDS).map(([token, name], index) => (
          <label key={token} className="choice">
            <input type="radio" name="card" value={token} defaultChecked={index === 0} /> {name}
          </label>
        ))}
      </fieldset>
      <Problem refusal={refusal} error={error} />
      <button type="submit" className="primary" disabled={loading}>
        Pay {money(booking.total)}
      </button>
    </form>
  );
}
