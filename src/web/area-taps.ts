import type { SaleArea } from '../../packages/map/src/hall/sale-areas.ts';
import type { MapViewAreas } from '../../packages/map/src/map/map-view.ts';
import type { Notices } from '../../packages/map/src/notices.ts';
import { areaFact, leftWords, spokenArea } from '../../packages/map/src/views/area-steps.ts';
import type { PointedArea } from '../../packages/map/src/views/map-section.ts';
import type { Purchase } from './purchase/purchase.ts';
import type { ShowSales } from './show-sales.ts';
import { areaCounter } from './views/area-places-panel.ts';
import { whyOffSale } from './views/sales-panel.ts';
import type { ViewContext } from './views/view-context.ts';

export interface AreaTapsDeps {
  purchase: Purchase;
  notices: Notices;
  sales: Pick<ShowSales, 'show' | 'state'>;
  context(): ViewContext;
  redraw(): void;
}

/** Areas on the map of a show's page: what is said of them, and that a tap takes one place more. */
export class AreaTaps implements MapViewAreas {
  readonly #deps: AreaTapsDeps;
  #pointed: PointedArea | null = null;
  /** Areas that were told to have too few places left. */
  #toldShort: readonly SaleArea[] = [];
  #known: ReadonlyMap<string, number> | null = null;

  constructor(deps: AreaTapsDeps) {
    this.#deps = deps;
  }

  /** What the map's tooltip says; null: the pointer is at no area. */
  get pointed(): (PointedArea & { fact: string }) | null {
    return this.#pointed && { ...this.#pointed, fact: this.factOf(this.#pointed.area) };
  }

  freeOf(area: SaleArea): number | null {
    return this.#deps.purchase.areas.freeOf(area);
  }

  ownOf(area: SaleArea): number {
    return this.#deps.purchase.areas.ownOf(area);
  }

  factOf(area: SaleArea): string {
    const { purchase, context } = this.#deps;
    const own = this.ownOf(area);
    return areaFact(context(), { free: this.freeOf(area), own, picked: purchase.step === 'picking' ? own : 0 });
  }

  onPick(area: SaleArea): void {
    const { purchase, notices, sales, context } = this.#deps;
    const { texts } = context();
    const offSale = whyOffSale(texts, sales.state);
    const counter = areaCounter({ purchase, show: sales.show, offSale, onSet: () => this.said(area) });
    if (counter.canAdd(area)) {
      const typeId = counter.typesOf(area)[0]!.id;
      counter.set(area, typeId, counter.countOf(area, typeId) + 1);
      return;
    }
    if (offSale !== null) notices.sayAndShow(offSale);
    else if (purchase.step !== 'picking' && purchase.step !== 'held') notices.sayAndShow(texts.finishFirst);
    else if (purchase.seatCount >= purchase.maxSeats) notices.sayAndShow(texts.atMost(purchase.maxSeats, true));
    else notices.sayAndShow(leftWords(context(), area.name, this.freeOf(area) ?? 0));
  }

  onPoint(area: SaleArea | null, at: { x: number; y: number }, by: 'pointer' | 'keyboard'): void {
    const { notices, context, redraw } = this.#deps;
    if (area === null && this.#pointed === null) return;
    this.#pointed = area && { area, at };
    if (area && by === 'keyboard')
      notices.say(spokenArea(context(), area, { free: this.freeOf(area), own: this.ownOf(area) }));
    redraw();
  }

  /** Says how many places of it are chosen now. */
  said(area: SaleArea): void {
    this.#deps.notices.say(this.#deps.context().texts.placesNow(area.name, this.ownOf(area)));
  }

  /** Takes what is free now, and says of which areas fewer places are left than were picked. Whether something is different. */
  follow(areas: ReadonlyMap<string, number>): boolean {
    if (areas === this.#known) return false;
    this.#known = areas;
    const { purchase, notices, context } = this.#deps;
    const { short } = purchase.areas;
    for (const area of short.filter((each) => !this.#toldShort.includes(each)))
      notices.say(leftWords(context(), area.name, this.freeOf(area) ?? 0));
    this.#toldShort = short;
    return true;
  }
}
