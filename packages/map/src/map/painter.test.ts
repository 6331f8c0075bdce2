import { afterEach, describe, expect, it, vi } from 'vitest';
import { hallPlan } from '../../../../test/fixtures/hall-plan.ts';
import { createHall } from '../hall/hall.ts';
import type { PriceTier } from '../hall/price-tier.ts';
import { indexSeats } from '../hall/seat-index.ts';
import { HallPainter } from './painter.ts';
import { type MapTheme, paintSeat, type SeatLook } from './seat-look.ts';
import { SeatLooks } from './seat-looks.ts';
import { SectionPainter } from './section-painter.ts';

const RED = '#c0392b';
const theme: MapTheme = {
  background: '#ffffff',
  ink: '#111111',
  faint: '#999999',
  accent: '#0000ff',
  onAccent: '#eeeeee',
  danger: '#ff0000',
  label: '#555555',
};
/** What may not be had, whether it is taken or not for sale. */
const REFUSED: readonly SeatLook[] = ['booked', 'blocked'];

interface Stroke {
  operation: string;
  /** The colour that it was drawn in. */
  color: string;
  numbers: readonly unknown[];
}

/** A canvas' context that notes what is drawn, each with its colour. */
function noting(): { context: CanvasRenderingContext2D; drawn: Stroke[] } {
  const drawn: Stroke[] = [];
  const colors = { fillStyle: '', strokeStyle: '' };
  const context = new Proxy({} as Record<string, unknown>, {
    get: (_target, name) => {
      if (name === 'fillStyle' || name === 'strokeStyle') return colors[name];
      return (...numbers: unknown[]) => {
        const operation = String(name);
        const color = operation.startsWith('fill') ? colors.fillStyle : colors.strokeStyle;
        if (/^(fill|stroke|arc|lineTo)/.test(operation)) drawn.push({ operation, color, numbers });
      };
    },
    set: (_target, name, value) => {
      if (name === 'fillStyle' || name === 'strokeStyle') colors[name] = String(value);
      return true;
    },
  });
  return { context: context as unknown as CanvasRenderingContext2D, drawn };
}

function shapeOf(look: SeatLook): Stroke[] {
  const { context, drawn } = noting();
  paintSeat(context, 0, 0, { look, color: RED, radius: 10, theme });
  return drawn;
}

/** The hall from so far away that seats are squares. */
function squaresOf(look: SeatLook): Stroke[] {
  const hall = createHall(hallPlan({ rows: 1, seats: 2 }), [
    { id: 'stalls', name: 'Stalls', category: 'Stalls', price: { amount: 1_000, currency: 'EUR', exponent: 2 } },
  ] satisfies PriceTier[]);
  const colors = new Map([['Stalls', RED]]);
  const painter = new HallPainter({
    hall,
    index: indexSeats(hall),
    theme,
    colors,
    looks: new SeatLooks(hall, () => look),
    sections: new SectionPainter({ sections: [], theme, colors, stateOf: () => 'unknown' }),
  });
  const { context, drawn } = noting();
  painter.paint({
    context,
    view: { scale: 0.2, left: 10, top: 10 },
    pixelRatio: 1,
    region: { left: 0, top: 0, right: 100, bottom: 100 },
  });
  return drawn.filter(({ operation }) => operation === 'fillRect');
}

describe('a seat whose state is on its way', () => {
  it('is an empty ring in the colour of its price, unlike what may not be had', () => {
    const shape = shapeOf('unknown');
    expect(shape.map(({ operation, color }) => [operation, color])).toEqual([
      ['arc', RED],
      ['stroke', RED],
    ]);
    for (const look of [...REFUSED, 'available'] as const) expect(shapeOf(look)).not.toEqual(shape);
    for (const look of REFUSED) expect(shapeOf(look).some(({ color }) => color === RED)).toBe(false);
    // As large as one that is free: nothing jumps when the states have come.
    const radiusOf = (strokes: Stroke[]) => strokes.find(({ operation }) => operation === 'arc')!.numbers[2] as number;
    expect(radiusOf(shape)).toBeGreaterThan(radiusOf(shapeOf('available')) * 0.85);
  });

  it('is a paler square of its price from afar, as large as a free one, and not the small grey one of what may not be had', () => {
    const [unknown, available] = [squaresOf('unknown'), squaresOf('available')];
    expect(unknown).toHaveLength(2);
    expect(unknown.map(({ numbers }) => numbers)).toEqual(available.map(({ numbers }) => numbers));
    expect(available[0]!.color).toBe(RED);
    const { color } = unknown[0]!;
    expect(color).not.toBe(RED);
    const [red, green] = [1, 3].map((at) => Number.parseInt(color.slice(at, at + 2), 16));
    expect(red! - green!).toBeGreaterThan(50);
    for (const look of REFUSED) {
      const [square] = squaresOf(look);
      expect(square!.color).toBe(theme.faint);
      expect(square!.numbers[2]).toBeLessThan(unknown[0]!.numbers[2] as number);
    }
  });
});

describe('a wheelchair place', () => {
  afterEach(() => {
    vi.unstubAllGlobals();
  });

  /** What is drawn over the seats' own shapes at this scale: a row of two seats, the second of them a wheelchair place. */
  function drawnOver(look: SeatLook, scale: number): Stroke[] {
    vi.stubGlobal('document', { createElement: () => ({ getContext: () => noting().context }) });
    const plan = hallPlan({ rows: 1, seats: 2 });
    Object.assign(plan.zones[0]!.rows[0]!.seats[1]!, { accessible: true });
    const price = { amount: 1_000, currency: 'EUR', exponent: 2 };
    const hall = createHall(plan, [{ id: 'stalls', name: 'Stalls', category: 'Stalls', price }]);
    const colors = new Map([['Stalls', RED]]);
    const painter = new HallPainter({
      hall,
      index: indexSeats(hall),
      theme,
      colors,
      looks: new SeatLooks(hall, () => look),
      sections: new SectionPainter({ sections: [], theme, colors, stateOf: () => 'unknown' }),
    });
    const { context, drawn } = noting();
    painter.paint({
      context,
      view: { scale, left: 50, top: 50 },
      pixelRatio: 1,
      region: { left: 0, top: 0, right: 200, bottom: 200 },
    });
    return drawn.filter(({ color }) => color !== theme.label);
  }

  it('has the sign of one where the others have their number, and before that can be read', () => {
    const [near, far] = [drawnOver('available', 3), drawnOver('available', 1.6)];
    const texts = (strokes: Stroke[]) =>
      strokes.filter(({ operation }) => operation === 'fillText').map(({ numbers }) => numbers[0]);
    expect([texts(near), texts(far)]).toEqual([['1'], []]);
    for (const [strokes, scale] of [
      [near, 3],
      [far, 1.6],
    ] as const) {
      const arcs = strokes.filter(({ operation }) => operation === 'arc');
      expect(arcs).toHaveLength(2);
      // At the second seat, and no larger than it.
      for (const { numbers } of arcs) {
        expect(Math.abs((numbers[0] as number) - (50 + 10 * scale))).toBeLessThan(5 * scale);
        expect(Math.abs((numbers[1] as number) - 50) + (numbers[2] as number)).toBeLessThan(5 * scale);
      }
    }
  });

  it.each(['booked', 'held', 'blocked', 'mine', 'unknown'] as const)('has none while it looks %s', (look) => {
    expect(drawnOver(look, 3)).toEqual([]);
  });
});
