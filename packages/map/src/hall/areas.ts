import { cornersOf, finite, type PlacedShape, placedShapeOf } from '@seatwire/client/show-map';
import type { PlanArea } from './pretix-plan.ts';

export { cornersOf };

interface Place {
  x: number;
  y: number;
}

/** What a plan draws beside its seats: a stage, a bar, a wall, a word. */
export interface HallArea extends PlacedShape {
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
    ...placedShapeOf(area, origin),
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

function labelOf({ text }: PlanArea): HallArea['label'] {
  if (typeof text === 'string') return text.trim() === '' ? null : { text, at: null, size: null };
  if (typeof text?.text !== 'string' || text.text.trim() === '') return null;
  const at = text.position ? { x: finite(text.position.x), y: finite(text.position.y) } : null;
  return { text: text.text, at, size: finite(text.size) || null };
}

function colorOf(color: unknown): string | null {
  return typeof color === 'string' && color.trim() !== '' && color !== 'transparent' ? color : null;
}
