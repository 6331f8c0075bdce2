import type { LivePriceTier } from '@seatwire/react';
import { money } from '../format';

/** Prices as they are now: an organiser's change shows at once. */
export function Legend({ tiers }: { tiers: readonly LivePriceTier[] }) {
  return (
    <ul className="legend">
      {tiers.map(({ id, name, price }, index) => (
        <li key={id}>
          <Dot className={`tier-${index % 6} available`} /> {name} <b>{money(price)}</b>
        </li>
      ))}
      <li>
        <Dot className="locked" /> held by someone
      </li>
      <li>
        <Dot className="booked" /> sold
      </li>
    </ul>
  );
}

const Dot = ({ className }: { className: string }) => (
  <svg viewBox="-10 -10 20 20" width="20" height="20" aria-hidden="true">
    <circle className={`seat ${className}`} r="8" />
  </svg>
);
