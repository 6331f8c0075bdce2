import { useQuery } from '@apollo/client/react';
import { useSeatLock, useSeatMap } from '@seatwire/react';
import { useState } from 'react';
import { ShowDocument } from '../api/shop.generated';
import { atVenue } from '../format';
import { HeldSeats } from '../parts/held-seats';
import { Legend } from '../parts/legend';
import { LiveStatus } from '../parts/live-status';
import { SeatChoice } from '../parts/seat-choice';
import { SeatMap } from '../parts/seat-map';

const NOTHING: ReadonlySet<string> = new Set();

export function ShowPage({ showId }: { showId: string }) {
  const { data } = useQuery(ShowDocument, { variables: { id: showId } });
  // Seats, prices and states, live: of this show alone, whatever other show there is on the same plan.
  const map = useSeatMap(showId);
  const hold = useSeatLock(showId);
  const [chosen, setChosen] = useState(NOTHING);

  // What somebody else has taken meanwhile is no choice any more.
  const choice = map.seats.filter(({ seatId, state }) => chosen.has(seatId) && state === 'AVAILABLE');
  const choose = (seatIds: readonly string[]) => setChosen(new Set(seatIds));
  const lock = hold.isHeld ? hold.lock : null;

  const show = data?.show;
  if (show === null || map.connection.state === 'notFound') return <h1>There is no such show.</h1>;
  return (
    <>
      <h1>{show?.title ?? 'Loading …'}</h1>
      {show && (
        <p>
          {atVenue(show.startsAt, show.venue)} · {show.venue.name}, {show.venue.city}
        </p>
      )}
      <LiveStatus map={map} />
      <div className="sale">
        <section className="hall" aria-label="Seats" aria-busy={map.pending}>
          <SeatMap
            map={map}
            chosen={new Set(choice.map(({ seatId }) => seatId))}
            held={new Set(lock?.seats.map(({ seatId }) => seatId))}
            onToggle={(seatId) => setChosen((before) => before.symmetricDifference(new Set([seatId])))}
          />
          <Legend tiers={map.show?.priceTiers ?? []} />
        </section>
        <section className="card order" aria-labelledby="order">
          <h2 id="order">Your seats</h2>
          {lock ? (
            <HeldSeats hold={hold} lock={lock} />
          ) : (
            <SeatChoice map={map} hold={hold} choice={choice} onChoose={choose} />
          )}
        </section>
      </div>
    </>
  );
}
