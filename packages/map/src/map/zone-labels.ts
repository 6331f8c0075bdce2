import { type Bounds, overlaps, widened } from '../hall/bounds.ts';
import { type Box, boxesOverlap, readableAngle } from '../hall/boxes.ts';
import type { HallZone } from '../hall/hall.ts';
import { SectionGround } from '../hall/section-ground.ts';
import type { Section } from '../hall/sections.ts';
import { abbreviationsOf, shortNamesOf } from '../hall/short-names.ts';
import { placesBeside } from './label-places.ts';
import type { Obstacles } from './obstacles.ts';

/** Whether a second line says what is free, in words or as a number alone, or the same line does. */
export type LabelCount = 'words' | 'number' | 'inline' | 'none';

/** A zone's name where it has room; its middle in the plan's units. */
export interface ZoneLabel {
  zoneIndex: number;
  name: string;
  count: LabelCount;
  /** Of the text, in CSS pixels, as are width and height. */
  size: number;
  width: number;
  height: number;
  x: number;
  y: number;
  /** Clockwise, in radians. */
  angle: number;
  isOnSection: boolean;
}

export interface ZoneLabelsOptions {
  zones: readonly HallZone[];
  /** By the zones' indices; none in a small hall. */
  sections: readonly Section[];
  obstacles: Obstacles;
  isShape(zoneIndex: number, scale: number): boolean;
  /** How wide a text is, in CSS pixels. */
  widthOf(text: string, size: number): number;
  freeText(free: number): string;
}

export const LINE_HEIGHT = 1.25;
/** From this size of a seat on, the names of rows tell where one is. */
const NAMES_UP_TO_PX = 20;
const PADDING_PX = { onSection: 1, beside: 3 };
const SIZES_BESIDE = [13, 11] as const;
const LARGE_SIZES = [15, 13] as const;
const SMALL_SIZES = [11.5, 10] as const;
const SIZES = [...LARGE_SIZES, ...SMALL_SIZES];
const SIZES_OF_ABBREVIATIONS = [13, 11.5, 10, 9, 8] as const;
/** The share of a tier's sections that are named in one way where it suits so many, so that they look alike. */
const ALIKE = 0.75;

type Direction = 'level' | 'along' | 'across';
type Text = 'full' | 'short' | 'abbreviation';

/** How a section may be named, from what says most to the shortest. */
interface Manner {
  text: Text;
  count: LabelCount;
  direction: Direction;
  size: number;
}

const MANNERS: readonly Manner[] = [
  ...manners('full', 'words', ['level'], LARGE_SIZES),
  ...manners('short', 'words', ['level'], LARGE_SIZES),
  ...manners('full', 'words', ['level'], SMALL_SIZES),
  ...manners('short', 'words', ['level'], SMALL_SIZES),
  ...manners('short', 'number', ['level'], SIZES),
  ...manners('short', 'words', ['along', 'across'], SIZES),
  ...manners('short', 'number', ['along', 'across'], SIZES),
  ...manners('short', 'inline', ['along', 'across'], SIZES),
  ...manners('short', 'none', ['level', 'along', 'across'], SIZES),
  ...manners('abbreviation', 'none', ['level', 'along', 'across'], SIZES_OF_ABBREVIATIONS),
];
/** How much a label says of what is free. */
const SAYS: Record<LabelCount, number> = { words: 2, number: 1, inline: 1, none: 0 };

function manners(text: Text, count: LabelCount, directions: readonly Direction[], sizes: readonly number[]): Manner[] {
  return sizes.flatMap((size) => directions.map((direction) => ({ text, count, direction, size })));
}

/**
 * Where the names of zones stand: on the shapes that sections are from afar, with what is free; else beside the seats of their zone. None
 * lies over another name, a drawing, a row's name or a seat that it does not name: a name that finds no room is left out.
 */
