import type { LiveShow, SeatMapState } from '../../packages/client/src/seat-map.ts';
import { ConnectionNews } from '../../packages/map/src/map/live-state.ts';
import type { Notices } from '../../packages/map/src/notices.ts';
import { wordsOfNews } from './show-news.ts';
import type { ShowSales } from './show-sales.ts';
import type { ViewContext } from './views/view-context.ts';

export interface LiveNewsDeps {
  sales: ShowSales;
  notices: Notices;
  context(): ViewContext;
  /** The show is another one now. */
  onChange(): void;
}

/** Tells what the live map brings besides seats: what an organiser has changed of the show, and how the connection is. */
export class LiveNews {
  readonly #deps: LiveNewsDeps;
  readonly #connection = new ConnectionNews();
  /** The show as the server has told of it last. */
  #heardOf: LiveShow | null = null;

  constructor(deps: LiveNewsDeps) {
    this.#deps = deps;
  }

  /** To be called at each change of the map. */
  take(state: SeatMapState): void {
    const { notices, context } = this.#deps;
    if (state.show !== null && state.show !== this.#heardOf) this.#takeShow(state.show);
    const news = this.#connection.next(context().texts, state);
    if (news !== null) notices.say(news);
  }

  /** The first time, the show as it is. */
  #takeShow(facts: LiveShow): void {
    this.#heardOf = facts;
    const { sales, notices, onChange } = this.#deps;
    const context = this.#deps.context();
    const words = wordsOfNews(context, sales.show, facts);
    sales.take(facts);
    if (words !== null) notices.sayAndShow(words);
    onChange();
  }
}
