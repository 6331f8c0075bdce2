import type { LiveShow, SeatMap } from '../../packages/client/src/seat-map.ts';
import type { Notices } from '../../packages/map/src/notices.ts';
import type { BoxOffice } from './api/box-office.ts';
import type { Show, ShowFacts } from './api/box-office-types.ts';
import type { Follower } from './api/follow.ts';
import type { ServerClock } from './api/server-clock.ts';
import type { RoomVisit } from './room/room-visit.ts';
import { ShowRoom } from './room/show-room.ts';
import { withNews } from './show-news.ts';
import { type Sales, salesOf } from './views/sales-panel.ts';
import type { ViewContext } from './views/view-context.ts';

/** While nothing can be had. */
const ASK_FOR_SHOW_EVERY_MS = 5_000;

export interface ShowSalesDeps {
  show: Show;
  /** All seats of its hall. */
  seatCount: number;
  seatMap: SeatMap;
  boxOffice: BoxOffice;
  follower: Follower;
  clock: ServerClock;
  notices: Notices;
  context(): ViewContext;
  /** A draft is shown as if it were on sale. */
  isPreview: boolean;
  onChange(): void;
}

/** Whether seats and places of the show can be had now, by this buyer, and how many. */
export class ShowSales {
  readonly #deps: ShowSalesDeps;
  readonly #room: ShowRoom;
  #show: Show;
  #state: Sales;
  #askedAt = 0;

  constructor(deps: ShowSalesDeps) {
    this.#deps = deps;
    this.#show = deps.show;
    this.#room = new ShowRoom({
      ...deps,
      show: () => this.#show,
      now: () => deps.clock.now(),
      onChange: () => {
        this.update();
        deps.onChange();
      },
    });
    this.#state = this.#find();
  }

  get show(): Show {
    return this.#show;
  }

  get state(): Sales {
    return this.#state;
  }

  /** Whose turn it is. */
  get room(): RoomVisit {
    return this.#room.visit;
  }

  get available(): number {
    const { version, unavailable, areas } = this.#deps.seatMap.getState();
    if (version === null) return this.#show.availability.available;
    return [...areas.values()].reduce((sum, free) => sum + free, this.#deps.seatCount - unavailable.size);
  }

  /** Whether no choice may leave an orphan now. */
  get isStrict(): boolean {
    const { orphanRule, endsAt } = this.#show.seatRules;
    return orphanRule === 'STRICT' && (endsAt === null || this.#deps.clock.now() < Date.parse(endsAt));
  }

  /** To be called when seats have changed. */
  update(): void {
    this.#state = this.#find();
  }

  /** To be called every second: time alone opens and ends sales, and what an organiser does is asked for. */
  tick(): void {
    const before = this.#state;
    const isCounting = this.room.tick();
    this.update();
    if (isCounting || this.#state === 'notStarted' || this.#state !== before) this.#deps.onChange();
    // Seats that come back are on the map; of sales that go on the server tells, unless it can't be heard.
    const { status, show } = this.#deps.seatMap.getState();
    const isTold = status === 'live' && show !== null;
    const mayGoOn = this.#state !== 'open' && this.#state !== 'soldOut' && this.#state !== 'waitingRoom';
    if (mayGoOn && !isTold && this.#deps.clock.now() > this.#askedAt + ASK_FOR_SHOW_EVERY_MS) void this.refresh();
  }

  /** The server told how the show is now. */
  take(facts: LiveShow | ShowFacts): void {
    this.#put(facts);
    this.#room.onShowNews();
  }

  #put(facts: LiveShow | ShowFacts): void {
    this.#show = withNews(this.#show, facts);
    this.update();
  }

  /** Asks the server for the show, and whose turn it is. */
  async refresh(): Promise<void> {
    const { boxOffice, clock, onChange } = this.#deps;
    this.#askedAt = clock.now();
    try {
      const show = await boxOffice.show(this.#show.id);
      if (show) {
        this.#put(show);
        await this.#room.onShowRead(show);
      }
      onChange();
    } catch {
      // The next time, then.
    }
  }

  dispose(): void {
    this.room.dispose();
  }

  #find(): Sales {
    const show = this.#deps.isPreview ? { ...this.#show, status: 'ON_SALE' as const } : this.#show;
    const sales = salesOf(show, { available: this.available, now: this.#deps.clock.now() });
    return (sales === 'open' || sales === 'soldOut') && this.room.keepsOut ? 'waitingRoom' : sales;
  }
}
