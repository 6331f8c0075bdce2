import type { BookingSummaryFragment, PriceFragment } from '../api/shop.generated';
import { money, placesName } from '../format';

interface ListedSeat {
  seatId: string;
  label: string;
  price: PriceFragment;
}

/** Seats with their prices, and places of areas. */
export function SeatList({
  seats,
  areas = [],
}: {
  seats: readonly ListedSeat[];
  areas?: BookingSummaryFragment['areas'];
}) {
  return (
    <ul className="seats">
      {seats.map(({ seatId, label, price }) => (
        <li key={seatId}>
          {label} <b>{money(price)}</b>
        </li>
      ))}
      {areas.map(placesName).map((name) => (
        <li key={name}>{name}</li>
      ))}
    </ul>
  );
}
