import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Box, boundsOfBox, boxesOverlap, cornersOfBox, distanceToBox, readableAngle } from './boxes.ts';

const straight: Box = { x: 0, y: 0, width: 10, height: 4, angle: 0 };
const turned: Box = { ...straight, angle: Math.PI / 4 };

it('boxes that touch do not overlap; turned ones may be closer than their bounds', () => {
  expect(boxesOverlap(straight, { ...straight, x: 9.9 })).toBe(true);
  expect(boxesOverlap(straight, { ...straight, x: 10 })).toBe(false);
  expect(boxesOverlap(straight, { ...straight, y: 4 })).toBe(false);
  // Side by side along a diagonal: their bounds overlap, they do not.
  expect(boxesOverlap(turned, { ...turned, x: 3, y: -3 })).toBe(false);
  expect(boxesOverlap(turned, { ...turned, x: 2, y: -2 })).toBe(true);
  expect(boxesOverlap(straight, { ...straight, width: 1, height: 1 })).toBe(true);
});

it('bounds hold all corners, and the distance is that to the nearest side', () => {
  expect(boundsOfBox({ ...straight, angle: Math.PI / 2 }).bottom).toBeCloseTo(5);
  expect(distanceToBox(straight, { x: 4, y: 1 })).toBe(0);
  expect(distanceToBox(straight, { x: 8, y: 6 })).toBe(5);
  expect(distanceToBox({ ...straight, angle: Math.PI / 2 }, { x: 0, y: 8 })).toBeCloseTo(3);
});

it('two boxes overlap where a place is within both', () => {
  const side = fc.double({ min: 0.5, max: 20, noNaN: true });
  const at = fc.double({ min: -20, max: 20, noNaN: true });
  const box = fc.record({
    x: at,
    y: at,
    width: side,
    height: side,
    angle: fc.double({ min: -4, max: 4, noNaN: true }),
  });
  fc.assert(
    fc.property(box, box, (a, b) => {
      const isWithin = [...cornersOfBox(a), a].some((place) => distanceToBox(b, place) < 1e-9);
      if (isWithin) expect(boxesOverlap(a, { ...b, width: b.width + 1e-6, height: b.height + 1e-6 })).toBe(true);
      expect(boxesOverlap(a, b)).toBe(boxesOverlap(b, a));
    }),
  );
});

it.each([
  [0, 0],
  [Math.PI, 0],
  [Math.PI / 2, Math.PI / 2],
  [-Math.PI / 2, Math.PI / 2],
  [(3 * Math.PI) / 4, -Math.PI / 4],
  [-(3 * Math.PI) / 4, Math.PI / 4],
])('a text along %d reads along %d', (angle, expected) => {
  expect(readableAngle(angle)).toBeCloseTo(expected);
});
