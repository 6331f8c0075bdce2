import type { TemplateResult } from 'lit-html';
import type { Announcer } from '../../../packages/map/src/announcer.ts';
import type { Hall, HallSeat } from '../../../packages/map/src/hall/hall.ts';
import { MapView } from '../../../packages/map/src/map/map-view.ts';
import { mapSection, type Pointed } from '../../../packages/map/src/views/map-section.ts';
import { spokenSeat } from '../../../packages/map/src/views/spoken-seat.ts';
import { exponentOf } from '../../shared/money/currencies.ts';
import type { ViewContext } from '../views/view-context.ts';
import type { FormTexts } from './form-texts.ts';
import { ShownAreas } from './shown-areas.ts';
import { type HallSize, sizeOfHall } from './views/hall-size.ts';

export interface PlanViewDeps {
  hall: Hall;
  announcer: Announcer;
  context(): ViewContext;
  redraw(): void;
}

/** What a seat of a category is called and costs, as far as that is known. */
export interface KnownPrice {
  category: string;
  name: string;
  /** Minor units; null: it was not typed yet. */
  price: number | null;
}

/** A seating plan as it is drawn for its organiser before it has a show: all seats are free, and all places of areas. */
export class PlanView {
  readonly #deps: PlanViewDeps;
  readonly #map: MapView;
  readonly #areas: ShownAreas;
  readonly #tiers: ReadonlySet<HallSeat['tier']>;
  #pointed: Pointed | null = null;
  /** Before, prices are not said. */
  #isPriced = false;

  constructor(deps: PlanViewDeps) {
    this.#deps = deps;
    const { hall, announcer, context, redraw } = deps;
    this.#tiers = new Set([...hall.seats, ...hall.saleAreas].map(({ tier }) => tier));
    this.#areas = new ShownAreas({
      freeOf: ({ capacity }) => capacity,
      onPick: (area, spoken) => {
        this.#map.showArea(area);
        announcer.say(spoken);
      },
      isPriced: () => this.#isPriced,
      context,
      announcer,
      redraw,
    });
    this.#map = new MapView({
      hall,
      areas: this.#areas,
      lookOf: () => 'available',
      onPick: (seat) => this.#map.show(seat),
      onPlace: redraw,
      freeText: (free) => context().texts.free(context().formats.count(free)),
      onPoint: (seat, at, by) => {
        this.#pointed = seat && { seat, at };
        if (seat && by === 'keyboard') announcer.say(spokenSeat(context(), seat, 'available'));
        redraw();
      },
    });
  }

  get size(): HallSize {
    return sizeOfHall(this.#deps.hall);
  }

  colorOf(category: string): string {
    return this.#map.colorOf(category);
  }

  /** What is said of seats that are pointed at. */
  takePrices(prices: readonly KnownPrice[], currency: string): void {
    const known = new Map(prices.map((price) => [price.category, price]));
    for (const tier of this.#tiers) {
      const { name, price } = known.get(tier.category) ?? { name: tier.category, price: null };
      Object.assign(tier, { name, price: { amount: price ?? 0, currency, exponent: exponentOf(currency) } });
    }
    this.#isPriced = prices.length > 0 && prices.every(({ price }) => price !== null);
  }

  render(forms: FormTexts): TemplateResult {
    return mapSection({
      ...this.#deps.context(),
      map: this.#map,
      pointed: this.#isPriced ? this.#pointed : null,
      pointedArea: this.#isPriced ? this.#areas.pointed : null,
      lookOf: (_seat: HallSeat) => 'available',
      notice: null,
      onTryNow: () => {},
      label: forms.drawnPlan,
      help: forms.planHelp,
    });
  }

  dispose(): void {
    this.#map.dispose();
  }
}
