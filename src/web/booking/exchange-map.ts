import { html, type TemplateResult } from 'lit-html';
import type { LiveShow, SeatMap } from '../../../packages/client/src/seat-map.ts';
import { createSeatMap } from '../../../packages/client/src/seat-map.ts';
import type { Announcer } from '../../../packages/map/src/announcer.ts';
import type { Hall, HallSeat } from '../../../packages/map/src/hall/hall.ts';
import { mapNotice, seatMapLook } from '../../../packages/map/src/map/live-state.ts';
import { MapView } from '../../../packages/map/src/map/map-view.ts';
import { isFreeLook, type SeatLook } from '../../../packages/map/src/map/seat-look.ts';
import { Throttle } from '../../../packages/map/src/throttle.ts';
import { mapSection, type Pointed } from '../../../packages/map/src/views/map-section.ts';
import { type SeatListState, seatList } from '../../../packages/map/src/views/seat-list.ts';
import { seatName } from '../../../packages/map/src/views/seat-names.ts';
import { spokenSeat } from '../../../packages/map/src/views/spoken-seat.ts';
import type { TicketExchange } from '../purchase/ticket-exchange.ts';
import type { ViewContext } from '../views/view-context.ts';

export interface ExchangeMapDeps {
  endpoint: string;
  showId: string;
  hall: Hall;
  exchange: TicketExchange;
  /** Whether the booking has the seat. */
  isOwn(seat: HallSeat): boolean;
  announcer: Announcer;
  context(): ViewContext;
  redraw(): void;
  /** The show as its organiser has it now. */
  onShow(show: LiveShow): void;
}

/** The words about the map: the map itself shows each change in the next frame. */
const REDRAW_EVERY_MS = 200;

/** The live map and the list of seats, in which the other seat of an exchange is chosen. Open as long as one is. */
export class ExchangeMap {
  readonly #deps: ExchangeMapDeps;
  readonly #seatMap: SeatMap;
  readonly #map: MapView;
  readonly #redrawing: Throttle;
  #list: SeatListState = { isOpen: false, zone: null, row: null };
  #pointed: Pointed | null = null;
  #heardOf: LiveShow | null = null;

  constructor(deps: ExchangeMapDeps) {
    this.#deps = deps;
    const { endpoint, showId, hall } = deps;
    this.#redrawing = new Throttle(REDRAW_EVERY_MS, async () => deps.redraw());
    this.#seatMap = createSeatMap({ url: endpoint, showId, followShow: true });
    this.#map = new MapView({
      hall,
      lookOf: (seat) => this.#lookOf(seat),
      onPick: (seat) => this.#take(seat),
      onPlace: () => deps.redraw(),
      freeText: (free) => {
        const { texts, formats } = deps.context();
        return texts.free(formats.count(free));
      },
      onPoint: (seat, at, by) => {
        this.#pointed = seat && { seat, at };
        if (seat && by === 'keyboard') deps.announcer.say(spokenSeat(deps.context(), seat, this.#lookOf(seat)));
        deps.redraw();
      },
    });
    this.#seatMap.subscribe(() => this.#changed());
  }

  render(): TemplateResult {
    const context = this.#deps.context();
    const lookOf = (seat: HallSeat) => this.#lookOf(seat);
    return html`
      <div class="exchange-map">
        ${mapSection({
          ...context,
          map: this.#map,
          pointed: this.#pointed,
          lookOf,
          notice: mapNotice(context.texts, this.#seatMap.getState(), Date.now()),
          onTryNow: () => this.#seatMap.reconnect(),
        })}
        ${seatList({
          ...context,
          hall: this.#deps.hall,
          state: this.#list,
          lookOf,
          onOpen: (state) => {
            this.#list = { ...this.#list, ...state };
            this.#deps.redraw();
          },
          onPick: (seat) => this.#take(seat),
          onFocus: (seat) => this.#map.show(seat),
        })}
      </div>
    `;
  }

  dispose(): void {
    this.#redrawing.end();
    this.#seatMap.close();
    this.#map.dispose();
  }

  #lookOf(seat: HallSeat): SeatLook {
    const { exchange, isOwn } = this.#deps;
    if (exchange.has(seat)) return 'picked';
    return isOwn(seat) ? 'mine' : seatMapLook(this.#seatMap, seat.id);
  }

  #take(seat: HallSeat): void {
    const { exchange, announcer, context } = this.#deps;
    const { texts } = context();
    const [name, look] = [seatName(context(), seat), this.#lookOf(seat)];
    if (!isFreeLook(look) && !exchange.has(seat)) {
      announcer.say(texts.cannotPick(name, texts.legend[look]));
      return;
    }
    exchange.take(seat);
    announcer.say(exchange.has(seat) ? texts.picked(name) : texts.unpicked(name));
    this.#map.update();
  }

  #changed(): void {
    const { show } = this.#seatMap.getState();
    if (show !== null && show !== this.#heardOf) this.#deps.onShow(show);
    this.#heardOf = show;
    this.#map.update();
    this.#redrawing.ask();
  }
}
