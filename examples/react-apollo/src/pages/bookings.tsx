import { useQuery } from '@apollo/client/react';
import { buyerToken } from '../api/buyer';
import { BookingsDocument } from '../api/shop.generated';
import { atVenue, money, placesName } from '../format';
import { Problem } from '../parts/problem';
import { StatusText } from '../parts/status-text';

export function BookingsPage() {
  const { data, error, fetchMore } = useQuery(BookingsDocument, {
    fetchPolicy: 'cache-and-network',
    // Who has never held anything has booked nothing.
    skip: !buyerToken.isKnown(),
  });
  const { edges = [], pageInfo } = data?.viewer.bookings ?? {};
  return (
    <>
      <h1>My bookings</h1>
      <Problem error={error} />
      {edges.length === 0 && <p>No bookings yet.</p>}
      <ul className="cards">
        {edges.map(({ node: { id, show, seats, areas, total, reference, bookingStatus, payableUntil } }) => (
          <li className="card" key={id}>
            <h2>
              <a href={`#/bookings/${id}`}>{show.title}</a>
            </h2>
            <p>{atVenue(show.startsAt, show.venue)}</p>
            <p>
              {[...seats.map(({ label }) => label), ...areas.map(placesName)].join(' · ')} <b>{money(total)}</b>
            </p>
            <p className="muted">
              {reference} · <StatusText status={bookingStatus} payableUntil={payableUntil} />
            </p>
          </li>
        ))}
      </ul>
      {pageInfo?.hasNextPage && (
        <button type="button" onClick={() => fetchMore({ variables: { after: pageInfo.endCursor } })}>
          More bookings
        </button>
      )}
    </>
  );
}
