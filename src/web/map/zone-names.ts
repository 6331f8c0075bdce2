import { type Bounds, overlaps } from '../hall/bounds.ts';
import { readableOn } from '../hall/colors.ts';
import type { HallZone } from '../hall/hall.ts';
import { type Section, shortNamesOf } from '../hall/sections.ts';
import { boundedRatio, createBitmap } from './bitmap.ts';
import type { Obstacles } from './obstacles.ts';
import type { MapTheme } from './seat-look.ts';
import type { SectionCounts } from './section-counts.ts';
import type { SectionPainter } from './section-painter.ts';
import type { Viewport } from './viewport.ts';

export interface ZoneNamesOptions {
  zones: readonly HallZone[];
  /** By the zones' indices; none in a small hall. */
  sections: readonly Section[];
  painter: SectionPainter;
  counts: SectionCounts;
  obstacles: Obstacles;
  theme: MapTheme;
  font: string;
  freeText(free: number): string;
}

export interface ZoneNamesPainting {
  context: CanvasRenderingContext2D;
  viewport: Viewport;
  pixelRatio: number;
}

/** From this size of a seat on, the names of rows tell where one is. */
const NAMES_UP_TO_PX = 20;
const SIZES_ON_SECTION = [15, 13, 11.5, 10] as const;
const SIZE_BESIDE = 13;
const PADDING_PX = 3;
const LINE_HEIGHT = 1.25;
const MAX_SPRITES = 600;
/** How near to a seat of its section a corner of a name has to be, as a factor of the distance of rows. */
const INSIDE = 0.8;

interface Label {
  zoneIndex: number;
  name: string;
  /** Whether a second line says what is free, in words or as a number alone. */
  count: 'words' | 'number' | 'none';
  size: number;
  /** Of the text, in CSS pixels. */
  width: number;
  height: number;
  /** Its middle, in the plan's units. */
  x: number;
  y: number;
  isOnSection: boolean;
}

/**
 * The names of zones: on the shapes that sections are from afar, with what is free; else beside the seats of their zone. None lies
 * over another name, a drawing, or seats that it does not name: one that finds no room is left out.
 */
export class ZoneNames {
  readonly #options: ZoneNamesOptions;
  readonly #shortNames: readonly string[];
  readonly #sprites = new Map<string, HTMLCanvasElement>();
  readonly #measure = createBitmap(1, 1).getContext('2d')!;
  readonly #widths = new Map<string, number>();
  #labels: Label[] = [];
  #placedFor = '';

  constructor(options: ZoneNamesOptions) {
    this.#options = options;
    this.#shortNames = shortNamesOf(options.zones.map(({ name }) => name));
  }

