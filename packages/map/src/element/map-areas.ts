import type { ShowMap } from '@seatwire/client/show-map';
import { type ChosenPlaces, countIn, countOf } from '../area-selection.ts';
import type { SaleArea } from '../hall/sale-areas.ts';
import type { MapViewAreas } from '../map/map-view.ts';
import type { Point } from '../map/viewport.ts';
import type { Notices } from '../notices.ts';
import { type AreaCounter, type AreaType, areaFact, leftWords, spokenArea } from '../views/area-steps.ts';
import type { MapContext } from '../views/map-context.ts';
import type { PointedArea } from '../views/map-section.ts';
import { sumOf } from '../views/price-range.ts';
import type { HeldSeats } from './held-seats.ts';
import type { MapChoice } from './map-choice.ts';
import type { ChoiceRefusal, RefusedPlaces } from './refused-choice.ts';
import { isWanted, type Settings } from './settings.ts';

export interface MapAreasDeps {
  map: ShowMap;
  held: HeldSeats;
  notices: Notices;
  /** What is chosen; null before the hall is there. */
  choice(): Pick<MapChoice, 'hall' | 'areas' | 'size'> | null;
  maxSeats(): number;
  /** How many places of an area a code opens, beside those that are free for everyone. */
  opened(areaId: string): number;
  settings(): Settings;
  context(): MapContext;
  /** Another number is chosen. */
  onChosen(): void;
  /** So many places are to be held. */
  onHold(places: ChosenPlaces): void;
  /** The pointer is elsewhere. */
  onPointed(): void;
}

/** The areas of a show in the element: what is free of them, and how many places the buyer has. */
export class MapAreas implements AreaCounter, MapViewAreas {
  readonly #deps: MapAreasDeps;
  #pointed: PointedArea | null = null;

  constructor(deps: MapAreasDeps) {
    this.#deps = deps;
  }

  /** Chosen, held or booked. */
  get chosen(): readonly ChosenPlaces[] {
    const { held, choice } = this.#deps;
    return held.step === 'none' ? (choice()?.areas.chosen ?? []) : held.places;
  }

  /** How many seats and places are chosen, or held. */
  get count(): number {
    const { held, choice } = this.#deps;
    if (held.step === 'none') return choice()?.size ?? 0;
    return held.places.reduce((sum, { quantity }) => sum + quantity, held.seatIds.size);
  }

  get pointed(): (PointedArea & { fact: string }) | null {
    return this.#pointed && { ...this.#pointed, fact: this.factOf(this.#pointed.area) };
  }

  /** What the chosen places cost; null: there are none. */
  get cost(): AreaType['price'] | null {
    const { choice } = this.#deps;
    return (choice()?.areas.chosen ?? []).reduce<AreaType['price'] | null>(
      (sum, { areaId, ticketTypeId, quantity }) => {
        const area = choice()?.hall.saleAreas.find(({ id }) => id === areaId);
        const price = area && this.typesOf(area).find(({ id }) => id === ticketTypeId)?.price;
        return price ? sumOf(sum, { ...price, amount: price.amount * quantity }) : sum;
      },
      null,
    );
  }

