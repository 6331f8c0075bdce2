import { widened } from '../hall/bounds.ts';
import type { Hall, HallSeat } from '../hall/hall.ts';
import type { SeatIndex } from '../hall/seat-index.ts';
import type { Section } from '../hall/sections.ts';
import type { Point, View, Viewport } from './viewport.ts';

export type Pointing = 'touch' | 'mouse';

/** The size of a seat that a tap on a smaller one zooms to. */
const SEAT_SIZE_TO_PICK_PX = 30;
/** A seat that is smaller than this can't be meant: by a finger, by a mouse. */
const SMALLEST_TARGET_PX: Record<Pointing, number> = { touch: 17, mouse: 7 };
const REACH_PX: Record<Pointing, number> = { touch: 18, mouse: 6 };
/** How far beside a seat a tap still means its section. */
const NEAR_PX = 24;
/** Around a section, as a factor of the distance of its rows. */
const SECTION_MARGIN = 2;
/** A section that is not this much nearer is in sight already. */
const SECTION_IS_NEARER = 1.2;

export interface SeatFinderOptions {
  hall: Hall;
  index: SeatIndex;
  sections: readonly Section[];
  viewport: Viewport;
}

/** Which seat a point of the screen means, and how near one has to come to mean one. */
export class SeatFinder {
  readonly #options: SeatFinderOptions;

  constructor(options: SeatFinderOptions) {
    this.#options = options;
  }

  /** The seat at a point, or so near to it that it is meant. */
  at(point: Point, by: Pointing): HallSeat | null {
    const { hall, index, viewport } = this.#options;
    const { x, y } = viewport.toPlan(point);
    return index.nearest(x, y, Math.max(hall.pitch * 0.6, REACH_PX[by] / viewport.view.scale));
  }

  /** The seat beside a point whose section is meant. */
  near(point: Point): HallSeat | null {
    const { index, viewport } = this.#options;
    const { x, y } = viewport.toPlan(point);
    return index.nearest(x, y, NEAR_PX / viewport.view.scale);
  }

  /** The seat that is nearest to the middle of what is in sight. */
  inTheMiddle(reach_px = Number.POSITIVE_INFINITY): HallSeat | null {
    const { hall, index, viewport } = this.#options;
    const { bounds } = hall;
    const { x, y } = viewport.middleOf(viewport.view);
    const everywhere = bounds.right - bounds.left + bounds.bottom - bounds.top;
    return index.nearest(x, y, Math.min(everywhere, reach_px / viewport.view.scale));
  }

  isTooSmall({ room }: HallSeat, by: Pointing): boolean {
    return room * this.#options.viewport.view.scale < SMALLEST_TARGET_PX[by];
  }

  /** How near a seat can be told from its neighbours. */
  pickScale({ room }: HallSeat): number {
    return SEAT_SIZE_TO_PICK_PX / room;
  }

  /** As near as it is, or as the seat needs to be told from its neighbours. */
  scaleFor(seat: HallSeat): number {
    return Math.max(this.#options.viewport.view.scale, this.pickScale(seat));
  }

  /** In a big hall the whole section of a seat, so that one knows where one is; then the seats around the point. */
  closerTo(seat: HallSeat, point: Point): View {
    const { sections, viewport } = this.#options;
    const { scale } = viewport.view;
    const section = sections[seat.zoneIndex];
    const view = section && viewport.fitting(widened(section.zone.bounds, section.thickness * SECTION_MARGIN));
    if (view && view.scale > scale * SECTION_IS_NEARER) return view;
    return viewport.zoomedBy(this.pickScale(seat) / scale, point);
  }
}
