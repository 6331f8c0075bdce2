/** A rectangle, in the plan's units unless told. */
export interface Bounds {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** The smallest rectangle around the points; one of a unit's size around none. */
export function boundsOf(points: readonly { x: number; y: number }[]): Bounds {
  const bounds = { left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity };
  for (const { x, y } of points) {
    bounds.left = Math.min(bounds.left, x);
    bounds.right = Math.max(bounds.right, x);
    bounds.top = Math.min(bounds.top, y);
    bounds.bottom = Math.max(bounds.bottom, y);
  }
  return points.length > 0 ? bounds : { left: 0, top: 0, right: 1, bottom: 1 };
}

/** Rectangles that only touch do not. */
export function overlaps(a: Bounds, b: Bounds): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

export function widened({ left, right, top, bottom }: Bounds, margin: number): Bounds {
  return { left: left - margin, right: right + margin, top: top - margin, bottom: bottom + margin };
}
