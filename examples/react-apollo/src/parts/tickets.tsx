import { addressOf } from '../api/endpoint';
import type { BookingWithTicketsFragment } from '../api/shop.generated';

/** Nothing until the booking is paid. Those that are void open no door. */
export function Tickets({ booking: { tickets, seats } }: { booking: BookingWithTicketsFragment }) {
  if (tickets.length === 0) return null;
  const labels = new Map(seats.map(({ seatId, label }) => [seatId, label]));
  return (
    <section aria-labelledby="tickets">
      <h2 id="tickets">Tickets</h2>
      <ul className="cards">
        {tickets.map(({ id, seatId, area, code, qrCodeUrl, voidedAt }) => (
          <li key={id} className="card ticket">
            {!voidedAt && <img src={addressOf(qrCodeUrl)} alt={`QR code ${code}`} width="160" height="160" />}
            <p>{area?.name ?? labels.get(seatId)}</p>
            <p className="muted">{voidedAt ? 'Void' : code}</p>
          </li>
        ))}
      </ul>
    </section>
  );
}
