import { describe, expect, it } from 'vitest';
import { hallPlan } from '../../../../test/fixtures/hall-plan.ts';
import { legibleColors, readableOn } from './colors.ts';
import { createHall } from './hall.ts';
import type { PriceTier } from './price-tier.ts';
import { indexSeats, seatTowards } from './seat-index.ts';

const tier = (category: string): PriceTier => ({
  id: category,
  name: category,
  category,
  price: { amount: 1_000, currency: 'EUR', exponent: 2 },
});
const hall = createHall(hallPlan({ zones: 2, rows: 3, seats: 5 }), [tier('Stalls'), tier('Balcony')]);

describe('hall', () => {
  it('adds up the positions of zone, row and seat', () => {
    expect(hall.byId.get('Z2-3-4')).toMatchObject({ x: 1030, y: 20, zone: 'Zone 2', row: '3', number: '4', index: 28 });
    expect(hall.bounds).toEqual({ left: 0, top: 0, right: 1040, bottom: 20 });
    expect(hall.pitch).toBe(10);
    expect(hall.seats.every((seat, index) => seat.index === index)).toBe(true);
  });

  it('leaves out seats that the show has no price for', () => {
    const stalls = createHall(hallPlan({ rows: 3 }), [tier('Stalls')]);
    expect(stalls.zones[0]!.rows.map(({ name }) => name)).toEqual(['1', '3']);
  });

  it('finds the nearest seat within reach, and the next one in a direction', () => {
    const index = indexSeats(hall);
    expect(index.nearest(12, 1, 6)?.id).toBe('Z1-1-2');
    expect(index.nearest(500, 0, 6)).toBeNull();
    const from = hall.byId.get('Z1-2-5')!;
    expect(seatTowards(hall.seats, from, { dx: 0, dy: 1 })?.id).toBe('Z1-3-5');
    expect(seatTowards(hall.seats, from, { dx: 1, dy: 0 })?.id).toBe('Z2-2-1');
    expect(seatTowards(hall.seats, hall.byId.get('Z1-1-1')!, { dx: -1, dy: 0 })).toBeNull();
  });
});

describe('areas', () => {
  const areasIn = (areas: object[]) => {
    const plan = hallPlan();
    Object.assign(plan.zones[0]!, { areas, position: { x: 100, y: 50 } });
    return createHall(plan, [tier('Stalls'), tier('Balcony')]);
  };

  it('are taken in both forms of the format, and count towards the bounds', () => {
    const { areas, bounds } = areasIn([
      { width: 40, height: 20, position: { x: 10, y: -60 }, rotation: 0, color: '#eeeeee', text: 'Stage' },
      { shape: 'circle', position: { x: 0, y: 0 }, circle: { radius: 5 }, border_color: '#333333' },
      {
        shape: 'polygon',
        position: { x: 0, y: 0 },
        polygon: {
          points: [
            { x: 0, y: 0 },
            { x: 9, y: 0 },
            { x: 9, y: 9 },
          ],
        },
      },
      { shape: 'text', position: { x: 3, y: 4 }, text: { text: 'Bar', position: { x: 1, y: 2 }, size: 12 } },
    ]);
    expect(areas).toMatchObject([
      {
        x: 110,
        y: -10,
        fill: '#eeeeee',
        border: null,
        shape: { kind: 'rectangle' },
        label: { text: 'Stage', at: null },
      },
      { x: 100, y: 50, border: '#333333', shape: { kind: 'ellipse', rx: 5, ry: 5 }, label: null },
      {
        shape: {
          kind: 'polygon',
          points: [
            { x: 0, y: 0 },
            { x: 9, y: 0 },
            { x: 9, y: 9 },
          ],
        },
      },
      { shape: { kind: 'none' }, label: { text: 'Bar', at: { x: 1, y: 2 }, size: 12 } },
    ]);
    expect(bounds.top).toBe(-10);
  });

  it('turn around their place', () => {
    const { bounds } = areasIn([{ width: 40, height: 20, position: { x: -50, y: 0 }, rotation: 90 }]);
    expect(bounds.left).toBeCloseTo(30);
    expect(bounds.bottom).toBeCloseTo(90);
  });

  it('that make no sense are left out', () => {
    const odd = [null, { shape: 'polygon', polygon: { points: [] } }, { width: 'wide' }, { text: ' ' }, 7];
    expect(areasIn(odd as object[]).areas).toEqual([]);
  });
});

describe('colours', () => {
  it('stay as they are where they can be seen, and are moved away from the background where not', () => {
    const colors = new Map([
      ['navy', '#1d3557'],
      ['none', null],
      ['odd', 'papayawhip'],
    ]);
    expect(legibleColors(colors, '#ffffff').get('navy')).toBe('#1d3557');
    expect(legibleColors(colors, '#121418').get('navy')).not.toBe('#1d3557');
    expect(legibleColors(colors, '#ffffff').get('none')).toMatch(/^#[0-9a-f]{6}$/);
    expect(legibleColors(colors, '#ffffff').get('odd')).not.toBe(legibleColors(colors, '#ffffff').get('none'));
  });

  it('has text of a contrast of 4.5:1 on any colour', () => {
    // Coral and teal: white has 3.1:1 and 3.3:1 on them.
    expect([readableOn('#e76f51'), readableOn('#2a9d8f')]).toEqual(['#16181d', '#16181d']);
    expect(readableOn('#1d3557')).toBe('#ffffff');
    expect(readableOn('#777777')).toBe('#000000');
  });
});
