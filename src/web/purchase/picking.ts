import { AreaSelection } from '../../../packages/map/src/area-selection.ts';
import type { Hall, HallSeat } from '../../../packages/map/src/hall/hall.ts';
import type { SeatLook } from '../../../packages/map/src/map/seat-look.ts';
import { Selection } from '../../../packages/map/src/selection.ts';
import type { PriceLine, Refusal, SeatGroup, Show } from '../api/box-office-types.ts';
import { type HeldBefore, linesOf } from './held-before.ts';
import type { News } from './news.ts';

export interface PickingDeps {
  showId: string;
  hall: Hall;
  /** As many seats as one order may have, as the show's limits are now. */
  maxSeats(): number;
  /** How the map has it. */
  lookOf(seatId: string): SeatLook;
  /** Whether it is held or booked by this buyer. */
  isMine(seatId: string): boolean;
  /** All that was picked is free again: what the server has refused no longer holds. */
  onAllFree(): void;
  onNews(news: News): void;
  /** Something is different: draw again. */
  onChange(): void;
}

/** As many seats and places as one order may have. */
export function mostSeatsOf({ seatsPerLock, seatsPerBuyer }: Show['limits']): number {
  return Math.min(seatsPerLock, seatsPerBuyer);
}

/** What the buyer picks before it is held: the seats, which of them have gone, and what is offered in their place. */
export class Picking {
  readonly selection: Selection;
  /** Places of areas, beside the seats. */
  readonly areas: AreaSelection;
  alternatives: SeatGroup[] = [];
  /** What picked seats are to be sold as: as they were held until the time was up, or as was chosen since; null: nothing of it was. */
  before: HeldBefore | null = null;
  readonly #deps: PickingDeps;
  /** What the server has said in a refusal, while as many were allowed as far as was known. */
  #refused: { most: number; allowed: number } | null = null;

  constructor(deps: PickingDeps) {
    this.#deps = deps;
    this.selection = new Selection(deps.hall, `seatwire.selection.${deps.showId}`);
    const areaIds = new Set(deps.hall.saleAreas.map(({ id }) => id));
    this.areas = new AreaSelection(areaIds, `seatwire.areas.${deps.showId}`);
  }

  /** As many as one order may have; a refusal of the server may have said fewer. */
  get maxSeats(): number {
    const allowed = this.#deps.maxSeats();
    return this.#refused?.allowed === allowed ? Math.min(this.#refused.most, allowed) : allowed;
  }

  /** The server has refused more than these. */
  refuseMoreThan(most: number): void {
    this.#refused = { most, allowed: this.#deps.maxSeats() };
  }

  /** Picks a seat or lets it go again; says which. */
  toggle(seat: HallSeat): 'picked' | 'unpicked' | 'refused' | 'full' {
    this.alternatives = [];
    if (this.selection.has(seat.id)) {
      this.selection.delete(seat.id);
      return 'unpicked';
    }
    if (!this.#isFree(seat.id) || this.#deps.isMine(seat.id)) return 'refused';
    if (this.selection.size + this.areas.size >= this.maxSeats) return 'full';
    this.selection.add(seat);
    return 'picked';
  }

  /** A picked seat is to be sold so: the line that it will be. */
  sellAs(seatId: string, line: PriceLine): void {
    this.before = { code: this.before?.code ?? null, lines: new Map(this.before?.lines).set(seatId, line) };
    this.#deps.onChange();
  }

  /** Of those of the seats of which anything was chosen. */
  get linesBefore(): PriceLine[] {
    const ids = this.selection.seats.map(({ id }) => id);
    return linesOf(ids, this.before);
  }

  /** Nothing is picked any more. */
  clear(): void {
    this.selection.replace([]);
    this.areas.replace([]);
    this.before = null;
  }

  /** What the server has refused, and what it offers. */
  takeRefusal({ conflicts = [], alternatives = [] }: Refusal): void {
    this.selection.markGone(conflicts.map(({ seatId }) => seatId));
    this.alternatives = alternatives;
  }

  /** To be called when these may have been taken. */
  findTaken(seatIds: readonly string[]): void {
    const { lookOf, isMine, onNews } = this.#deps;
    const isTaken = (id: string) => !this.#isFree(id) && lookOf(id) !== 'unknown' && !isMine(id);
    const taken = this.selection.markGone(seatIds.filter(isTaken));
    if (taken.length > 0) onNews({ kind: 'taken', seats: taken });
  }

  /** To be called when these may be free again. */
  findFreed(seatIds: readonly string[]): void {
    const { onAllFree, onNews } = this.#deps;
    const freed = this.selection.markFree(seatIds.filter((id) => this.#isFree(id)));
    if (freed.length === 0) return;
    if (this.selection.goneCount === 0) {
      this.alternatives = [];
      onAllFree();
    }
    onNews({ kind: 'freed', seats: freed });
  }

  #isFree(seatId: string): boolean {
    return this.#deps.lookOf(seatId) === 'available';
  }
}
