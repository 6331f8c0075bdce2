import type { SaleArea } from '../../../packages/map/src/hall/sale-areas.ts';
import type { AreaCounter, AreaType } from '../../../packages/map/src/views/area-steps.ts';
import type { AreaChoice, DoorShowQuery } from '../../generated/web/operations.ts';
import type { AreaLine } from '../views/area-lines.ts';
import { typesOfArea } from '../views/ticket-types.ts';

export type DoorShow = NonNullable<DoorShowQuery['show']>;

/** How many places of which areas are chosen at the box office, and as which tickets. */
export class DoorPlaces {
  readonly #show: () => DoorShow | null;
  readonly #onChange: () => void;
  #chosen: readonly { area: SaleArea; type: AreaType; quantity: number }[] = [];

  constructor(show: () => DoorShow | null, onChange: () => void) {
    this.#show = show;
    this.#onChange = onChange;
  }

  get size(): number {
    return this.#chosen.reduce((sum, { quantity }) => sum + quantity, 0);
  }

  get choices(): AreaChoice[] {
    return this.#chosen.map(({ area, type, quantity }) => {
      return { areaId: area.id, quantity, ...(type.id === null ? {} : { ticketTypeId: type.id }) };
    });
  }

  get lines(): AreaLine[] {
    return this.#chosen.map(({ area: { name, tier }, type, quantity }) => ({
      name,
      category: tier.category,
      facts: [tier.name, type.name ?? ''],
      quantity,
      total: { ...type.price, amount: type.price.amount * quantity },
    }));
  }

  clear(): void {
    this.#chosen = [];
  }

  /** With `canAdd`: whether one ticket more can be sold at once. */
  counter(canAdd: boolean): AreaCounter {
    return {
      freeOf: (area) => this.#freeOf(area),
      typesOf: (area) => this.#typesOf(area),
      countOf: (area, typeId) => this.#countOf(area, typeId),
      pickedOf: (area) => this.#pickedOf(area),
      canAdd: (area) => canAdd && this.#pickedOf(area) < (this.#freeOf(area) ?? 0),
      canRemove: () => true,
      set: (area, typeId, quantity) => this.#set(area, typeId, quantity),
    };
  }

  /** Free for everyone, and set aside in allotments. */
  #freeOf({ id }: SaleArea): number | null {
    const show = this.#show();
    if (!show) return null;
    const lists = [show.areas, ...(show.allotments ?? []).map(({ areas }) => areas)];
    return lists.flat().reduce((sum, { area, available }) => sum + (area.areaId === id ? available : 0), 0);
  }

  #typesOf(area: SaleArea): readonly AreaType[] {
    return typesOfArea(this.#show() ?? { ticketTypes: [], priceTiers: [] }, area);
  }

  #countOf(area: SaleArea, typeId: string | null): number {
    return this.#chosen.find((one) => one.area === area && one.type.id === typeId)?.quantity ?? 0;
  }

  #pickedOf(area: SaleArea): number {
    return this.#chosen.reduce((sum, one) => sum + (one.area === area ? one.quantity : 0), 0);
  }

  #set(area: SaleArea, typeId: string | null, quantity: number): void {
    const type = this.#typesOf(area).find(({ id }) => id === typeId);
    const others = this.#chosen.filter((one) => one.area !== area || one.type.id !== typeId);
    this.#chosen = type && quantity > 0 ? [...others, { area, type, quantity }] : others;
    this.#onChange();
  }
}
