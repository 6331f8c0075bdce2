import { useMutation } from '@apollo/client/react';
import type { SeatLock, SeatLockView } from '@seatwire/react';
import type { FormEvent } from 'react';
import { CreateBookingDocument } from '../api/shop.generated';
import { countdown, money } from '../format';
import { goTo } from '../route';
import { Problem } from './problem';
import { SeatList } from './seat-list';

/** What is held, for how long, and the form that books it. */
export function HeldSeats({ hold, lock }: { hold: SeatLockView; lock: SeatLock }) {
  const [createBooking, { data, loading, error }] = useMutation(CreateBookingDocument, {
    onCompleted({ createBooking: created }) {
      if (created.__typename === 'CreateBookingSuccess') goTo(`/bookings/${created.booking.id}`);
    },
  });
  const answer = data?.createBooking;
  const refusal = answer && answer.__typename !== 'CreateBookingSuccess' ? answer : null;

  function book(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const customer = { name: String(form.get('name')), email: String(form.get('email')) };
    const input = { lockId: lock.id, customer, idempotencyKey: crypto.randomUUID() };
    createBooking({ variables: { input } });
  }

  return (
    <>
      <p>
        Held for you for{' '}
        <b role="timer" className="countdown">
          {countdown(hold.remainingSeconds ?? 0)}
        </b>
      </p>
      <SeatList seats={lock.seats} />
      <p className="total">
        Total <b>{money(lock.total)}</b>
      </p>
      <form onSubmit={book}>
        <label>
          Name
          <input name="name" autoComplete="name" required />
        </label>
        <label>
          E-mail
          <input name="email" type="email" autoComplete="email" required />
        </label>
        <Problem refusal={refusal ?? hold.refusal} error={error ?? hold.error} />
        <button type="submit" className="primary" disabled={loading}>
          Book
        </button>
        <button type="button" disabled={loading || hold.pending !== null} onClick={() => hold.release()}>
          Give back
        </button>
      </form>
    </>
  );
}
