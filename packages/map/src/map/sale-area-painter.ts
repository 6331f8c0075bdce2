import { type Bounds, overlaps, widened } from '../hall/bounds.ts';
import { mixed, readableOn } from '../hall/colors.ts';
import type { SaleArea } from '../hall/sale-areas.ts';
import { traceShape } from './area-painter.ts';
import type { MapTheme } from './seat-look.ts';
import { SOLD_OUT_SHARE, UNKNOWN_SHARE } from './section-painter.ts';
import type { View } from './viewport.ts';

/** How the page has the areas that are for sale. */
export interface AreaFacts {
  /** How many places can be had; null: not known yet. */
  freeOf(area: SaleArea): number | null;
  /** How many places the buyer has chosen, holds or has booked. */
  ownOf(area: SaleArea): number;
  /** What stands below its name. */
  factOf(area: SaleArea): string;
}

export interface SaleAreaPainterOptions {
  areas: readonly SaleArea[];
  theme: MapTheme;
  colors: ReadonlyMap<string, string>;
  facts: AreaFacts | undefined;
  font: string;
}

const EDGE_PX = 1.5;
const OWN_EDGE_PX = 3;
const NAME_SIZES_PX = [16, 14, 12, 10];
const FACT_SHARE = 0.86;
/** Of the area's width and height. */
const TEXT_SHARE = 0.94;

/** Draws areas in their categories' colours, with what is free of them. */
export class SaleAreaPainter {
  readonly #options: SaleAreaPainterOptions;

  constructor(options: SaleAreaPainterOptions) {
    this.#options = options;
  }

  /** `bounds`: what is to be painted, in the plan's units. Leaves the context's transform as it was. */
  paint(context: CanvasRenderingContext2D, view: View, bounds: Bounds): void {
    const { areas, theme } = this.#options;
    for (const area of areas) {
      if (!overlaps(widened(area.bounds, OWN_EDGE_PX / view.scale), bounds)) continue;
      const isOwn = (this.#options.facts?.ownOf(area) ?? 0) > 0;
      withShape(context, { view, area }, () => {
        context.fillStyle = this.#fillOf(area);
        context.fill();
        context.strokeStyle = isOwn ? theme.ink : theme.background;
        context.lineWidth = isOwn ? OWN_EDGE_PX : EDGE_PX;
        context.stroke();
      });
    }
  }

  /** Names and what is free, where they have room; what they cover, in CSS pixels. */
  paintNames(context: CanvasRenderingContext2D, view: View): Bounds[] {
    return this.#options.areas.flatMap((area) => this.#paintName(context, view, area) ?? []);
  }

  /** A ring around one. */
  mark(context: CanvasRenderingContext2D, view: View, area: SaleArea): void {
    const { theme } = this.#options;
    withShape(context, { view, area }, () => {
      for (const [color, width] of [
        [theme.background, 6],
        [theme.accent, 3],
      ] as const) {
        context.strokeStyle = color;
        context.lineWidth = width;
        context.stroke();
      }
    });
  }

  #paintName(context: CanvasRenderingContext2D, { scale, left, top }: View, area: SaleArea): Bounds | null {
    const { facts, font } = this.#options;
    const fact = facts?.factOf(area) ?? '';
    const width = (area.bounds.right - area.bounds.left) * scale * TEXT_SHARE;
    const height = (area.bounds.bottom - area.bounds.top) * scale * TEXT_SHARE;
    const [x, y] = [area.x * scale + left, area.y * scale + top];
    for (const size of NAME_SIZES_PX) {
      const lines = [
        { text: area.ownName, size, weight: 650 },
        { text: fact, size: size * FACT_SHARE, weight: 500 },
      ].filter(({ text }) => text !== '');
      const widest = Math.max(...lines.map((line) => widthOf(context, line, font)));
      const tall = lines.length * size * 1.25;
      if (widest > width || tall > height) continue;
      context.textAlign = 'center';
      context.textBaseline = 'middle';
      context.fillStyle = readableOn(this.#fillOf(area));
      for (const [index, line] of lines.entries()) {
        context.font = `${line.weight} ${line.size}px ${font}`;
        context.fillText(line.text, x, y + (index - (lines.length - 1) / 2) * size * 1.25);
      }
      return { left: x - widest / 2, right: x + widest / 2, top: y - tall / 2, bottom: y + tall / 2 };
    }
    return null;
  }

  #fillOf(area: SaleArea): string {
    const { theme, colors, facts } = this.#options;
    const color = colors.get(area.tier.category) ?? theme.ink;
    if (!facts) return color;
    const free = facts.freeOf(area);
    if (free === null) return mixed(color, theme.background, UNKNOWN_SHARE);
    return free > 0 || facts.ownOf(area) > 0 ? color : mixed(theme.faint, theme.background, SOLD_OUT_SHARE);
  }
}

function widthOf(
  context: CanvasRenderingContext2D,
  { text, size, weight }: { text: string; size: number; weight: number },
  font: string,
): number {
  context.font = `${weight} ${size}px ${font}`;
  return context.measureText(text).width;
}

function withShape(
  context: CanvasRenderingContext2D,
  { view, area }: { view: View; area: SaleArea },
  paint: () => void,
): void {
  const { x, y, rotation, shape } = area.drawing;
  if (shape.kind === 'none') return;
  context.save();
  context.translate(x * view.scale + view.left, y * view.scale + view.top);
  context.rotate((rotation / 180) * Math.PI);
  traceShape(context, shape, view.scale);
  paint();
  context.restore();
}
