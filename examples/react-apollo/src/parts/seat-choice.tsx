import type { SeatLockView, SeatMapView, ShowSeat } from '@seatwire/react';
import { money } from '../format';
import { Problem } from './problem';
import { SeatList } from './seat-list';

interface SeatChoiceProps {
  map: SeatMapView;
  hold: SeatLockView;
  choice: readonly ShowSeat[];
  onChoose: (seatIds: readonly string[]) => void;
}

const TIME_IS_UP = { message: 'Time is up: your seats are free again.' };

/** What is chosen on the map, and the button that holds it. */
export function SeatChoice({ map, hold, choice, onChoose }: SeatChoiceProps) {
  const { refusal, error, pending } = hold;
  const alternatives = refusal && 'alternatives' in refusal ? refusal.alternatives : [];
  const labelOf = (seatId: string) => map.seats.find((seat) => seat.seatId === seatId)?.label ?? seatId;

  async function holdSeats() {
    const outcome = await hold.lockSeats(choice.map(({ seatId }) => seatId));
    if (outcome.ok) onChoose([]);
  }

  return (
    <>
      {choice.length === 0 && <p className="muted">Choose seats on the map.</p>}
      <SeatList seats={choice.map(({ seatId, label, tier }) => ({ seatId, label, price: tier.price }))} />
      {hold.lock?.lockStatus === 'EXPIRED' && <Problem refusal={TIME_IS_UP} />}
      <Problem refusal={refusal} error={error} />
      {alternatives.map(({ seatIds, total }) => (
        <button type="button" key={seatIds.join()} onClick={() => onChoose(seatIds)}>
          Take {seatIds.map(labelOf).join(' and ')} for {money(total)}
        </button>
      ))}
      <button type="button" className="primary" disabled={choice.length === 0 || pending !== null} onClick={holdSeats}>
        Hold {choice.length === 1 ? '1 seat' : `${choice.length} seats`}
      </button>
    </>
  );
}
