import { expect, it } from 'vitest';
import { isSeen } from './zone-names.ts';

const frame = { width: 366, height: 388 };
const box = (x: number, y: number) => ({ x, y, width: 60, height: 20, angle: 0 });

it.each([
  ['beside seats, in sight', box(100, 70), false, true],
  ['beside seats, in part below what lies over the head', box(100, 60), false, false],
  ['beside seats, in part beyond the edge', box(20, 200), false, false],
  ['on its section, in part beyond the edge', box(20, 200), true, true],
  ['on its section, out of sight', box(-40, 200), true, false],
])('a name is drawn where it can be read: %s', (_where, at, isInPart, is) => {
  expect(isSeen(at, { isInPart, frame, head_px: 54 })).toBe(is);
});
