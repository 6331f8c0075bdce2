import { useQuery } from '@apollo/client/react';
import { type ShowSummaryFragment, ShowsDocument } from '../api/shop.generated';
import { atVenue, money } from '../format';
import { Problem } from '../parts/problem';

export function ShowsPage() {
  // What is known at once, and what is free now as soon as the server has told.
  const { data, error, loading, fetchMore } = useQuery(ShowsDocument, { fetchPolicy: 'cache-and-network' });
  const { edges, pageInfo } = data?.shows ?? {};
  return (
    <>
      <h1>Shows</h1>
      <Problem error={error} />
      <ul className="cards" aria-busy={loading}>
        {edges?.map(({ node }) => (
          <ShowCard key={node.id} show={node} />
        ))}
      </ul>
      {pageInfo?.hasNextPage && (
        <button type="button" onClick={() => fetchMore({ variables: { after: pageInfo.endCursor } })}>
          More shows
        </button>
      )}
    </>
  );
}

function ShowCard({ show }: { show: ShowSummaryFragment }) {
  const { title, startsAt, venue, availability } = show;
  const [cheapest] = show.priceTiers.map(({ price }) => price).toSorted((a, b) => a.amount - b.amount);
  return (
    <li className="card">
      <h2>
        <a href={`#/shows/${show.id}`}>{title}</a>
      </h2>
      <p>{atVenue(startsAt, venue)}</p>
      <p>
        {venue.name}, {venue.city}
      </p>
      <p className="muted">
        {cheapest && <>From {money(cheapest)} · </>}
        {availability.available} of {availability.total} seats free
      </p>
    </li>
  );
}
