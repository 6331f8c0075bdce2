import type { PriceFragment } from '../api/shop.generated';
import { money } from '../format';

interface ListedSeat {
  seatId: string;
  label: string;
  price: PriceFragment;
}

/** Seats with their prices. */
export function SeatList({ seats }: { seats: readonly ListedSeat[] }) {
  return (
    <ul className="seats">
      {seats.map(({ seatId, label, price }) => (
        <li key={seatId}>
          {label} <b>{money(price)}</b>
        </li>
      ))}
    </ul>
  );
}
