import { createSharedReads } from '../../platform/batching/shared-reads.ts';
import type { Logger } from '../../platform/observability/logger.ts';
import { Slots } from '../../platform/turns/slots.ts';
import type { Principal } from '../../shared/principal.ts';
import { can } from '../identity/rights.ts';
import type { LiveMapHub } from '../live-map/live-map-hub.ts';
import type { ShowFeed } from '../live-map/show-feed.ts';
import type { SeatMapService } from '../seat-map/seat-map.service.ts';
import { ruleAt } from '../shows/seat-rules.ts';
import type { Show, ShowsService } from '../shows/shows.service.ts';
import type { Choosing, ShowSelection } from './choosing.ts';
import { LiveBoard } from './live-board.ts';
import { preparedLayoutOf, type SeatLayout } from './seat-layout.ts';

export interface ShowSelectionsDeps {
  shows: Pick<ShowsService, 'planOf'>;
  seatMap: Pick<SeatMapService, 'read' | 'versionOf'>;
  hub: Pick<LiveMapHub, 'watch'>;
  logger: Logger;
  /** From 0 up to 1. */
  random: () => number;
}

/** The boards of the shows that best seats are asked for: one for each show's feed, and as long as the hub has that. */
export class ShowSelections {
  readonly #deps: ShowSelectionsDeps;
  readonly #selections = new WeakMap<ShowFeed, ShowSelection>();

  constructor(deps: ShowSelectionsDeps) {
    this.#deps = deps;
  }

  /** Does the work with the board of the show's feed, which stays as long as that. `chooser`: who is to hold seats; null: any buyer. */
  async withBoard<T>(show: Show, chooser: Principal | null, work: (choosing: Choosing) => Promise<T>): Promise<T> {
    const { shows, hub, random } = this.#deps;
    const plan = await shows.planOf(show);
    const layout = await preparedLayoutOf(plan);
    const orphanRule = can(chooser, 'show.update', show) ? 'OFF' : ruleAt(show.seatRules, new Date());
    const watch = await hub.watch(show.id);
    try {
      watch.feed.assertNotEnded();
      const selection = this.#selectionOf(watch.feed, layout);
      selection.live.catchUp();
      return await work({ show, plan, orphanRule, random, ...selection });
    } finally {
      watch.release();
    }
  }

  /** Takes the live map to where PostgreSQL has it: nearly always ahead of the feed in a rush, and by far while the log is away. */
  async catchUp({ show, live, readMap }: Choosing): Promise<void> {
    if (live.version < (await this.#deps.seatMap.versionOf(show.id))) await readMap(show.id);
    live.catchUp();
  }

  #selectionOf(feed: ShowFeed, layout: SeatLayout): ShowSelection {
    let selection = this.#selections.get(feed);
    if (!selection) {
      selection = this.#begin(new LiveBoard(layout, feed, this.#deps.random));
      this.#selections.set(feed, selection);
    }
    return selection;
  }

  #begin(live: LiveBoard): ShowSelection {
    const { seatMap, logger } = this.#deps;
    const readMap = createSharedReads(async (showId) => {
      logger.debug({ showId }, 'seat map read for best available seats');
      live.readImage(await seatMap.read(showId));
    });
    return { live, slots: new Slots(live.atATime), readMap };
  }
}
