import type { LiveShow, LiveTier } from '../live-show.ts';
import type { Hall, HallArea } from './hall.ts';

/** An area of a show. Never changes: there is another object after each change of it, and the same one as long as there is none. */
export interface ShowArea extends HallArea {
  readonly tier: LiveTier;
  /** How many of its places can be locked; 0: none. */
  readonly available: number;
}

const NONE: readonly ShowArea[] = [];

/** The areas of a hall at a show's prices, each with what is free of it. Areas that did not change stay the same objects. */
export class ShowAreas {
  #areas = NONE;

  /** In the plan's order; the same list as long as nothing changes. Areas of categories that have no price are not part of the show. */
  of(hall: Hall, tiers: LiveShow['priceTiers'], available: ReadonlyMap<string, number>): readonly ShowArea[] {
    const before = new Map(this.#areas.map((area) => [area.areaId, area]));
    const areas = hall.areas.flatMap((area) => {
      const tier = tiers.find(({ category }) => category === area.category);
      if (tier === undefined) return [];
      const old = before.get(area.areaId);
      const free = available.get(area.areaId) ?? 0;
      return old?.tier === tier && old.available === free ? [old] : [{ ...area, tier, available: free }];
    });
    if (areas.length !== before.size || areas.some((area, index) => area !== this.#areas[index])) this.#areas = areas;
    return this.#areas;
  }
}
