import { type Hall, type HallSeat, seatsOfIds } from '../../packages/map/src/hall/hall.ts';
import type { MapView } from '../../packages/map/src/map/map-view.ts';
import type { Notices } from '../../packages/map/src/notices.ts';
import { showMap } from './page-focus.ts';
import type { News } from './purchase/news.ts';
import type { Purchase } from './purchase/purchase.ts';
import { spokenNews, spokenProposal } from './views/spoken.ts';
import type { ViewContext } from './views/view-context.ts';

export interface OrderNewsDeps {
  hall: Hall;
  map: MapView;
  purchase: Purchase;
  notices: Notices;
  /** The server's time, ms since 1970. */
  now(): number;
  context(): ViewContext;
}

/** Tells what happened to an order without the buyer's doing: to those who hear in words, to those who see on the map. */
export class OrderNews {
  readonly #deps: OrderNewsDeps;

  constructor(deps: OrderNewsDeps) {
    this.#deps = deps;
  }

  tell(news: News): void {
    const { purchase, notices, now, context } = this.#deps;
    if (news.kind === 'proposed') {
      this.#showProposed();
      return;
    }
    if (news.kind === 'orphans') {
      this.#showOrphans();
      return;
    }
    const left_ms = (purchase.deadline ?? 0) - now();
    const text = spokenNews(context(), news, left_ms);
    if (news.kind === 'released' || news.kind === 'cancelled') notices.sayAndShow(text);
    else notices.say(text);
  }

  /** Brings the proposal that is shown into sight. */
  lookAtProposal(): void {
    const { best } = this.#deps.purchase;
    if (!best.shown) return;
    this.#deps.map.showAll(best.seatsOf(best.shown));
    requestAnimationFrame(() => showMap());
  }

  #showProposed(): void {
    const { purchase, notices, context } = this.#deps;
    if (!purchase.best.shown) return;
    notices.say(spokenProposal(context(), purchase.best));
    this.lookAtProposal();
  }

  /** The refusal as a picture: the words stand in the order. */
  #showOrphans(): void {
    const { hall, map, purchase } = this.#deps;
    const { refused, seats } = purchase;
    const orphans = seatsOfIds(hall, refused?.orphanIds ?? []);
    // Those beside them are enough where the choice is all over the hall.
    const isBeside = (seat: HallSeat) =>
      orphans.some(({ zoneIndex, row }) => zoneIndex === seat.zoneIndex && row === seat.row);
    map.showAll([...orphans, ...seats.filter(isBeside)]);
    // After the words have been brought into sight: both are.
    requestAnimationFrame(() => requestAnimationFrame(() => showMap()));
  }
}
