import { type Bounds, overlaps } from '../hall/bounds.ts';
import type { Hall, HallRow, HallSeat } from '../hall/hall.ts';
import { rowNamesOfRow } from '../hall/row-names.ts';
import type { MapTheme } from './seat-look.ts';
import type { Point, Viewport } from './viewport.ts';

/** Seats are near enough for their rows to be named. */
const FROM_PX = 11;
const SIZE_PX = 11;
const INSET_PX = 13;
/** What lies over the map at its top and foot. */
const BAR_PX = 68;

const HEIGHT_PX = 16;
const LEAST_WIDTH_PX = 18;

/** A row's name at the edge of what is in sight; what it covers, in CSS pixels. */
export interface RowLabel {
  name: string;
  bounds: Bounds;
}

export interface RowLabelsOptions {
  viewport: Viewport;
  hall: Hall;
  /** How wide a text is, in CSS pixels. */
  widthOf(text: string): number;
}

export function rowLabelFont(font: string): string {
  return `600 ${SIZE_PX}px ${font}`;
}

/** The names of rows whose own names are out of sight, at the edge where the row comes into it; none lies over another. */
export function rowLabelsIn({ viewport, hall, widthOf }: RowLabelsOptions): RowLabel[] {
  const { scale } = viewport.view;
  const visible = viewport.visible();
  const labels: RowLabel[] = [];
  for (const { bounds, rows } of hall.zones) {
    if (rows[0]!.seats[0]!.room * scale < FROM_PX) continue;
    if (!overlaps(bounds, visible)) continue;
    for (const row of rows) {
      const at = edgeOf(row, viewport);
      if (at === null) continue;
      const label = { name: row.name, bounds: boundsAt(at, widthOf(row.name)) };
      if (!labels.some((other) => overlaps(other.bounds, label.bounds))) labels.push(label);
    }
  }
  return labels;
}

function boundsAt({ x, y }: Point, textWidth: number): Bounds {
  const half = Math.max(LEAST_WIDTH_PX, textWidth + 8) / 2;
  return { left: x - half, right: x + half, top: y - HEIGHT_PX / 2, bottom: y + HEIGHT_PX / 2 };
}

/** Where a row comes into sight; null when its name is there already, or none of its seats. */
function edgeOf(row: HallRow, viewport: Viewport): Point | null {
  const names = rowNamesOfRow(row);
  if (names.length === 0) return null;
  const isSeen = ({ x, y }: Point) => x >= 0 && x <= viewport.frame.width && y >= 0 && y <= viewport.frame.height;
  if (names.some((name) => isSeen(viewport.toScreen(name)))) return null;
  // The zoom buttons and the section's name lie over the strips at the top and the foot.
  const isFree = (point: Point) => isSeen(point) && point.y >= BAR_PX && point.y <= viewport.frame.height - BAR_PX;
  const first = row.seats.findIndex((seat) => isFree(viewport.toScreen(seat)));
  if (first < 0) return null;
  const seat = row.seats[first] as HallSeat;
  const before = viewport.toScreen(row.seats[first - 1] ?? seat);
  const at = viewport.toScreen(seat);
  const { width, height } = viewport.frame;
  return {
    x: Math.min(width - INSET_PX, Math.max(INSET_PX, (at.x + before.x) / 2)),
    y: Math.min(height - BAR_PX, Math.max(BAR_PX, (at.y + before.y) / 2)),
  };
}

export function paintRowLabels(
  context: CanvasRenderingContext2D,
  labels: readonly RowLabel[],
  { theme, font }: { theme: MapTheme; font: string },
): void {
  context.font = rowLabelFont(font);
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  for (const { name, bounds } of labels) {
    const { left, right, top, bottom } = bounds;
    context.fillStyle = theme.background;
    context.globalAlpha = 0.92;
    context.beginPath();
    context.roundRect(left, top, right - left, bottom - top, HEIGHT_PX / 2);
    context.fill();
    context.globalAlpha = 1;
    context.fillStyle = theme.ink;
    context.fillText(name, (left + right) / 2, (top + bottom) / 2);
  }
}
