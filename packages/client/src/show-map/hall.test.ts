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
      ['c', 'box, seat 5', 0, 0],
      ['d', 'Zone 3, row 3', 0, 0],
    ]);
    expect(seats.map(({ accessible }) => accessible)).toEqual([false, false, true, false]);
    expect(bounds).toEqual({ left: -20, top: -20, width: 81, height: 62 });
    expect(hallOf({ name: 'Empty', zones: [] }).bounds).toEqual({ left: 0, top: 0, width: 0, height: 0 });
  });

  it('never calls a zone by what nobody can read, and areas’ zones as seats’', () => {
    const zone = (naming: object, seat_guid: string) => ({
      ...naming,
      areas: [{ area_guid: `of-${seat_guid}` }, { shape: 'text' }, null],
      rows: [{ row_number: ' ', seats: [seat(seat_guid, '5')] }],
    });
    const zones = [
      zone({ name: '\u200b\u2800', zone_id: '0f8fad5b-d9cb-469f-a165-70867728950e' }, 'a'),
      zone({ name: ' ', zone_id: 'Choir' }, 'b'),
    ];
    const place = { name: 'Pit', category: 'Stalls', capacity: 5 };
    const areas = ['of-a', 'of-b'].map((areaId) => ({ ...place, areaId, zone: 'a key of the API' }));
    const hall = hallOf({ name: 'Hall', zones }, areas);
    expect(hall.seats.map(({ label, zone: of }) => [label, of])).toEqual([
      ['Zone 1, seat 5', 'Zone 1'],
      ['Choir, seat 5', 'Choir'],
    ]);
    expect(hall.areas.map(({ zone: of }) => of)).toEqual(['Zone 1', 'Choir']);
  });

  it('reaches around its areas with places, as they are drawn', () => {
    const boundsOf = (...areas: object[]) =>
      hallOf({ name: 'Field', zones: [{ position: { x: 100, y: 50 }, areas, rows: [] }] }).bounds;
    const rectangle = {
      ...{ area_guid: 'front', shape: 'rectangle' },
      ...{ position: { x: 10, y: 0 }, rectangle: { width: 200, height: 120 } },
    };
    expect(boundsOf(rectangle)).toEqual({ left: 90, top: 30, width: 240, height: 160 });
    // A quarter turn around its corner, to the left.
    const turned = boundsOf({ ...rectangle, rotation: 90 });
    expect(turned.left).toBeCloseTo(-30);
    expect([turned.top, turned.width, turned.height].map(Math.round)).toEqual([30, 160, 240]);
    const circle = { area_guid: 'pit', shape: 'circle', circle: { radius: 45 } };
    expect(boundsOf(circle)).toEqual({ left: 35, top: -15, width: 130, height: 130 });
    const points = [
      { x: 0, y: 0 },
      { x: 30, y: 0 },
      { x: 0, y: 40 },
    ];
    const polygon = { area_guid: 'moat', shape: 'polygon', polygon: { points } };
    expect(boundsOf(polygon)).toEqual({ left: 80, top: 30, width: 70, height: 80 });
    // A stage is not for sale; what makes no sense is where its position is.
    expect(boundsOf(circle, { ...rectangle, area_guid: null })).toEqual(boundsOf(circle));
    expect(boundsOf({ area_guid: 'x', shape: 'circle', circle: { radius: NaN } })).toMatchObject({
      left: 80,
      width: 40,
    });
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
