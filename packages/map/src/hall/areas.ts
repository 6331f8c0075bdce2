import type { PlanArea } from './pretix-plan.ts';

interface Place {
  x: number;
  y: number;
}

export type AreaShape =
  | { kind: 'rectangle'; width: number; height: number }
  | { kind: 'ellipse'; rx: number; ry: number }
  | { kind: 'polygon'; points: readonly Place[] }
  | { kind: 'none' };

/** What a plan draws beside its seats: a stage, a bar, a wall, a word. */
export interface HallArea extends Place {
  shape: AreaShape;
  /** Around its place, clockwise, in degrees. */
  rotation: number;
  /** As the plan writes it; null: not filled, no border. */
  fill: string | null;
  border: string | null;
  /** Its place is relative to the area's; null: the middle of its shape. */
  label: { text: string; at: Place | null; size: number | null } | null;
}

/**
 * The areas of a zone that stands at `origin`. Plans are written by many tools in two generations of the format, and the
 * server keeps areas as they came: what makes no sense is left out, never an error.
 */
export function areasOf(areas: readonly PlanArea[] | null | undefined, origin: Place): HallArea[] {
  if (!Array.isArray(areas)) return [];
  return areas.flatMap((area: PlanArea | null) => {
    if (typeof area !== 'object' || area === null) return [];
    const drawn = drawingOf(area, origin);
    return drawn.shape.kind === 'none' && drawn.label === null ? [] : [drawn];
  });
}

/** One of them, also where there is nothing of it to be seen. */
export function drawingOf(area: PlanArea, origin: Place): HallArea {
  return {
    x: origin.x + number(area.position?.x),
    y: origin.y + number(area.position?.y),
    shape: shapeOf(area),
    rotation: number(area.rotation),
    fill: colorOf(area.color),
    border: colorOf(area.border_color),
    label: labelOf(area),
  };
}

/** A point of the plan as the area's shape has it: relative to its place, before its rotation. */
export function withinArea({ x, y, rotation }: HallArea, point: Place): Place {
  const angle = (-rotation / 180) * Math.PI;
  const [dx, dy] = [point.x - x, point.y - y];
  return { x: dx * Math.cos(angle) - dy * Math.sin(angle), y: dx * Math.sin(angle) + dy * Math.cos(angle) };
}

/** The corners of what an area covers, as they are after its rotation: for the bounds of the hall. */
export function cornersOf({ x, y, shape, rotation }: HallArea): Place[] {
  const angle = (rotation / 180) * Math.PI;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  return outlineOf(shape).map((corner) => ({
    x: x + corner.x * cos - corner.y * sin,
    y: y + corner.x * sin + corner.y * cos,
  }));
}

function outlineOf(shape: AreaShape): readonly Place[] {
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

function box(left: number, top: number, right: number, bottom: number): Place[] {
  return [
    { x: left, y: top },
    { x: right, y: top },
    { x: right, y: bottom },
    { x: left, y: bottom },
  ];
}

function shapeOf(area: PlanArea): AreaShape {
  const width = number(area.rectangle?.width ?? area.width);
  const height = number(area.rectangle?.height ?? area.height);
  const rx = number(area.circle?.radius ?? area.ellipse?.radius?.x);
  const ry = number(area.circle?.radius ?? area.ellipse?.radius?.y);
  const points = Array.isArray(area.polygon?.points) ? area.polygon.points : [];
  if (area.shape === 'polygon' && points.length > 2) {
    return { kind: 'polygon', points: points.map((point) => ({ x: number(point?.x), y: number(point?.y) })) };
  }
  if ((area.shape === 'circle' || area.shape === 'ellipse') && rx > 0 && ry > 0) return { kind: 'ellipse', rx, ry };
  if ((area.shape ?? 'rectangle') === 'rectangle' && width > 0 && height > 0) {
    return { kind: 'rectangle', width, height };
  }
  return { kind: 'none' };
}

function labelOf({ text }: PlanArea): HallArea['label'] {
  if (typeof text === 'string') return text.trim() === '' ? null : { text, at: null, size: null };
  if (typeof text?.text !== 'string' || text.text.trim() === '') return null;
  const at = text.position ? { x: number(text.position.x), y: number(text.position.y) } : null;
  return { text: text.text, at, size: number(text.size) || null };
}

function number(value: unknown): number {
  return typeof value === 'number' && Number.isFinite(value) ? value : 0;
}

function colorOf(color: unknown): string | null {
  return typeof color === 'string' && color.trim() !== '' && color !== 'transparent' ? color : null;
}
