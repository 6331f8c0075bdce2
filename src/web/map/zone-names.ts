import type { HallZone } from '../hall/hall.ts';
import type { MapTheme } from './seat-look.ts';
import type { Viewport } from './viewport.ts';

export interface ZoneNamesOptions {
  context: CanvasRenderingContext2D;
  viewport: Viewport;
  zones: readonly HallZone[];
  theme: MapTheme;
  /** Of a seat, in pixels: names give way to seats as these grow. */
  pitch: number;
  font: string;
}

/** From this size of a seat on, the names of rows tell where one is. */
const ZONE_NAMES_UP_TO_PX = 20;
const PADDING_PX = 6;

interface Label {
  name: string;
  x: number;
  y: number;
  width: number;
}

/** Names above their zones where there is room, else on them; one that would cover another is left out. */
export function paintZoneNames({ context, viewport, zones, theme, pitch, font }: ZoneNamesOptions): void {
  if (pitch >= ZONE_NAMES_UP_TO_PX) return;
  const size = Math.min(17, Math.max(11, pitch * 1.5));
  context.font = `650 ${size}px ${font}`;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.globalAlpha = Math.min(1, (ZONE_NAMES_UP_TO_PX - pitch) / 4);
  const isAbove = areApart(zones);
  const placed: Label[] = [];
  for (const { name, bounds } of zones) {
    const centre = viewport.toScreen({ x: (bounds.left + bounds.right) / 2, y: (bounds.top + bounds.bottom) / 2 });
    const top = viewport.toScreen({ x: 0, y: bounds.top }).y - pitch / 2 - size * 0.9;
    const label = { name, x: centre.x, y: isAbove ? top : centre.y, width: widthOf(context, name) };
    if (placed.some((other) => isOver(label, other, size))) continue;
    placed.push(label);
    if (!isAbove) paintPlate(context, label, { size, color: theme.background });
    context.fillStyle = isAbove ? theme.label : theme.ink;
    context.fillText(name, label.x, label.y);
  }
  context.globalAlpha = 1;
}

const widths = new Map<string, number>();
const MAX_WIDTHS = 2_000;

/** Measuring takes longer than painting, and each frame needs it. */
function widthOf(context: CanvasRenderingContext2D, name: string): number {
  const key = `${context.font} ${name}`;
  let width = widths.get(key);
  if (width === undefined) {
    width = context.measureText(name).width;
    // While zooming, every size is needed for one frame only.
    if (widths.size >= MAX_WIDTHS) widths.clear();
    widths.set(key, width);
  }
  return width;
}

function isOver(a: Label, b: Label, size: number): boolean {
  return Math.abs(a.x - b.x) < (a.width + b.width) / 2 + PADDING_PX && Math.abs(a.y - b.y) < size * 1.5;
}

function paintPlate(
  context: CanvasRenderingContext2D,
  { x, y, width }: Label,
  { size, color }: { size: number; color: string },
): void {
  context.fillStyle = color;
  context.beginPath();
  context.roundRect(x - width / 2 - PADDING_PX, y - size * 0.8, width + 2 * PADDING_PX, size * 1.6, size * 0.8);
  context.fill();
}

/** Whether no two zones' rectangles overlap: then there is room above each for its name. */
function areApart(zones: readonly HallZone[]): boolean {
  return zones.every(({ bounds: a }, index) =>
    zones
      .slice(index + 1)
      .every(({ bounds: b }) => a.right < b.left || b.right < a.left || a.bottom < b.top || b.bottom < a.top),
  );
}