export class ZoneLabels {
  readonly #options: ZoneLabelsOptions;
  readonly #names: Record<Text, readonly string[]>;
  readonly #grounds = new Map<string, SectionGround>();
  readonly #taken = new Map<number, ReturnType<Obstacles['takenWithin']>>();
  #scale = 0;
  #language = '';
  /** By zone; null: it finds no room. */
  #placed = new Map<number, ZoneLabel | null>();

  constructor(options: ZoneLabelsOptions) {
    this.#options = options;
    const full = options.zones.map(({ name }) => name);
    const short = shortNamesOf(full);
    this.#names = { full, short, abbreviation: abbreviationsOf(short) };
  }

  /** Those of zones of which a part is in sight: a rectangle of the plan, at so many pixels for each of its units. */
  at(scale: number, visible: Bounds): ZoneLabel[] {
    const language = this.#options.freeText(0);
    if (scale !== this.#scale || language !== this.#language) {
      this.#scale = scale;
      this.#language = language;
      this.#placed = new Map();
      this.#placeOnSections();
    }
    this.#placeBeside(visible);
    return [...this.#placed.values()].filter((label) => label !== null);
  }

  #placeOnSections(): void {
    const byTier = new Map<string, number[]>();
    for (const [zoneIndex, { middle }] of this.#options.sections.entries()) {
      if (!this.#options.isShape(zoneIndex, this.#scale)) continue;
      const { category } = middle.tier;
      byTier.set(category, [...(byTier.get(category) ?? []), zoneIndex]);
    }
    for (const zoneIndices of byTier.values()) this.#placeAlike(zoneIndices);
  }

  /** In the first manner that suits most of the sections; those that it does not suit, in the next one that does and says no more. */
  #placeAlike(zoneIndices: readonly number[]): void {
    let left = zoneIndices;
    let chosen: Manner | null = null;
    for (const manner of MANNERS) {
      if (chosen && (manner.size > chosen.size || SAYS[manner.count] > SAYS[chosen.count])) continue;
      const mayFail: number = chosen ? left.length : zoneIndices.length * (1 - ALIKE);
      const fitting = this.#fitting(left, manner, mayFail);
      if (fitting === null) continue;
      chosen ??= manner;
      for (const label of fitting) if (this.#isApart(label)) this.#placed.set(label.zoneIndex, label);
      left = left.filter((zoneIndex) => !this.#placed.has(zoneIndex));
      if (left.length === 0) return;
    }
    for (const zoneIndex of left) {
      // No manner suits most of them: each as it can be.
      if (!chosen && left.length > 1) this.#placeAlike([zoneIndex]);
      else this.#placed.set(zoneIndex, null);
    }
  }

  /** The labels of those that a manner suits; null: it does not suit more than so many. */
  #fitting(zoneIndices: readonly number[], manner: Manner, mayFail: number): ZoneLabel[] | null {
    const labels: ZoneLabel[] = [];
    for (const [index, zoneIndex] of zoneIndices.entries()) {
      const label = this.#onSection(zoneIndex, manner);
      if (label) labels.push(label);
      else if (index + 1 - labels.length > mayFail) return null;
    }
    return labels;
  }

  #onSection(zoneIndex: number, { text, count, direction, size }: Manner): ZoneLabel | null {
    const name = this.#names[text][zoneIndex]!;
    const { angle } = this.#options.sections[zoneIndex]!;
    const box = this.#sizeOf({ zoneIndex, name, count, size }, PADDING_PX.onSection);
    const [width, height] = [box.width / this.#scale, box.height / this.#scale];
    const angles = { level: 0, along: angle, across: readableAngle(angle + Math.PI / 2) };
    const ground = this.#groundOf(zoneIndex, direction === 'level' ? 0 : angle);
    const place = direction === 'across' ? ground.placeFor(height, width) : ground.placeFor(width, height);
    if (place === null) return null;
    return { zoneIndex, name, count, size, ...box, ...place, angle: angles[direction], isOnSection: true };
  }

  #placeBeside(visible: Bounds): void {
    for (const [zoneIndex, zone] of this.#options.zones.entries()) {
      if (this.#placed.has(zoneIndex) || this.#options.isShape(zoneIndex, this.#scale)) continue;
      if (!overlaps(widened(zone.bounds, zone.rows[0]!.seats[0]!.room), visible)) continue;
      this.#placed.set(zoneIndex, this.#beside(zoneIndex, zone));
    }
  }

  #beside(zoneIndex: number, zone: HallZone): ZoneLabel | null {
    if (zone.rows[0]!.seats[0]!.room * this.#scale >= NAMES_UP_TO_PX) return null;
    for (const size of SIZES_BESIDE) {
      for (const name of new Set([this.#names.full[zoneIndex]!, this.#names.short[zoneIndex]!])) {
        const what = { zoneIndex, name, count: 'none' as const, size };
        const { width, height } = this.#sizeOf(what, PADDING_PX.beside);
        const inPlan = { width: width / this.#scale, height: height / this.#scale };
        for (const { x, y, angle } of placesBeside(zone, inPlan)) {
          const label = { ...what, width, height, x, y, angle, isOnSection: false };
          if (this.#isFreeBeside(label)) return label;
        }
      }
    }
    return null;
  }

  #isFreeBeside(label: ZoneLabel): boolean {
    const { obstacles } = this.#options;
    const box = boxOfLabel(label, this.#scale);
    return (
      this.#isApart(label) &&
      !obstacles.hasDrawing(box) &&
      !obstacles.hasRowName(box, this.#scale) &&
      !obstacles.hasSeat(box) &&
      obstacles.isNearestTo(label.zoneIndex, box, 2 * (box.width + box.height))
    );
  }

  #isApart(label: ZoneLabel): boolean {
    const box = boxOfLabel(label, this.#scale);
    for (const other of this.#placed.values()) {
      if (other !== null && boxesOverlap(boxOfLabel(other, this.#scale), box)) return false;
    }
    return true;
  }

  #sizeOf(
    { zoneIndex, name, count, size }: Pick<ZoneLabel, 'zoneIndex' | 'name' | 'count' | 'size'>,
    padding_px: number,
  ): { width: number; height: number } {
    const lines = linesOf(name, count, this.#seatsIn(zoneIndex), this.#options.freeText);
    const width = Math.max(...lines.map((line) => this.#options.widthOf(line, size)));
    const height = size * (1 + (lines.length - 1) * LINE_HEIGHT);
    return { width: Math.ceil(width + 2 * padding_px), height: Math.ceil(height + 2 * padding_px) };
  }

  #seatsIn(zoneIndex: number): number {
    return this.#options.zones[zoneIndex]!.rows.reduce((sum, { seats }) => sum + seats.length, 0);
  }

  #groundOf(zoneIndex: number, angle: number): SectionGround {
    const key = `${zoneIndex} ${angle}`;
    let ground = this.#grounds.get(key);
    if (!ground) {
      const section = this.#options.sections[zoneIndex]!;
      ground = new SectionGround({ section, angle, taken: this.#takenWithin(zoneIndex, section) });
      this.#grounds.set(key, ground);
    }
    return ground;
  }

  #takenWithin(zoneIndex: number, { zone, thickness }: Section): ReturnType<Obstacles['takenWithin']> {
    const known = this.#taken.get(zoneIndex);
    if (known) return known;
    const bounds = widened(zone.bounds, thickness / 2);
    const taken = this.#options.obstacles.takenWithin(zoneIndex, bounds, thickness / 2);
    this.#taken.set(zoneIndex, taken);
    return taken;
  }
}

/** The lines of a label's text; null: what is free is not known. */
export function linesOf(
  name: string,
  count: LabelCount,
  free: number | null,
  freeText: (free: number) => string,
): string[] {
  if (count === 'none' || free === null) return [name];
  if (count === 'inline') return [`${name} · ${free}`];
  return [name, count === 'words' ? freeText(free) : String(free)];
}

/** The rectangle that a label covers, in the plan's units. */
export function boxOfLabel({ x, y, width, height, angle }: ZoneLabel, scale: number): Box {
  return { x, y, width: width / scale, height: height / scale, angle };
}
