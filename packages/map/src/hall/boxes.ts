import type { Bounds } from './bounds.ts';

interface Place {
  x: number;
  y: number;
}

/** What sines leave of nothing. */
const ROUNDING = 1e-9;

/** A rectangle that may be turned, by its middle. */
export interface Box extends Place {
  width: number;
  height: number;
  /** Clockwise, in radians. */
  angle: number;
}

export function cornersOfBox({ x, y, width, height, angle }: Box): Place[] {
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  return [
    { right: -width / 2, down: -height / 2 },
    { right: width / 2, down: -height / 2 },
    { right: width / 2, down: height / 2 },
    { right: -width / 2, down: height / 2 },
  ].map(({ right, down }) => ({ x: x + right * cos - down * sin, y: y + right * sin + down * cos }));
}

export function boundsOfBox(box: Box): Bounds {
  const [cos, sin] = [Math.abs(Math.cos(box.angle)), Math.abs(Math.sin(box.angle))];
  const halfWidth = (box.width * cos + box.height * sin) / 2;
  const halfHeight = (box.width * sin + box.height * cos) / 2;
  return { left: box.x - halfWidth, right: box.x + halfWidth, top: box.y - halfHeight, bottom: box.y + halfHeight };
}

/** Whether two boxes have a place in common; touching is none. */
export function boxesOverlap(a: Box, b: Box): boolean {
  const reach = (Math.hypot(a.width, a.height) + Math.hypot(b.width, b.height)) / 2;
  if (Math.abs(a.x - b.x) >= reach || Math.abs(a.y - b.y) >= reach) return false;
  // Convex shapes are apart when a line along a side of one of them is between them.
  const [cornersOfA, cornersOfB] = [cornersOfBox(a), cornersOfBox(b)];
  return [a.angle, a.angle + Math.PI / 2, b.angle, b.angle + Math.PI / 2].every((angle) => {
    const [first, second] = [reachAlong(cornersOfA, angle), reachAlong(cornersOfB, angle)];
    return first.from < second.to - ROUNDING && second.from < first.to - ROUNDING;
  });
}

/** How far a place is from a box; 0 within it. */
export function distanceToBox({ x, y, width, height, angle }: Box, place: Place): number {
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const [dx, dy] = [place.x - x, place.y - y];
  const right = Math.max(0, Math.abs(dx * cos + dy * sin) - width / 2);
  const down = Math.max(0, Math.abs(dy * cos - dx * sin) - height / 2);
  return Math.hypot(right, down);
}

/** A rectangle that lies straight, as a box. */
export function boxOf({ left, right, top, bottom }: Bounds): Box {
  return { x: (left + right) / 2, y: (top + bottom) / 2, width: right - left, height: bottom - top, angle: 0 };
}

/** The same line, along which a text reads from left to right, or downwards: more than -π/2, at most π/2. */
export function readableAngle(angle: number): number {
  const inTurn = Math.atan2(Math.sin(angle), Math.cos(angle));
  if (inTurn > Math.PI / 2) return inTurn - Math.PI;
  return inTurn <= -Math.PI / 2 ? inTurn + Math.PI : inTurn;
}

function reachAlong(corners: readonly Place[], angle: number): { from: number; to: number } {
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const along = corners.map(({ x, y }) => x * cos + y * sin);
  return { from: Math.min(...along), to: Math.max(...along) };
}
