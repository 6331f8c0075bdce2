import { type Bounds, overlaps } from '../hall/bounds.ts';
import type { Hall, HallRow, HallSeat, HallZone } from '../hall/hall.ts';
import { type RowSide, rowEnd, rowNamesOfRow } from '../hall/row-names.ts';
import type { MapTheme } from './seat-look.ts';
import { SECTION_BELOW_PX } from './section-painter.ts';
import type { Point, Viewport } from './viewport.ts';

/** Seats are near enough for all rows to be named. */
const FROM_PX = 11;
/** Between a row's last seat and its name. */
const GAP_PX = 2;
const SIZE_PX = 11;
const INSET_PX = 13;
/** What lies over the map at its top and foot. */
const BAR_PX = 68;

const HEIGHT_PX = 16;
const LEAST_WIDTH_PX = 18;

/** A row's name at the edge of what is in sight, or beside the row; what it covers, in CSS pixels. */
export interface RowLabel {
  name: string;
  bounds: Bounds;
}

export interface RowLabelsOptions {
  viewport: Viewport;
  hall: Hall;
  /** The zone where one is; null: none. */
  here: HallZone | null;
  /** How wide a text is, in CSS pixels. */
  widthOf(text: string): number;
}

export function rowLabelFont(font: string): string {
  return `600 ${SIZE_PX}px ${font}`;
}

/**
 * The names of rows whose own names are out of sight, at the edge where the row comes into it, and, where seats are too small for
 * names of their own, those of some rows of the zone where one is; none lies over another.
 */
export function rowLabelsIn({ viewport, hall, here, widthOf }: RowLabelsOptions): RowLabel[] {
  const { scale } = viewport.view;
  const visible = viewport.visible();
  const labels: RowLabel[] = [];
  for (const zone of hall.zones) {
    const room_px = zone.rows[0]!.seats[0]!.room * scale;
    const isNear = room_px >= FROM_PX;
    if (!overlaps(zone.bounds, visible)) continue;
    if (isNear) addApart(labels, edgeLabels(zone, viewport, widthOf));
    else if (zone === here && room_px >= SECTION_BELOW_PX) addApart(labels, labelsBeside(zone, viewport, widthOf));
  }
  return labels;
}

function addApart(labels: RowLabel[], more: readonly RowLabel[]): void {
  for (const label of more) {
    if (!labels.some((other) => overlaps(other.bounds, label.bounds))) labels.push(label);
  }
}

function edgeLabels({ rows }: HallZone, viewport: Viewport, widthOf: (text: string) => number): RowLabel[] {
  return rows.flatMap((row) => {
    const at = edgeOf(row, viewport);
    return at === null ? [] : [{ name: row.name, bounds: boundsAt(at, widthOf(row.name)) }];
  });
}

/** Beside the one end or the other of all rows: where more of them are in sight. */
function labelsBeside({ rows }: HallZone, viewport: Viewport, widthOf: (text: string) => number): RowLabel[] {
  const [starts, ends] = (['start', 'end'] as const).map((side) =>
    rows.flatMap((row) => labelAt(row, side, { viewport, widthOf }) ?? []),
  ) as [RowLabel[], RowLabel[]];
  return starts.length >= ends.length ? starts : ends;
}

function labelAt(
  row: HallRow,
  side: RowSide,
  { viewport, widthOf }: Pick<RowLabelsOptions, 'viewport' | 'widthOf'>,
): RowLabel | null {
  const end = rowEnd(row, side);
  if (end === null) return null;
  const { seat, dx, dy } = end;
  const width = widthOf(row.name);
  const away =
    (seat.room * viewport.view.scale) / 2 + GAP_PX + (Math.abs(dx) * widthAt(width) + Math.abs(dy) * HEIGHT_PX) / 2;
  const at = viewport.toScreen(seat);
  const place = { x: at.x + dx * away, y: at.y + dy * away };
  const bounds = boundsAt(place, width);
  const isSeen = bounds.left >= 0 && bounds.right <= viewport.frame.width && isBetweenBars(place, viewport);
  return isSeen ? { name: row.name, bounds } : null;
}

function widthAt(textWidth: number): number {
  return Math.max(LEAST_WIDTH_PX, textWidth + 8);
}

/** The zoom buttons and the section's name lie over the strips at the top and the foot. */
function isBetweenBars({ y }: Point, { frame }: Viewport): boolean {
  return y >= BAR_PX && y <= frame.height - BAR_PX;
}

function boundsAt({ x, y }: Point, textWidth: number): Bounds {
  const half = widthAt(textWidth) / 2;
  return { left: x - half, right: x + half, top: y - HEIGHT_PX / 2, bottom: y + HEIGHT_PX / 2 };
}

/** Where a row comes into sight; null when its name is there already, or none of its seats. */
function edgeOf(row: HallRow, viewport: Viewport): Point | null {
  const names = rowNamesOfRow(row);
  if (names.length === 0) return null;
  const isSeen = ({ x, y }: Point) => x >= 0 && x <= viewport.frame.width && y >= 0 && y <= viewport.frame.height;
  if (names.some((name) => isSeen(viewport.toScreen(name)))) return null;
  const isFree = (point: Point) => isSeen(point) && isBetweenBars(point, viewport);
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
