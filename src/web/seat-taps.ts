import type { HallSeat } from '../../packages/map/src/hall/hall.ts';
import { isFreeLook } from '../../packages/map/src/map/seat-look.ts';
import type { Notices } from '../../packages/map/src/notices.ts';
import { seatName } from '../../packages/map/src/views/seat-names.ts';
import { backFromMap } from './page-focus.ts';
import type { Purchase } from './purchase/purchase.ts';
import { type Sales, whyOffSale } from './views/sales-panel.ts';
import type { ViewContext } from './views/view-context.ts';

export interface SeatTapsDeps {
  purchase: Purchase;
  notices: Notices;
  sales(): Sales;
  context(): ViewContext;
}

/** What a tap on a seat does, on the map or in the list, and what is said of it: none is without an answer. */
export class SeatTaps {
  readonly #deps: SeatTapsDeps;

  constructor(deps: SeatTapsDeps) {
    this.#deps = deps;
  }

  take(seat: HallSeat): void {
    const { purchase, notices, sales } = this.#deps;
    const context = this.#deps.context();
    const { texts } = context;
    const offSale = whyOffSale(texts, sales());
    const isFree = isFreeLook(purchase.lookOf(seat));
    // A seat that was picked can be let go at any time; one that was taken says so itself.
    if (offSale !== null && isFree && (purchase.step === 'picking' || purchase.step === 'held')) {
      notices.sayAndShow(offSale);
      return;
    }
    const name = seatName(context, seat);
    const { exchange } = purchase.checkout.tickets;
    if (exchange.takesSeats && (isFree || exchange.has(seat))) {
      exchange.take(seat);
      notices.say(exchange.has(seat) ? texts.picked(name) : texts.unpicked(name));
      if (exchange.has(seat)) backFromMap();
      return;
    }
    const outcome = purchase.toggle(seat);
    const { maxSeats, seatCount } = purchase;
    const isLast = (outcome === 'picked' || outcome === 'adding') && seatCount === maxSeats;
    if (isLast) notices.sayAndShow(`${outcome === 'picked' ? texts.picked(name) : ''} ${texts.lastSeat}`.trim());
    else if (outcome === 'picked') notices.say(texts.picked(name));
    else if (outcome === 'unpicked') notices.say(texts.unpicked(name));
    else if (outcome === 'full') notices.sayAndShow(texts.atMost(maxSeats));
    else if (outcome === 'refused') notices.sayAndShow(this.#whyNot(seat));
  }

  #whyNot(seat: HallSeat): string {
    const { purchase, context } = this.#deps;
    const { texts } = context();
    const look = purchase.lookOf(seat);
    if (!isFreeLook(look)) return texts.cannotPick(seatName(context(), seat), texts.legend[look]);
    return purchase.step === 'confirmed' || purchase.step === 'ended' ? texts.backToMapFirst : texts.finishFirst;
  }
}