  /** Chooses so many places, as many as may be, in place of those that were chosen; those that could not be are returned. */
  choose(places: readonly ChosenPlaces[]): RefusedPlaces[] {
    const choice = this.#deps.choice();
    if (choice === null) return places.map((each) => ({ ...each, reason: 'LOADING' }));
    choice.areas.replace([]);
    const refused = places.flatMap((each): RefusedPlaces[] => {
      const { areaId, ticketTypeId, quantity } = each;
      const area = choice.hall.saleAreas.find(({ id }) => id === areaId);
      const type =
        area && this.typesOf(area).find(({ id }, index) => id === ticketTypeId || (!ticketTypeId && index === 0));
      if (!area || !type) return [{ ...each, reason: 'UNKNOWN' }];
      let count = 0;
      for (; count < quantity && this.canAdd(area); count += 1)
        choice.areas.set(areaId, type.id, choice.areas.countOf(areaId, type.id) + 1);
      return count < quantity ? [{ ...each, quantity: quantity - count, reason: this.#whyNoMore(area)! }] : [];
    });
    this.#deps.onChosen();
    return refused;
  }

  freeOf({ id }: SaleArea): number | null {
    const { map, opened } = this.#deps;
    const { pending, areas } = map.getState();
    return pending ? null : (areas.find(({ areaId }) => areaId === id)?.available ?? 0) + opened(id);
  }

  ownOf({ id }: SaleArea): number {
    return countIn(this.chosen, id);
  }

  pickedOf(area: SaleArea): number {
    return this.#deps.held.step === 'none' ? this.ownOf(area) : 0;
  }

  typesOf({ tier }: SaleArea): readonly AreaType[] {
    const { priceTiers = [], ticketTypes = [] } = this.#deps.map.getState().show ?? {};
    const prices = priceTiers.find(({ id }) => id === tier.id)?.prices ?? [];
    if (prices.length === 0) return [{ id: null, name: null, price: tier.price }];
    const noteOf = (typeId: string) => ticketTypes.find(({ id }) => id === typeId)?.note ?? null;
    return prices.map(({ ticketType, price }) => ({ ...ticketType, note: noteOf(ticketType.id), price }));
  }

  countOf({ id }: SaleArea, ticketTypeId: string | null): number {
    return countOf(this.chosen, id, ticketTypeId);
  }

  canAdd(area: SaleArea): boolean {
    return this.#whyNoMore(area) === null;
  }

  /** Why no further place can be chosen; null: one can. */
  #whyNoMore(area: SaleArea): ChoiceRefusal | null {
    const { maxSeats, settings } = this.#deps;
    const free = this.freeOf(area);
    if (!this.#canChange) return 'NOT_NOW';
    if (!isWanted(settings(), area.tier)) return 'EXCLUDED';
    if (this.count >= maxSeats()) return 'TOO_MANY';
    if (free === null) return 'LOADING';
    return free > this.pickedOf(area) ? null : 'SOLD_OUT';
  }

  /** With the last of what is held the hold would end: that has a button of its own. */
  canRemove(): boolean {
    return this.#canChange && (this.#deps.held.step === 'none' || this.count > 1);
  }

  set(area: SaleArea, ticketTypeId: string | null, quantity: number): void {
    const { held, choice, notices, context, onChosen, onHold } = this.#deps;
    if (held.step === 'held') {
      onHold({ areaId: area.id, ticketTypeId, quantity });
      return;
    }
    choice()?.areas.set(area.id, ticketTypeId, quantity);
    notices.say(context().texts.placesNow(area.name, this.ownOf(area)));
    onChosen();
  }

  factOf(area: SaleArea): string {
    const counts = { free: this.freeOf(area), own: this.ownOf(area), picked: this.pickedOf(area) };
    return areaFact(this.#deps.context(), counts);
  }

  /** One place more, of the first ticket type. */
  onPick(area: SaleArea): void {
    const { notices, context, maxSeats, held } = this.#deps;
    const { texts } = context();
    if (this.canAdd(area)) {
      const { id } = this.typesOf(area)[0]!;
      this.set(area, id, this.countOf(area, id) + 1);
      return;
    }
    if (held.step === 'paying') notices.sayAndShow(texts.untilPaid);
    else if (this.count >= maxSeats()) notices.sayAndShow(texts.atMost(maxSeats(), true));
    else notices.sayAndShow(leftWords(context(), area.name, this.freeOf(area) ?? 0));
  }

  onPoint(area: SaleArea | null, at: Point, by: 'pointer' | 'keyboard'): void {
    if (area === null && this.#pointed === null) return;
    this.#pointed = area && { area, at };
    if (area && by === 'keyboard') {
      const facts = { free: this.freeOf(area), own: this.ownOf(area) };
      this.#deps.notices.say(spokenArea(this.#deps.context(), area, facts));
    }
    this.#deps.onPointed();
  }

  get #canChange(): boolean {
    const { step, state } = this.#deps.held;
    return (step === 'none' || step === 'held') && state.pending === null;
  }
}
