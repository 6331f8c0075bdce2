import { type Bounds, overlaps, widened } from '../hall/bounds.ts';
import { mixed } from '../hall/colors.ts';
import type { Section } from '../hall/sections.ts';
import type { MapTheme } from './seat-look.ts';
import type { SectionState } from './section-counts.ts';
import type { View } from './viewport.ts';

/** Below this size of a seat, in pixels, a section is a shape. */
export const SECTION_BELOW_PX = 4.5;
const EDGE_PX = 1.5;
/** How much of its colour is left while states are on their way. */
export const UNKNOWN_SHARE = 0.55;
export const SOLD_OUT_SHARE = 0.4;

export interface SectionsPainting {
  context: CanvasRenderingContext2D;
  view: View;
  pixelRatio: number;
  /** What is to be painted, in the plan's units. */
  bounds: Bounds;
}

export interface SectionPainterOptions {
  sections: readonly Section[];
  theme: MapTheme;
  colors: ReadonlyMap<string, string>;
  stateOf(zoneIndex: number): SectionState;
}

/** Draws sections as shapes in their categories' colours, those whose seats are too small to be told apart. */
export class SectionPainter {
  readonly #options: SectionPainterOptions;
  readonly #paths: { category: string; path: Path2D }[][];

  constructor(options: SectionPainterOptions) {
    this.#options = options;
    this.#paths = options.sections.map(({ parts }) =>
      parts.map(({ category, lines }) => ({ category, path: pathOf(lines) })),
    );
  }

  /** Whether a zone is drawn as a shape at this scale. */
  isShape(zoneIndex: number, scale: number): boolean {
    const section = this.#options.sections[zoneIndex];
    return section !== undefined && section.middle.room * scale < SECTION_BELOW_PX;
  }

  /** The colour of a category in a section, as it is filled. */
  fillOf(zoneIndex: number, category: string): string {
    const { theme, colors, stateOf } = this.#options;
    const color = colors.get(category) ?? theme.ink;
    switch (stateOf(zoneIndex)) {
      case 'free':
        return color;
      case 'unknown':
        return mixed(color, theme.background, UNKNOWN_SHARE);
      case 'soldOut':
        return mixed(theme.faint, theme.background, SOLD_OUT_SHARE);
    }
  }

  paint({ context, view, pixelRatio, bounds }: SectionsPainting): void {
    const { sections, theme } = this.#options;
    const ratio = view.scale * pixelRatio;
    context.setTransform(ratio, 0, 0, ratio, view.left * pixelRatio, view.top * pixelRatio);
    context.lineCap = 'square';
    context.lineJoin = 'round';
    for (const [index, { zone, thickness }] of sections.entries()) {
      if (!this.isShape(index, view.scale) || !overlaps(widened(zone.bounds, thickness), bounds)) continue;
      // An edge tells shapes of one colour apart where they touch.
      context.strokeStyle = theme.background;
      context.lineWidth = thickness + (2 * EDGE_PX) / view.scale;
      for (const { path } of this.#paths[index]!) context.stroke(path);
      context.lineWidth = thickness;
      for (const { category, path } of this.#paths[index]!) {
        context.strokeStyle = this.fillOf(index, category);
        context.stroke(path);
      }
    }
    context.setTransform(pixelRatio, 0, 0, pixelRatio, 0, 0);
  }
}

function pathOf(lines: Section['parts'][number]['lines']): Path2D {
  const path = new Path2D();
  for (const line of lines) {
    path.moveTo(line[0]!.x, line[0]!.y);
    // A line of no length is not drawn.
    if (line.length === 1) path.lineTo(line[0]!.x + 0.01, line[0]!.y);
    for (const { x, y } of line.slice(1)) path.lineTo(x, y);
  }
  return path;
}
