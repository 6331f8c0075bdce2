import type { LockRefusal } from '@seatwire/client/box-office';
import type { ShowMap, ShowSeat } from '@seatwire/client/show-map';
import { AreaSelection } from '../area-selection.ts';
import { type Hall, type HallSeat, seatsOfIds } from '../hall/hall.ts';
import type { PriceTier } from '../hall/price-tier.ts';
import { isFreeLook, type SeatLook } from '../map/seat-look.ts';
import { Selection } from '../selection.ts';
import type { MapContext } from '../views/map-context.ts';
import { sumOf, totalOf } from '../views/price-range.ts';
import { seatName } from '../views/seat-names.ts';
import type { SelectionChangeDetail } from './map-events.ts';
import { type RefusedSeat, refusedSeats } from './refused-choice.ts';

/** What is offered in the place of what was refused. */
export interface OfferedSeats {
  seats: readonly HallSeat[];
  total: PriceTier['price'];
}

/** What the buyer chooses before it is held: the seats, which of them have gone, and what the server has said about them. */
export class MapChoice {
  readonly hall: Hall;
  readonly selection: Selection;
  /** Places of areas, beside the seats. */
  readonly areas: AreaSelection;
  #orphans: ReadonlySet<string> = new Set();
  #alternatives: readonly OfferedSeats[] = [];

  constructor(hall: Hall) {
    this.hall = hall;
    this.selection = new Selection(hall, null);
    this.areas = new AreaSelection(new Set(hall.saleAreas.map(({ id }) => id)), null);
  }

  get alternatives(): readonly OfferedSeats[] {
    return this.#alternatives;
  }

  /** Exactly these, in place of what was chosen. */
  choose(seatIds: readonly string[]): void {
    this.selection.replace(seatsOfIds(this.hall, seatIds));
  }

  /** Whether there are places without numbers beside the seats. */
  get hasPlaces(): boolean {
    return this.hall.saleAreas.length > 0;
  }

  /** How many seats and places are chosen. */
  get size(): number {
    return this.selection.size + this.areas.size;
  }

  /** How the choice lets a seat look; null: as its state says. */
  lookOf({ id }: HallSeat): SeatLook | null {
    if (this.selection.has(id)) return this.selection.isGone(id) ? 'gone' : 'picked';
    return this.#orphans.has(id) ? 'orphan' : null;
  }

  /** Marks what the server has refused, and keeps what it offers. */
  takeRefusal(refusal: LockRefusal): void {
    if (refusal.__typename === 'SeatsUnavailableError') {
      this.selection.markGone(refusal.conflicts.map(({ seatId }) => seatId));
    }
    if (refusal.__typename === 'OrphanSeatsError') this.#orphans = new Set(refusal.orphans.map(({ seatId }) => seatId));
    if (!('alternatives' in refusal)) return;
    this.#alternatives = refusal.alternatives.map(({ seatIds, total }) => ({
      seats: seatsOfIds(this.hall, seatIds),
      total,
    }));
  }

  forgetRefusal(): void {
    this.#orphans = new Set();
    this.#alternatives = [];
  }

  /** Looks whether somebody has taken chosen seats, or given them back: those that were not gone before, and those that are free again. */
  follow(
    seatIds: readonly string[],
    stateLook: (seat: HallSeat) => SeatLook,
  ): { taken: HallSeat[]; freed: HallSeat[] } {
    const chosen = seatsOfIds(this.hall, seatIds).filter(({ id }) => this.selection.has(id));
    const idsThat = (isSo: (look: SeatLook) => boolean) =>
      chosen.filter((seat) => isSo(stateLook(seat))).map(({ id }) => id);
    return {
      taken: this.selection.markGone(idsThat((look) => !isFreeLook(look) && look !== 'unknown')),
      freed: this.selection.markFree(idsThat(isFreeLook)),
    };
  }

  /** Those of the seats that are free, as many as may be, in place of what was chosen; the others are returned. */
  select(seatIds: readonly string[], lookOf: (seat: HallSeat) => SeatLook, most: number): RefusedSeat[] {
    const free = seatsOfIds(this.hall, seatIds).filter((seat) => isFreeLook(lookOf(seat)));
    this.selection.replace(free.slice(0, Math.max(0, most - this.areas.size)));
    return refusedSeats(seatIds, this.hall, { isChosen: (seatId) => this.selection.has(seatId), lookOf });
  }

  /**
   * As it is told to the page, with seats called as they are on the map. `places`: what those of areas cost; null: none are chosen.
   */
  detail(
    { map, context }: { map: Pick<ShowMap, 'seat'>; context(): MapContext },
    places: PriceTier['price'] | null,
  ): SelectionChangeDetail {
    const { kept } = this.selection;
    const words = context();
    const seats = kept.flatMap((drawn): ShowSeat[] => {
      const seat = map.seat(drawn.id);
      return seat ? [{ ...seat, label: seatName(words, drawn) }] : [];
    });
    const total = sumOf(totalOf(kept), places);
    return { seats, seatIds: seats.map(({ seatId }) => seatId), areas: this.areas.chosen, total };
  }
}
