import type { ShowMapOptions } from '@seatwire/client/show-map';
import { Shared } from './shared.ts';

export type SeatwireOptions = Omit<ShowMapOptions, 'showId'>;

/** What the hooks of a page have in common: where the server is, and what they share, such as a show's connection. */
export interface Seatwire {
  readonly options: SeatwireOptions;
  /** For hooks: what `make` makes of the key, the same one as long as somebody has it. */
  shared<Thing extends object>(make: Make<Thing>, key: string): Thing;
  /** The same, kept as long as the page is there: what a buyer holds is not lost from view. On a server nothing is kept. */
  kept<Thing extends object>(make: Make<Thing>, key: string): Thing;
}

/** A function of a module, so that pages are bundled with what they use only. */
export type Make<Thing extends object> = (seatwire: Seatwire, key: string) => Thing;

/** To be made once, outside of components, and given to a `SeatwireProvider`. Opens nothing. */
export function createSeatwire(options: SeatwireOptions): Seatwire {
  const kinds = new Map<Make<object>, Shared<object>>();
  const keep = new Set<object>();
  const seatwire: Seatwire = {
    options,
    shared<Thing extends object>(make: Make<Thing>, key: string): Thing {
      const things = kinds.get(make) ?? new Shared();
      kinds.set(make, things);
      return things.get(key, () => make(seatwire, key)) as Thing;
    },
    kept<Thing extends object>(make: Make<Thing>, key: string): Thing {
      if (typeof window === 'undefined') return make(seatwire, key);
      const thing = seatwire.shared(make, key);
      keep.add(thing);
      return thing;
    },
  };
  return seatwire;
}
