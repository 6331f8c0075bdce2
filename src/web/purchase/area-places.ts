import type { SeatMap } from '../../../packages/client/src/seat-map.ts';
import { type AreaSelection, type ChosenPlaces, countIn, countOf } from '../../../packages/map/src/area-selection.ts';
import type { Hall } from '../../../packages/map/src/hall/hall.ts';
import type { SaleArea } from '../../../packages/map/src/hall/sale-areas.ts';
import type { Places } from '../api/box-office-types.ts';
import type { HoldChanges } from './hold-changes.ts';
import type { Problem } from './problem.ts';
import type { Order, Step } from './step.ts';

export interface AreaPlacesDeps {
  hall: Hall;
  seatMap: SeatMap;
  selection: AreaSelection;
  changes: HoldChanges;
  order(): Order & { step: Step };
  /** How many places of an area are open to who has entered a code, beside those that are free for everyone. */
  opened(areaId: string): number;
  /** How many seats and places more the order may have. */
  room(): number;
  /** Another number is picked: what was refused or proposed before no longer holds. */
  onPicked(): void;
}

/** How many places of areas this buyer picks, holds or has booked. */
export class AreaPlaces {
  readonly #deps: AreaPlacesDeps;

  constructor(deps: AreaPlacesDeps) {
    this.#deps = deps;
  }

  /** Picked, held or booked, as the order is. */
  get chosen(): readonly ChosenPlaces[] {
    const { selection, changes } = this.#deps;
    const { step, lock, booking } = this.#deps.order();
    if (step === 'picking') return selection.chosen;
    const places = chosenOf(booking?.areas ?? lock?.areas ?? []);
    return step === 'held' ? changes.withTargets(places) : places;
  }

  /** How many places in all. */
  get size(): number {
    return this.chosen.reduce((sum, { quantity }) => sum + quantity, 0);
  }

  /** How many can be had beside those that are held; null: not known yet. */
  freeOf({ id }: SaleArea): number | null {
    const { seatMap, opened } = this.#deps;
    const { version, areas } = seatMap.getState();
    return version === null ? null : (areas.get(id) ?? 0) + opened(id);
  }

  /** How many of an area's places are this order's. */
  ownOf({ id }: SaleArea): number {
    return countIn(this.chosen, id);
  }

  countOf({ id }: SaleArea, ticketTypeId: string | null): number {
    return countOf(this.chosen, id, ticketTypeId);
  }

  /** Whether there is another place to be had; up to the limit of the order. */
  canAdd(area: SaleArea): boolean {
    const { step } = this.#deps.order();
    if (step !== 'picking' && step !== 'held') return false;
    const free = this.freeOf(area) ?? 0;
    return this.#deps.room() > 0 && free > (step === 'picking' ? this.ownOf(area) : this.#asked(area));
  }

  /** Picks so many places of it, or lets the hold have so many. */
  set({ id }: SaleArea, ticketTypeId: string | null, quantity: number): void {
    const { selection, changes, onPicked } = this.#deps;
    if (this.#deps.order().step === 'held') {
      changes.setPlaces({ areaId: id, ticketTypeId, quantity });
      return;
    }
    selection.set(id, ticketTypeId, quantity);
    onPicked();
  }

  /** Areas of which more is picked than can be had. */
  get short(): readonly SaleArea[] {
    if (this.#deps.order().step !== 'picking') return [];
    return this.#deps.hall.saleAreas.filter((area) => (this.freeOf(area) ?? Infinity) < this.ownOf(area));
  }

  /** How many more than held are asked for, and not answered yet. */
  #asked(area: SaleArea): number {
    const held = countIn(chosenOf(this.#deps.order().lock?.areas ?? []), area.id);
    return Math.max(0, this.ownOf(area) - held);
  }
}

export function chosenOf(places: readonly Places[]): ChosenPlaces[] {
  return places.map(({ area, quantity, ticketType }) => ({
    ...{ areaId: area.id, quantity },
    ticketTypeId: ticketType?.id ?? null,
  }));
}

/** What it means that areas have fewer places left than were asked for; null: it was not about areas. */
export function shortageProblem(
  { saleAreas }: Pick<Hall, 'saleAreas'>,
  shortages: readonly { areaId: string; available: number }[] = [],
): Problem | null {
  const named = shortages.map(({ areaId, available }) => ({
    ...{ name: saleAreas.find(({ id }) => id === areaId)?.name ?? areaId, available },
  }));
  return named.length === 0 ? null : { kind: 'placesGone', areas: named };
}
