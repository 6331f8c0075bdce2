import type { HallSeat } from '../hall/hall.ts';
import { prefersReducedMotion } from './glide.ts';
import type { MapTheme } from './seat-look.ts';
import type { Viewport } from './viewport.ts';

const PULSE_MS = 900;
/** More at once would be a flicker, and cost what the phone needs for drawing the seats. */
const MAX_PULSES = 250;
const SMALLEST_RING_PX = 5;

/** What moves above the drawn hall: a ring around the seat that is pointed at, and rings that tell of changes. */
export class MapOverlay {
  readonly canvas = document.createElement('canvas');
  readonly #viewport: Viewport;
  readonly #pitch: number;
  readonly #pulses = new Map<HallSeat, number>();
  #theme: MapTheme | null = null;
  #marked: HallSeat | null = null;
  #frame = 0;

  constructor({ viewport, pitch }: { viewport: Viewport; pitch: number }) {
    this.#viewport = viewport;
    this.#pitch = pitch;
  }

  dress(theme: MapTheme): void {
    this.#theme = theme;
  }

  mark(seat: HallSeat | null): void {
    if (seat === this.#marked) return;
    this.#marked = seat;
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

  draw(): void {
    const context = this.canvas.getContext('2d')!;
    const { width, height } = this.#viewport.frame;
    const pixelRatio = this.canvas.width / width;
    context.setTransform(pixelRatio, 0, 0, pixelRatio, 0, 0);
    context.clearRect(0, 0, width, height);
    if (!this.#theme) return;
    const radius = Math.max(SMALLEST_RING_PX, (this.#pitch * this.#viewport.view.scale) / 2);
    this.#drawPulses(context, radius, this.#theme);
    if (this.#marked) {
      const { x, y } = this.#viewport.toScreen(this.#marked);
      ring(context, { x, y, radius: radius * 1.18, color: this.#theme.background, width: 5 });
      ring(context, { x, y, radius: radius * 1.18, color: this.#theme.accent, width: 2.5 });
    }
    if (this.#pulses.size > 0) this.#request();
  }

  #drawPulses(context: CanvasRenderingContext2D, radius: number, theme: MapTheme): void {
    const now = performance.now();
    for (const [seat, startedAt] of this.#pulses) {
      const progress = (now - startedAt) / PULSE_MS;
      if (progress >= 1) {
        this.#pulses.delete(seat);
        continue;
      }
      const { x, y } = this.#viewport.toScreen(seat);
      context.globalAlpha = Math.max(0, 1 - progress) * 0.8;
      const reach = radius * (1 + 1.6 * (1 - (1 - Math.max(0, progress)) ** 2));
      ring(context, { x, y, radius: reach, color: theme.accent, width: 2 });
    }
    context.globalAlpha = 1;
  }

  #request(): void {
    cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame(() => this.draw());
  }
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
