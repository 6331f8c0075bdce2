import type { Connection, SeatMapView } from '@seatwire/react';
import { useEffect } from 'react';

const WORDS: Partial<Record<Connection['state'], string>> = {
  connecting: 'Loading the seats …',
  reconnecting: 'Not live: connecting again …',
  unreachable: 'Not live: the box office can’t be reached.',
};

/** Whether the map is live. If not: why, and a button. */
export function LiveStatus({ map }: { map: SeatMapView }) {
  const { state, hint } = map.connection;
  // What a developer can do about it, such as to add this page to ALLOWED_ORIGINS.
  useEffect(() => {
    if (hint) console.info(hint);
  }, [hint]);

  if (state === 'live') {
    const free = map.seats.filter((seat) => seat.state === 'AVAILABLE').length;
    return <p className="live">Live · {free} seats free</p>;
  }
  return (
    <p role="status">
      {WORDS[state] ?? 'The seats can’t be shown at the moment.'}{' '}
      {state !== 'connecting' && (
        <button type="button" onClick={map.reconnect}>
          Try now
        </button>
      )}
    </p>
  );
}
