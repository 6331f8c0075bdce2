import { overlaps } from '../hall/bounds.ts';
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

export interface RowLabelsPainting {
  context: CanvasRenderingContext2D;
  viewport: Viewport;
  hall: Hall;
  theme: MapTheme;
  font: string;
}

/** The names of rows whose own names are out of sight, at the edge where the row comes into it. */
export function paintRowLabels({ context, viewport, hall, theme, font }: RowLabelsPainting): void {
  const { scale } = viewport.view;
  const visible = viewport.visible();
  context.font = `600 ${SIZE_PX}px ${font}`;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  for (const { bounds, rows } of hall.zones) {
    if (rows[0]!.seats[0]!.room * scale < FROM_PX) continue;
    if (!overlaps(bounds, visible)) continue;
    for (const row of rows) {
      const at = edgeOf(row, viewport);
      if (at) paintLabel(context, row.name, at, theme);
    }
  }
}

/** Where a row comes into sight; null when its name is there already, or none of its seats. */
function edgeOf(row: HallRow, viewport: Viewport): Point | null {
  const names = rowNamesOfRow(row);
  if (names.length === 0) return null;
  const isSeen = ({ x, y }: Point) => x >= 0 && x <= viewport.frame.width && y >= 0 && y <= viewport.frame.height;
  if (names.some((name) => isSeen(viewport.toScreen(name)))) return null;
  const first = row.seats.findIndex((seat) => isSeen(viewport.toScreen(seat)));
  if (first < 0) return null;
  const seat = row.seats[first] as HallSeat;
  const before = viewport.toScreen(row.seats[first - 1] ?? seat);
  const at = viewport.toScreen(seat);
  const { width, height } = viewport.frame;
  // The zoom buttons and the section's name lie over the strips at the top and the foot.
  return {
    x: Math.min(width - INSET_PX, Math.max(INSET_PX, (at.x + before.x) / 2)),
    y: Math.min(height - BAR_PX, Math.max(BAR_PX, (at.y + before.y) / 2)),
  };
}

function paintLabel(context: CanvasRenderingContext2D, name: string, { x, y }: Point, theme: MapTheme): void {
  const width = Math.max(18, context.measureText(name).width + 8);
  context.fillStyle = theme.background;
  context.globalAlpha = 0.92;
  context.beginPath();
  context.roundRect(x - width / 2, y - 8, width, 16, 8);
  context.fill();
  context.globalAlpha = 1;
  context.fillStyle = theme.ink;
  context.fillText(name, x, y);
}