  paint({ context, viewport, pixelRatio }: ZoneNamesPainting): void {
    const placedFor = `${viewport.view.scale} ${this.#options.freeText(0)}`;
    if (placedFor !== this.#placedFor) this.#place(viewport.view.scale);
    this.#placedFor = placedFor;
    const { width, height } = viewport.frame;
    for (const label of this.#labels) {
      const { x, y } = viewport.toScreen(label);
      const [left, top] = [x - label.width / 2, y - label.height / 2];
      if (left > width || top > height || left + label.width < 0 || top + label.height < 0) continue;
      const align = (at: number) => Math.round(at * pixelRatio) / pixelRatio;
      context.drawImage(this.#spriteOf(label, pixelRatio), align(left), align(top), label.width, label.height);
    }
  }

  /** What there is room for depends on the scale alone. */
  #place(scale: number): void {
    this.#labels = [];
    for (const [zoneIndex, zone] of this.#options.zones.entries()) {
      const candidates = this.#options.painter.isShape(zoneIndex, scale)
        ? this.#onSection(zoneIndex)
        : this.#beside(zoneIndex, zone, scale);
      for (const label of candidates) {
        if (!this.#isFree(label, scale)) continue;
        this.#labels.push(label);
        break;
      }
    }
  }

  /** From the one that says most to the shortest. */
  *#onSection(zoneIndex: number): Generator<Label> {
    const name = this.#options.zones[zoneIndex]!.name;
    const short = this.#shortNames[zoneIndex]!;
    const { x, y } = this.#options.sections[zoneIndex]!.middle;
    for (const [text, count] of [
      [name, 'words'],
      [short, 'words'],
      [short, 'number'],
      [short, 'none'],
    ] as const) {
      for (const size of SIZES_ON_SECTION)
        yield this.#label({ zoneIndex, name: text, count, size, x, y, isOnSection: true });
    }
  }

  *#beside(zoneIndex: number, { name, bounds, rows }: HallZone, scale: number): Generator<Label> {
    const room = rows[0]!.seats[0]!.room;
    if (room * scale >= NAMES_UP_TO_PX) return;
    for (const text of [name, this.#shortNames[zoneIndex]!]) {
      const label = this.#label({
        zoneIndex,
        name: text,
        count: 'none',
        size: SIZE_BESIDE,
        x: 0,
        y: 0,
        isOnSection: false,
      });
      const x = (bounds.left + bounds.right) / 2;
      const y = (bounds.top + bounds.bottom) / 2;
      const above = room * 0.6 + label.height / 2 / scale;
      // The rows' own names stand at their ends.
      const aside = room * 2 + label.width / 2 / scale;
      yield { ...label, x, y: bounds.top - above };
      yield { ...label, x, y: bounds.bottom + above };
      yield { ...label, x: bounds.left - aside, y };
      yield { ...label, x: bounds.right + aside, y };
    }
  }

  #label(wanted: Omit<Label, 'width' | 'height'>): Label {
    const { zoneIndex, name, count, size } = wanted;
    const lines = [name, ...this.#countLine(count, this.#seatsIn(zoneIndex))];
    const width = Math.max(...lines.map((line) => this.#widthOf(line, size))) + 2 * PADDING_PX;
    return { ...wanted, width: Math.ceil(width), height: Math.ceil(lines.length * size * LINE_HEIGHT) };
  }

  #isFree(label: Label, scale: number): boolean {
    const { obstacles } = this.#options;
    const bounds = labelBounds(label, scale);
    if (this.#labels.some((other) => overlaps(labelBounds(other, scale), bounds)) || obstacles.hasDrawing(bounds))
      return false;
    if (!label.isOnSection) return !obstacles.hasSeat(bounds);
    if (obstacles.hasSeat(bounds, label.zoneIndex)) return false;
    // A short name may reach over the edge of a narrow section, where nothing else is.
    if (label.count === 'none') return true;
    const within = this.#options.sections[label.zoneIndex]!.thickness * INSIDE;
    return cornersOf(bounds).every((corner) => obstacles.isOn(label.zoneIndex, corner, within));
  }

  #seatsIn(zoneIndex: number): number {
    return this.#options.zones[zoneIndex]!.rows.reduce((sum, { seats }) => sum + seats.length, 0);
  }

  #countLine(count: Label['count'], free: number | null): string[] {
    if (count === 'none' || free === null) return [];
    return [count === 'words' ? this.#options.freeText(free) : String(free)];
  }

  #widthOf(text: string, size: number): number {
    const key = `${size} ${text}`;
    let width = this.#widths.get(key);
    if (width === undefined) {
      this.#measure.font = this.#face(size, 700);
      width = this.#measure.measureText(text).width;
      if (this.#widths.size >= MAX_SPRITES * 8) this.#widths.clear();
      this.#widths.set(key, width);
    }
    return width;
  }

  #face(size: number, weight: number): string {
    return `${weight} ${size}px ${this.#options.font}`;
  }

  #spriteOf(label: Label, pixelRatio: number): HTMLCanvasElement {
    const lines = [label.name, ...this.#countLine(label.count, this.#options.counts.free(label.zoneIndex))];
    const [text, ground] = this.#colorsOf(label);
    const key = `${label.size} ${pixelRatio} ${label.width} ${label.height} ${text} ${ground} ${lines.join('\n')}`;
    let sprite = this.#sprites.get(key);
    if (!sprite) {
      // While zooming, every size is needed for a few frames only.
      if (this.#sprites.size >= MAX_SPRITES) this.#sprites.clear();
      sprite = this.#draw(label, lines, { text, ground, pixelRatio });
      this.#sprites.set(key, sprite);
    }
    return sprite;
  }

  #colorsOf({ zoneIndex, isOnSection }: Label): [string, string] {
    const { theme, sections, painter } = this.#options;
    if (!isOnSection) return [theme.ink, theme.background];
    const fill = painter.fillOf(zoneIndex, sections[zoneIndex]!.middle.tier.category);
    return [readableOn(fill), fill];
  }

  #draw(
    { width, height, size }: Label,
    lines: readonly string[],
    { text, ground, pixelRatio }: { text: string; ground: string; pixelRatio: number },
  ): HTMLCanvasElement {
    const ratio = boundedRatio({ width, height }, pixelRatio);
    const canvas = createBitmap(width * ratio, height * ratio);
    const context = canvas.getContext('2d')!;
    context.scale(ratio, ratio);
    context.textAlign = 'center';
    context.textBaseline = 'middle';
    context.lineJoin = 'round';
    context.lineWidth = 3;
    context.strokeStyle = ground;
    context.fillStyle = text;
    const first = height / 2 - ((lines.length - 1) * size * LINE_HEIGHT) / 2;
    for (const [index, line] of lines.entries()) {
      context.font = this.#face(size, index === 0 ? 700 : 500);
      const y = first + index * size * LINE_HEIGHT;
      context.strokeText(line, width / 2, y);
      context.fillText(line, width / 2, y);
    }
    return canvas;
  }
}

function labelBounds({ x, y, width, height }: Label, scale: number): Bounds {
  const [halfWidth, halfHeight] = [width / 2 / scale, height / 2 / scale];
  return { left: x - halfWidth, right: x + halfWidth, top: y - halfHeight, bottom: y + halfHeight };
}

function cornersOf({ left, right, top, bottom }: Bounds): { x: number; y: number }[] {
  return [left, right].flatMap((x) => [top, bottom].map((y) => ({ x, y })));
}
