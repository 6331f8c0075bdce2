import type { Hall, HallSeat, HallZone } from '../hall/hall.ts';
import type { Band } from './gestures.ts';
import { prefersReducedMotion } from './glide.ts';
import { FONT } from './painter.ts';
import { isSaleArea, type Pointable } from './pointed-seat.ts';
import { PulseSprites } from './pulse-sprites.ts';
import { paintRowLabels, rowLabelFont, rowLabelsIn } from './row-labels.ts';
import type { SaleAreaPainter } from './sale-area-painter.ts';
import type { MapTheme } from './seat-look.ts';
import type { Frame, Viewport } from './viewport.ts';
import { ZoneNames, type ZoneNamesOptions } from './zone-names.ts';

const PULSE_MS = 900;
/** More at once would be a flicker, and cost what the phone needs for drawing the seats. */
const MAX_PULSES = 250;
const SMALLEST_RING_PX = 5;
/** Down to where the name of the place where one is lies over the map. */
const HEAD_PX = 54;

/** What moves above the drawn hall: zone names, rings around what changes and what is pointed at, a rectangle being drawn. */
export class MapOverlay {
  readonly canvas = document.createElement('canvas');
  readonly #context = this.canvas.getContext('2d')!;
  readonly #viewport: Viewport;
  readonly #hall: Hall;
  /** The zone where one is; null: none. */
  here: HallZone | null = null;
  readonly #pulses = new Map<HallSeat, number>();
  #sprites: PulseSprites | null = null;
  #names: ZoneNames | null = null;
  #theme: MapTheme | null = null;
  #areas: SaleAreaPainter | null = null;
  #marked: Pointable | null = null;
  #band: Band | null = null;
  #frame = 0;
  /** Null until the map has a size. */
  #pixelRatio: number | null = null;

  constructor({ viewport, hall }: { viewport: Viewport; hall: Hall }) {
    this.#viewport = viewport;
    this.#hall = hall;
  }

  dress(theme: MapTheme, names: Omit<ZoneNamesOptions, 'zones' | 'theme' | 'font'>, areas: SaleAreaPainter): void {
    this.#theme = theme;
    this.#areas = areas;
    this.#sprites = null;
    this.#names = new ZoneNames({ ...names, zones: this.#hall.zones, theme, font: FONT });
  }

  resize({ width, height }: Frame, pixelRatio: number): void {
    this.#pixelRatio = pixelRatio;
    this.canvas.width = Math.round(width * pixelRatio);
    this.canvas.height = Math.round(height * pixelRatio);
  }

  mark(seat: Pointable | null): void {
    if (seat === this.#marked) return;
    this.#marked = seat;
    this.#request();
  }

  band(band: Band | null): void {
    this.#band = band;
    this.#request();
  }

  pulse(seat: HallSeat): void {
    if (prefersReducedMotion() || this.#pulses.size >= MAX_PULSES) return;
    this.#pulses.set(seat, performance.now());
    this.#request();
  }

  dispose(): void {
    cancelAnimationFrame(this.#frame);
  }

  /** Draws it at once, in place of the frame that was asked for. */
  draw(): void {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    const context = this.#context;
    const pixelRatio = this.#pixelRatio;
    if (pixelRatio === null) return;
    const { width, height } = this.#viewport.frame;
    context.setTransform(pixelRatio, 0, 0, pixelRatio, 0, 0);
    context.clearRect(0, 0, width, height);
    if (!this.#theme) return;
    const pitch = this.#hall.pitch * this.#viewport.view.scale;
    const radius = Math.max(SMALLEST_RING_PX, pitch / 2);
    this.#drawPulses(context, { radius, pixelRatio, color: this.#theme.accent });
    context.font = rowLabelFont(FONT);
    const widthOf = (text: string) => context.measureText(text).width;
    const rowLabels = rowLabelsIn({ viewport: this.#viewport, hall: this.#hall, here: this.here, widthOf });
    const ofAreas = this.#areas?.paintNames(context, this.#viewport.view) ?? [];
    const taken = [...ofAreas, ...rowLabels.map(({ bounds }) => bounds)];
    const head_px = this.here === null ? 0 : HEAD_PX;
    this.#names?.paint({ context, viewport: this.#viewport, pixelRatio, taken, head_px });
    paintRowLabels(context, rowLabels, { theme: this.#theme, font: FONT });
    if (this.#marked && isSaleArea(this.#marked)) this.#areas?.mark(context, this.#viewport.view, this.#marked);
    else if (this.#marked) {
      const radius = Math.max(SMALLEST_RING_PX, (this.#marked.room * this.#viewport.view.scale) / 2);
      const { x, y } = this.#viewport.toScreen(this.#marked);
      ring(context, { x, y, radius: radius * 1.18, color: this.#theme.background, width: 5 });
      ring(context, { x, y, radius: radius * 1.18, color: this.#theme.accent, width: 2.5 });
    }
    if (this.#band) drawBand(context, this.#band, this.#theme);
    if (this.#pulses.size > 0) this.#request();
  }

  #drawPulses(
    context: CanvasRenderingContext2D,
    { radius, pixelRatio, color }: { radius: number; pixelRatio: number; color: string },
  ): void {
    if (this.#pulses.size === 0) return;
    if (!this.#sprites?.fits(radius, pixelRatio)) this.#sprites = new PulseSprites({ radius, pixelRatio, color });
    const now = performance.now();
    const { width, height } = this.#viewport.frame;
    const reach = this.#sprites.reach_px;
    for (const [seat, startedAt] of this.#pulses) {
      const progress = (now - startedAt) / PULSE_MS;
      if (progress >= 1) {
        this.#pulses.delete(seat);
        continue;
      }
      const { x, y } = this.#viewport.toScreen(seat);
      if (x < -reach || y < -reach || x > width + reach || y > height + reach) continue;
      context.drawImage(this.#sprites.at(Math.max(0, progress)), x - reach, y - reach, 2 * reach, 2 * reach);
    }
  }

  #request(): void {
    if (this.#frame !== 0) return;
    this.#frame = requestAnimationFrame(() => this.draw());
  }
}

function drawBand(context: CanvasRenderingContext2D, { from, to }: Band, theme: MapTheme): void {
  const box = [from.x, from.y, to.x - from.x, to.y - from.y] as const;
  context.globalAlpha = 0.16;
  context.fillStyle = theme.accent;
  context.fillRect(...box);
  context.globalAlpha = 1;
  context.strokeStyle = theme.accent;
  context.lineWidth = 1.5;
  context.strokeRect(...box);
}

interface Ring {
  x: number;
  y: number;
  radius: number;
  color: string;
  width: number;
}

function ring(context: CanvasRenderingContext2D, { x, y, radius, color, width }: Ring): void {
  context.strokeStyle = color;
  context.lineWidth = width;
  context.beginPath();
  context.arc(x, y, radius, 0, Math.PI * 2);
  context.stroke();
}
