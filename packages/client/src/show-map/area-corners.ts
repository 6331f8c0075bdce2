import type { PlanArea, Position } from './pretix-plan.ts';

/** The corners of what an area of a zone at `origin` covers, as they are after its rotation; of one without a shape its place. */
export function cornersOf(area: PlanArea, origin: Position): Position[] {
  const angle = (finite(area.rotation) / 180) * Math.PI;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const [x, y] = [origin.x + finite(area.position?.x), origin.y + finite(area.position?.y)];
  return outlineOf(area).map((corner) => ({
    x: x + corner.x * cos - corner.y * sin,
    y: y + corner.x * sin + corner.y * cos,
  }));
}

/** Relative to its position: the corner of a rectangle, the middle of a circle. */
function outlineOf({ shape = 'rectangle', rectangle, circle, ellipse, polygon, width, height }: PlanArea): Position[] {
  if (shape === 'polygon' && Array.isArray(polygon?.points)) {
    return polygon.points.map((point) => ({ x: finite(point?.x), y: finite(point?.y) }));
  }
  if (shape === 'circle' || shape === 'ellipse') {
    const [rx, ry] = [finite(circle?.radius ?? ellipse?.radius?.x), finite(circle?.radius ?? ellipse?.radius?.y)];
    return box(-rx, -ry, rx, ry);
  }
  return box(0, 0, finite(rectangle?.width ?? width), finite(rectangle?.height ?? height));
}

function box(left: number, top: number, right: number, bottom: number): Position[] {
  return [left, right].flatMap((x) => [top, bottom].map((y) => ({ x, y })));
}

/** Plans are written by many tools: what makes no sense is 0, never an error. */
function finite(value: unknown): number {
  return typeof value === 'number' && Number.isFinite(value) ? value : 0;
}
