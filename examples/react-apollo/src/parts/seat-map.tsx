import type { SeatMapView, ShowSeat } from '@seatwire/react';
import { type KeyboardEvent, memo, useMemo, useRef, useState } from 'react';
import { money } from '../format';
import { ARROWS, neighbour, seatPitch } from '../seat-geometry';

interface SeatMapProps {
  map: SeatMapView;
  chosen: ReadonlySet<string>;
  /** What this buyer holds; meanwhile nothing else can be chosen. */
  held: ReadonlySet<string>;
  onToggle: (seatId: string) => void;
}

/** All seats of the show. One of them is in the tab order; arrow keys go on to its neighbours, Space chooses. */
export function SeatMap({ map: { hall, show, seats }, chosen, held, onToggle }: SeatMapProps) {
  const [zoom, setZoom] = useState(1);
  const [focused, setFocused] = useState<string | null>(null);
  const drawing = useRef<SVGSVGElement>(null);
  const pitch = useMemo(() => seatPitch(hall?.seats ?? []), [hall]);
  const tierIds = show?.priceTiers.map(({ id }) => id) ?? [];
  if (hall === null || seats.length === 0) return <div className="drawing" />;

  const { left, top, width, height } = hall.bounds;
  const inTabOrder = focused ?? seats[0]?.seatId;
  const toggle = (seat: ShowSeat) => {
    setFocused(seat.seatId);
    if (seat.state === 'AVAILABLE' && held.size === 0) onToggle(seat.seatId);
  };
  const seatOf = ({ target }: { target: EventTarget }) =>
    seats.find(({ seatId }) => seatId === (target as SVGElement).dataset.seat);

  function focus({ seatId }: ShowSeat) {
    setFocused(seatId);
    drawing.current?.querySelector<SVGElement>(`[data-seat="${CSS.escape(seatId)}"]`)?.focus();
  }

  function press(event: KeyboardEvent) {
    const seat = seatOf(event);
    const direction = ARROWS[event.key];
    if (!seat || (!direction && event.key !== ' ')) return;
    event.preventDefault();
    if (direction) focus(neighbour(seats, seat, direction));
    else toggle(seat);
  }

  return (
    <>
      <div className="drawing">
        {/* biome-ignore lint/a11y/useSemanticElements: there is no fieldset in SVG */}
        <svg
          ref={drawing}
          viewBox={`${left} ${top} ${width} ${height}`}
          style={{ width: `${zoom * 100}%` }}
          role="group"
          aria-label="Seat map"
          onClick={(event) => {
            const seat = seatOf(event);
            if (seat) toggle(seat);
          }}
          onKeyDown={press}
        >
          {seats.map((seat) => (
            <Seat
              key={seat.seatId}
              seat={seat}
              tier={tierIds.indexOf(seat.tier.id)}
              radius={pitch * 0.42}
              isChosen={chosen.has(seat.seatId)}
              isHeld={held.has(seat.seatId)}
              isInTabOrder={seat.seatId === inTabOrder}
            />
          ))}
        </svg>
      </div>
      <div className="zoom">
        <button type="button" aria-label="Zoom out" disabled={zoom === 1} onClick={() => setZoom(zoom / 2)}>
          −
        </button>
        <button type="button" aria-label="Zoom in" disabled={zoom === 8} onClick={() => setZoom(zoom * 2)}>
          +
        </button>
      </div>
    </>
  );
}

const STATES = { AVAILABLE: 'free', LOCKED: 'held by someone', BOOKED: 'sold', BLOCKED: 'not for sale' };

interface SeatProps {
  seat: ShowSeat;
  tier: number;
  radius: number;
  isChosen: boolean;
  isHeld: boolean;
  isInTabOrder: boolean;
}

/** Drawn again only when something of it has changed: a seat that did not is the same object. */
const Seat = memo(({ seat, tier, radius, isChosen, isHeld, isInTabOrder }: SeatProps) => {
  const state = isHeld ? 'yours' : STATES[seat.state];
  const details = [seat.label, money(seat.tier.price), seat.accessible && 'wheelchair place', state];
  return (
    // biome-ignore lint/a11y/useSemanticElements: there is no checkbox in SVG
    <circle
      data-seat={seat.seatId}
      className={`seat tier-${tier % 6} ${isHeld ? 'yours' : seat.state.toLowerCase()}`}
      cx={seat.x}
      cy={seat.y}
      r={radius}
      role="checkbox"
      aria-checked={isChosen || isHeld}
      aria-disabled={seat.state !== 'AVAILABLE'}
      aria-label={details.filter(Boolean).join(', ')}
      tabIndex={isInTabOrder ? 0 : -1}
    />
  );
});
