import { describe, expect, it } from 'vitest';
import { hallOf } from './hall.ts';
import { ShowSeats } from './show-seats.ts';

const seat = (seat_guid: string, seat_number: string, x = 0) => ({
  ...{ seat_guid, seat_number, category: 'Stalls', position: { x, y: 0 } },
});

describe('a hall', () => {
  it('has each seat where it is, and calls it as the plan does', () => {
    const { seats, bounds } = hallOf({
      name: 'Hall',
      zones: [
        {
          ...{ name: 'Floor', position: { x: 10, y: 20 } },
          rows: [
            {
              ...{ row_number: '7', row_label: 'Table %s', seat_label: 'Chair %s', position: { x: 1, y: 2 } },
              seats: [seat('a', '1'), seat('b', '2', 30)],
            },
          ],
        },
        { zone_id: 'box', rows: [{ row_number: '', seats: [{ ...seat('c', '5'), accessible: true }] }] },
        { rows: [{ row_number: '3', seats: [seat('d', '')] }] },
      ],
    });
    expect(seats.map(({ seatId, label, x, y }) => [seatId, label, x, y])).toEqual([
      ['a', 'Floor, Table 7, Chair 1', 11, 22],
      ['b', 'Floor, Table 7, Chair 2', 41, 22],
      ['c', 'box, Seat 5', 0, 0],
      ['d', 'Zone 3, Row 3', 0, 0],
    ]);
    expect(seats.map(({ accessible }) => accessible)).toEqual([false, false, true, false]);
    expect(bounds).toEqual({ left: -20, top: -20, width: 81, height: 62 });
    expect(hallOf({ name: 'Empty', zones: [] }).bounds).toEqual({ left: 0, top: 0, width: 0, height: 0 });
  });

  it('has at a show the seats that it sells, and changes none that did not change', () => {
    const price = { amount: 1, currency: 'EUR', exponent: 2 };
    const tier = { taxRate: 0, prices: [], id: 'tier_1', name: 'Stalls', category: 'Stalls', price };
    const hall = hallOf({
      name: 'Hall',
      zones: [
        {
          rows: [
            { row_number: '1', seats: [seat('a', '1'), { ...seat('b', '2'), category: 'Choir' }, seat('c', '3')] },
          ],
        },
      ],
    });
    const seats = new ShowSeats();
    seats.fill(hall, [tier], (seatId) => (seatId === 'a' ? 'LOCKED' : 'AVAILABLE'));
    const [a, c] = seats.seats;
    expect([a?.state, c?.seatId, seats.seat('b')]).toEqual(['LOCKED', 'c', undefined]);
    const before = seats.seats;
    seats.changeStates(['a', 'b', 'unknown'], () => 'LOCKED');
    expect(seats.seats).toBe(before);
    seats.changeStates(['c'], () => 'BOOKED');
    expect([seats.seats[0], seats.seat('c')?.state, c?.state]).toEqual([a, 'BOOKED', 'AVAILABLE']);
    const same = seats.seats;
    seats.changePrices([{ ...tier }]);
    expect(seats.seats).toBe(same);
    seats.changePrices([{ ...tier, price: { ...price, amount: 2 } }]);
    expect(seats.seats[0]?.tier.price.amount).toBe(2);
  });
});
