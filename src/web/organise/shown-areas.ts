import { createSeatMap, type SeatMap } from '../../../packages/client/src/seat-map.ts';
import type { Announcer } from '../../../packages/map/src/announcer.ts';
import type { SaleArea } from '../../../packages/map/src/hall/sale-areas.ts';
import type { MapViewAreas } from '../../../packages/map/src/map/map-view.ts';
import { freeWords } from '../../../packages/map/src/views/area-steps.ts';
import type { PointedArea } from '../../../packages/map/src/views/map-section.ts';
import type { ViewContext } from '../views/view-context.ts';
import type { OrganiserTexts } from './organiser-texts.ts';

export interface ShownAreasDeps {
  /** How many places of it can be locked now; null: not known. */
  freeOf(area: SaleArea): number | null;
  /** Whether prices are known. */
  isPriced(): boolean;
  /** One was tapped, clicked, or chosen by the keyboard; `spoken`: what is said of it. */
  onPick(area: SaleArea, spoken: string): void;
  announcer: Pick<Announcer, 'say'>;
  context(): ViewContext;
  redraw(): void;
}

/** Areas on an organiser's map: what is said of them. */
export class ShownAreas implements MapViewAreas {
  readonly #deps: ShownAreasDeps;
  #pointed: PointedArea | null = null;
  #known: ReadonlyMap<string, number> | null = null;

  constructor(deps: ShownAreasDeps) {
    this.#deps = deps;
  }

  /** What the map's tooltip says; null: the pointer is at no area. */
  get pointed(): (PointedArea & { fact: string }) | null {
    return this.#pointed && { ...this.#pointed, fact: this.factOf(this.#pointed.area) };
  }

  freeOf(area: SaleArea): number | null {
    return this.#deps.freeOf(area);
  }

  /** An organiser has none. */
  ownOf(): number {
    return 0;
  }

  factOf(area: SaleArea): string {
    return freeWords(this.#deps.context(), this.freeOf(area));
  }

  onPick(area: SaleArea): void {
    this.#deps.onPick(area, this.#spoken(area));
  }

  onPoint(area: SaleArea | null, at: { x: number; y: number }, by: 'pointer' | 'keyboard'): void {
    if (area === null && this.#pointed === null) return;
    this.#pointed = area && { area, at };
    if (area && by === 'keyboard') this.#deps.announcer.say(this.#spoken(area));
    this.#deps.redraw();
  }

  /** Whether these counts are others than the last ones: then the areas are to be drawn anew. */
  follow(counts: ReadonlyMap<string, number>): boolean {
    const isNew = counts !== this.#known;
    this.#known = counts;
    return isNew;
  }

  #spoken(area: SaleArea): string {
    const { context, isPriced } = this.#deps;
    const price = isPriced() ? context().formats.money(area.tier.price) : '';
    const facts = [this.factOf(area), price].filter((fact) => fact !== '').join(', ');
    return facts === '' ? area.name : `${area.name}: ${facts}`;
  }
}

/** Those of a show that is open, with their live counts. One that is chosen is not selected, as seats are: that is said. */
export function liveAreas(
  seatMap: Pick<SeatMap, 'getState'>,
  deps: Pick<ShownAreasDeps, 'announcer' | 'context' | 'redraw'> & { words(): OrganiserTexts },
): ShownAreas {
  return new ShownAreas({
    ...deps,
    freeOf: ({ id }) => seatMap.getState().areas.get(id) ?? null,
    isPriced: () => true,
    onPick: (_area, spoken) => deps.announcer.say(`${spoken}. ${deps.words().areaHint}`),
  });
}

/** The live map of an organiser's show, of drafts as well, with its areas. */
export function followedMap(deps: { endpoint: string; token(): string | null; show: { id: string } }): SeatMap {
  const { endpoint: url, show } = deps;
  return createSeatMap({ url, showId: show.id, token: () => deps.token(), followShow: true, followAreas: true });
}
