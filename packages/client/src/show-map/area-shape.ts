import type { PlanArea, Position } from './pretix-plan.ts';

export type AreaShape =
  | { readonly kind: 'rectangle'; readonly width: number; readonly height: number }
  | { readonly kind: 'ellipse'; readonly rx: number; readonly ry: number }
  | { readonly kind: 'polygon'; readonly points: readonly Position[] }
  | { readonly kind: 'none' };

/** Where an area of a plan is: a rectangle from its corner on, an ellipse around its middle. */
export interface PlacedShape extends Position {
  readonly shape: AreaShape;
  /** Around its place, clockwise, in degrees. */
  readonly rotation: number;
}

/**
 * An area of a zone that stands at `origin`. Plans are written by many tools in two generations of the format, and the server keeps areas
 * as they came: what makes no sense is left out, never an error.
 */
export function placedShapeOf(area: PlanArea, origin: Position): PlacedShape {
  return {
    x: origin.x + finite(area.position?.x),
    y: origin.y + finite(area.position?.y),
    shape: shapeOf(area),
    rotation: finite(area.rotation),
  };
}

/** The corners of what it covers, as they are after its rotation: for the bounds of a hall. */
export function cornersOf({ x, y, shape, rotation }: PlacedShape): Position[] {
  const angle = (rotation / 180) * Math.PI;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  return outlineOf(shape).map((corner) => ({
    x: x + corner.x * cos - corner.y * sin,
    y: y + corner.x * sin + corner.y * cos,
  }));
}

/** A number of a plan; 0 in place of what is none. */
export function finite(value: unknown): number {
  return typeof value === 'number' && Number.isFinite(value) ? value : 0;
}

function outlineOf(shape: AreaShape): readonly Position[] {
  switch (shape.kind) {
    case 'rectangle':
      return box(0, 0, shape.width, shape.height);
    case 'ellipse':
      return box(-shape.rx, -shape.ry, shape.rx, shape.ry);
    case 'polygon':
      return shape.points;
    case 'none':
      return [{ x: 0, y: 0 }];
  }
}

function box(left: number, top: number, right: number, bottom: number): Position[] {
  return [
    { x: left, y: top },
    { x: right, y: top },
    { x: right, y: bottom },
    { x: left, y: bottom },
  ];
}

function shapeOf(area: PlanArea): AreaShape {
  const width = finite(area.rectangle?.width ?? area.width);
  const height = finite(area.rectangle?.height ?? area.height);
  const rx = finite(area.circle?.radius ?? area.ellipse?.radius?.x);
  const ry = finite(area.circle?.radius ?? area.ellipse?.radius?.y);
  const points = Array.isArray(area.polygon?.points) ? area.polygon.points : [];
  if (area.shape === 'polygon' && points.length > 2) {
    return { kind: 'polygon', points: points.map((point) => ({ x: finite(point?.x), y: finite(point?.y) })) };
  }
  if ((area.shape === 'circle' || area.shape === 'ellipse') && rx > 0 && ry > 0) return { kind: 'ellipse', rx, ry };
  if ((area.shape ?? 'rectangle') === 'rectangle' && width > 0 && height > 0) {
    return { kind: 'rectangle', width, height };
  }
  return { kind: 'none' };
}
