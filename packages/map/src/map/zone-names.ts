import { type Bounds, overlaps } from '../hall/bounds.ts';
import { type Box, boundsOfBox, boxesOverlap, boxOf } from '../hall/boxes.ts';
import { readableOn } from '../hall/colors.ts';
import type { HallZone } from '../hall/hall.ts';
import type { Section } from '../hall/sections.ts';
import { boundedRatio, createBitmap } from './bitmap.ts';
import type { Obstacles } from './obstacles.ts';
import type { MapTheme } from './seat-look.ts';
import type { SectionCounts } from './section-counts.ts';
import type { SectionPainter } from './section-painter.ts';
import type { Frame, Viewport } from './viewport.ts';
import { LINE_HEIGHT, linesOf, type ZoneLabel, ZoneLabels } from './zone-labels.ts';

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
  /** Where other words stand in what is in sight, in CSS pixels. */
  taken: readonly Bounds[];
  /** How high what lies over the map's head is. */
  head_px: number;
}

const MAX_SPRITES = 600;
/** Around the text, for its edge in the colour of the ground. */
const EDGE_PX = 2;

/** Draws the names of zones where they have room. */
export class ZoneNames {
  readonly #options: ZoneNamesOptions;
  readonly #labels: ZoneLabels;
  readonly #sprites = new Map<string, HTMLCanvasElement>();
  readonly #measure = createBitmap(1, 1).getContext('2d')!;
  readonly #widths = new Map<string, number>();

  constructor(options: ZoneNamesOptions) {
    this.#options = options;
    const { zones, sections, obstacles, painter, freeText } = options;
    this.#labels = new ZoneLabels({
      zones,
      sections,
      obstacles,
      freeText,
      isShape: (zoneIndex, scale) => painter.isShape(zoneIndex, scale),
      widthOf: (text, size) => this.#widthOf(text, size),
    });
  }

  paint({ context, viewport, pixelRatio, taken, head_px }: ZoneNamesPainting): void {
    for (const label of this.#labels.at(viewport.view.scale, viewport.visible())) {
      const box: Box = { ...label, ...viewport.toScreen(label) };
      if (!isSeen(box, { isInPart: label.isOnSection, frame: viewport.frame, head_px })) continue;
      if (taken.some((bounds) => boxesOverlap(boxOf(bounds), box))) continue;
      const sprite = this.#spriteOf(label, pixelRatio);
      const [width, height] = [label.width + 2 * EDGE_PX, label.height + 2 * EDGE_PX];
      if (label.angle === 0) {
        const align = (at: number) => Math.round(at * pixelRatio) / pixelRatio;
        context.drawImage(sprite, align(box.x - width / 2), align(box.y - height / 2), width, height);
      } else {
        context.save();
        context.translate(box.x, box.y);
        context.rotate(label.angle);
        context.drawImage(sprite, -width / 2, -height / 2, width, height);
        context.restore();
      }
    }
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

  #spriteOf(label: ZoneLabel, pixelRatio: number): HTMLCanvasElement {
    const { counts, freeText } = this.#options;
    const lines = linesOf(label.name, label.count, counts.free(label.zoneIndex), freeText);
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

  #colorsOf({ zoneIndex, isOnSection }: ZoneLabel): [string, string] {
    const { theme, sections, painter } = this.#options;
    if (!isOnSection) return [theme.ink, theme.background];
    const fill = painter.fillOf(zoneIndex, sections[zoneIndex]!.middle.tier.category);
    return [readableOn(fill), fill];
  }

  #draw(
    label: ZoneLabel,
    lines: readonly string[],
    { text, ground, pixelRatio }: { text: string; ground: string; pixelRatio: number },
  ): HTMLCanvasElement {
    const { size } = label;
    const [width, height] = [label.width + 2 * EDGE_PX, label.height + 2 * EDGE_PX];
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

/** A part of a section's name is seen with the section; one beside seats is whole, or nothing tells what it is the rest of. */
export function isSeen(
  box: Box,
  { isInPart, frame: { width, height }, head_px }: { isInPart: boolean; frame: Frame; head_px: number },
): boolean {
  const bounds = boundsOfBox(box);
  if (isInPart) return overlaps(bounds, { left: 0, top: 0, right: width, bottom: height });
  return bounds.left >= 0 && bounds.top >= head_px && bounds.right <= width && bounds.bottom <= height;
}
