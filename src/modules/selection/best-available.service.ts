import { createSharedReads } from '../../platform/batching/shared-reads.ts';
import type { Logger } from '../../platform/observability/logger.ts';
import type { Reports } from '../../platform/observability/reports.ts';
import { pause } from '../../platform/timing/pause.ts';
import { slices } from '../../platform/turns/slices.ts';
import { NoSlotError, Slots } from '../../platform/turns/slots.ts';
import { LimitExceededError, ServiceUnavailableError } from '../../shared/errors.ts';
import type { Principal } from '../../shared/principal.ts';
import { can } from '../identity/rights.ts';
import type { LiveMapHub } from '../live-map/live-map-hub.ts';
import type { ShowFeed } from '../live-map/show-feed.ts';
import { OrphanSeatsError } from '../locks/locks.errors.ts';
import type { LocksService } from '../locks/locks.service.ts';
import type { SeatLock } from '../locks/seat-lock.ts';
import type { SeatGroup } from '../seat-map/alternatives.ts';
import { focalPointOf } from '../seat-map/focal-point.ts';
import { SeatsUnavailableError } from '../seat-map/seat-map.errors.ts';
import type { SeatMapService } from '../seat-map/seat-map.service.ts';
import type { SeatingPlanModel } from '../seating/seating-plan-model.ts';
import { type OrphanRule, ruleAt } from '../shows/seat-rules.ts';
import type { Show, ShowsService } from '../shows/shows.service.ts';
import { type BestAvailableInput, checkBestAvailable, wishOf } from './best-available-input.ts';
import { leavesOrphans } from './board-orphans.ts';
import { closenessOf, type SeatCloseness } from './closeness.ts';
import { LiveBoard, MOST_AT_A_TIME } from './live-board.ts';
import {
  countMatching,
  countWithoutOrphans,
  matching,
  type PickedSeats,
  type PickTerms,
  pickBestSeats,
  type SeatWish,
  searchBestSeats,
} from './pick-best-seats.ts';
import { preparedLayoutOf } from './seat-layout.ts';
import { type AvailableSeats, NotEnoughSeatsError } from './selection.errors.ts';

export interface LockBestAvailableInput extends BestAvailableInput {
  showId: string;
  idempotencyKey?: string | null | undefined;
}

export interface BestAvailableService {
  /**
   * Up to three groups of seats, the best first, no seat in two of them. Nothing is held. Each is chosen after `turn`, which
   * lets others work: a large party that must be parted takes some milliseconds. Throws InvalidInputError, and what `turn` does.
   */
  propose(show: Show, input: BestAvailableInput, turn: () => Promise<void>): Promise<SeatGroup[]>;
  /**
   * Holds the best seats for the party. Throws InvalidInputError, NotEnoughSeatsError, NotFoundError (show), ShowNotOnSaleError,
   * LimitExceededError, IdempotencyConflictError, ServiceUnavailableError.
   */
  lock(principal: Principal, input: LockBestAvailableInput, address?: string | null): Promise<SeatLock>;
  /** How close together seats of the plan are; those it does not have are left out. */
  closenessOf(plan: SeatingPlanModel, seatIds: readonly string[]): Promise<SeatCloseness>;
}

/** Seats that were chosen are held for the buyer, or there was a conflict: others were quicker. */
export type ChoiceOutcome = 'held' | 'conflict';

export interface BestAvailableDeps {
  shows: ShowsService;
  seatMap: Pick<SeatMapService, 'read' | 'versionOf'>;
  hub: Pick<LiveMapHub, 'watch'>;
  locks: LocksService;
  logger: Logger;
  reports?: Reports<ChoiceOutcome>;
  /** From 0 up to 1. */
  random?: () => number;
}

const MOST_PROPOSALS = 3;
/** Some are left out for what they leave. */
const MOST_TRIES_TO_PROPOSE = 8;
/** So long others may be quicker. */
const MAX_TRYING_MS = 5_000;
/** After so many tries in vain the feed is taken to be late, and the map is read. */
const TRIES_BEFORE_READING = 3;
/** Between looks at seats that other requests are about to hold. */
const LOOK_AGAIN_MS = 25;
const MAX_WAIT_MS = 5_000;

/**
 * Looking for seats is work, all the more where there are none. Who is told when to come again does as told: of an address that many
 * share, they would use up what the others may change.
 */
const isInVain = (error: unknown): boolean =>
  error instanceof NotEnoughSeatsError || (error instanceof LimitExceededError && error.retryAfterSeconds === null);

const REFUSED = Symbol('refused for what they would leave');

/** What requests for seats of one show share on this node. */
interface ShowSelection {
  live: LiveBoard;
  /** For those that choose and hold at the same time. */
  slots: Slots;
  /** Takes the live map to where the seat map of that show is now, or further. */
  readMap(showId: string): Promise<void>;
}

interface Choosing extends ShowSelection {
  show: Show;
  plan: SeatingPlanModel;
  /** The orphan rule, as far as it is applied to who chooses. */
  orphanRule: OrphanRule;
}

export function createBestAvailableService(deps: BestAvailableDeps): BestAvailableService {
  const { shows, seatMap, hub, locks, logger, reports, random = Math.random } = deps;
  /** As long as the hub has the feed: for a while after the last request. */
  const selections = new WeakMap<ShowFeed, ShowSelection>();

  /** Does the work with the board of the show's feed, which stays as long as that. `chooser`: who is to hold seats; null: any buyer. */
  async function withBoard<T>(
    show: Show,
    chooser: Principal | null,
    work: (choosing: Choosing) => Promise<T>,
  ): Promise<T> {
    const plan = await shows.planOf(show);
    const layout = await preparedLayoutOf(plan);
    const orphanRule = can(chooser, 'show.update', show) ? 'OFF' : ruleAt(show.seatRules, new Date());
    const watch = await hub.watch(show.id);
    try {
      watch.feed.assertNotEnded();
      let selection = selections.get(watch.feed);
      if (!selection) {
        selection = begin(new LiveBoard(layout, watch.feed, random));
        selections.set(watch.feed, selection);
      }
      selection.live.catchUp();
      return await work({ show, plan, orphanRule, ...selection });
    } finally {
      watch.release();
    }
  }

  function begin(live: LiveBoard): ShowSelection {
    const readMap = createSharedReads(async (showId) => {
      logger.debug({ showId }, 'seat map read for best available seats');
      live.readImage(await seatMap.read(showId));
    });
    return { live, slots: new Slots(live.atATime), readMap };
  }

  function termsOf({ show, plan, orphanRule }: Choosing): PickTerms {
    return { focalPoint: focalPointOf(show, plan), random, orphanRule, minimumRun: show.seatRules.minimumRun };
  }

  function pickAtOnce(choosing: Choosing, wish: SeatWish): PickedSeats | null {
    return pickBestSeats(choosing.live.board, wish, termsOf(choosing));
  }

  /**
   * For a party that can't sit together it takes a while: others have their turns meanwhile. `onPicked` is called at once when seats are
   * found: nobody else chooses before.
   */
  async function pick(
    choosing: Choosing,
    wish: SeatWish,
    { onPicked, ...rush }: Pick<PickTerms, 'among' | 'lane'> & { onPicked?(picked: PickedSeats): void } = {},
  ): Promise<PickedSeats | null> {
    const { live } = choosing;
    const steps = searchBestSeats(live.board, wish, { ...termsOf(choosing), ...rush });
    for (;;) {
      const step = steps.next();
      if (step.done) {
        if (step.value) onPicked?.(step.value);
        return step.value;
      }
      await slices.turn();
      live.catchUp();
    }
  }

  /** Up to as many as the party is, how many there are for it: under STRICT, for the largest one that can have seats. */
  function countAvailable(choosing: Choosing, wish: SeatWish): AvailableSeats {
    const { board } = choosing.live;
    const free = matching(board, wish);
    if (choosing.orphanRule !== 'STRICT' || wish.accessible > 0) return free;
    const available = countWithoutOrphans(board, wish, termsOf(choosing));
    return { available, accessible: 0, isRuled: available < free.available };
  }

  async function hold(
    asked: Choosing,
    wish: SeatWish,
    take: (seatIds: readonly string[]) => Promise<SeatLock>,
  ): Promise<SeatLock> {
    const { live, show } = asked;
    const deadline = performance.now() + MAX_TRYING_MS;
    let choosing = asked;
    let refusals = 0;
    for (let tries = 1; performance.now() < deadline; tries += 1) {
      live.catchUp();
      const { choices: among, lane } = live;
      const picked = await pick(choosing, wish, { among, lane, onPicked: ({ slots }) => live.claim(slots) });
      const outcome = picked
        ? await tryToTake(choosing, { slots: picked.slots, lane }, take)
        : await waitOrRefuse(choosing, wish);
      if (outcome !== null && outcome !== REFUSED) return outcome;
      if (tries % TRIES_BEFORE_READING === 0) await choosing.readMap(show.id);
      // By the map that was read it would leave no orphan, or be excused. What excuses others is no excuse for who holds the other choice.
      if (outcome === REFUSED) refusals += 1;
      if (refusals > TRIES_BEFORE_READING && choosing.orphanRule === 'LENIENT') {
        choosing = { ...choosing, orphanRule: 'STRICT' };
      }
    }
    throw new ServiceUnavailableError('The seats keep changing hands.', 1);
  }

  /** Holds seats that are claimed. Null: others were quicker. REFUSED: for what they would leave. */
  async function tryToTake(
    { live, slots: turns }: Choosing,
    { slots, lane }: { slots: readonly number[]; lane: number | null },
    take: (seatIds: readonly string[]) => Promise<SeatLock>,
  ): Promise<SeatLock | typeof REFUSED | null> {
    const { seats, slotOf } = live.board.layout;
    try {
      const lock = await take(slots.map((slot) => seats[slot]!.id));
      live.held(slots);
      reports?.report('held');
      return lock;
    } catch (error) {
      const isConflict = error instanceof SeatsUnavailableError;
      const conflicting = isConflict ? error.conflicts.flatMap(({ seatId }) => slotOf.get(seatId) ?? []) : [];
      live.released(slots, new Set(conflicting), lane);
      if (!isConflict && !(error instanceof OrphanSeatsError)) throw error;
      reports?.report('conflict');
      if (isConflict) return null;
      // The seats beside them are not as this node knows them: somebody is about to take them, or has just given them back.
      await pause(LOOK_AGAIN_MS);
      return REFUSED;
    } finally {
      turns.count = live.atATime;
    }
  }

  /**
   * Whether seats that are left aside may do, once it is known which of them are free. Under STRICT fewer free seats may be better
   * than more: it has to be known.
   */
  function mayFind({ live, orphanRule }: Choosing, wish: SeatWish): boolean {
    if (live.withAside(() => countMatching(live.board, wish)) < wish.quantity) return false;
    return orphanRule !== 'STRICT' || live.hasAside;
  }

  /** Takes the live map to where PostgreSQL has it: nearly always ahead of the feed in a rush, and by far while the log is away. */
  async function catchUp({ show, live, readMap }: Choosing): Promise<void> {
    if (live.version < (await seatMap.versionOf(show.id))) await readMap(show.id);
    live.catchUp();
  }

  /** Null when it is worth another try: there is news, or seats are left aside that may be free after all. */
  async function waitOrRefuse(choosing: Choosing, wish: SeatWish): Promise<null> {
    const { live, slots } = choosing;
    // Nobody is quicker while there is nothing to choose, and those who wait must not keep the others from being told.
    slots.count = MOST_AT_A_TIME;
    if (mayFind(choosing, wish)) {
      await pause(LOOK_AGAIN_MS);
      return null;
    }
    await catchUp(choosing);
    if (mayFind(choosing, wish) || (await pick(choosing, wish))) return null;
    await slices.turn();
    const found = live.withAside(() => countAvailable(choosing, wish));
    if (found.available >= wish.quantity) return null;
    throw new NotEnoughSeatsError(found, wish);
  }

  return {
    async closenessOf(plan, seatIds) {
      const layout = await preparedLayoutOf(plan);
      return closenessOf(
        layout,
        seatIds.flatMap((seatId) => layout.slotOf.get(seatId) ?? []),
      );
    },
    async propose(show, input, turn) {
      checkBestAvailable(input, { path: 'input', maxSeats: locks.buyerLimits.seatsPerLock });
      return await withBoard(show, null, async (choosing) => {
        const { plan, live } = choosing;
        const wish = wishOf(input, { show, plan, path: 'input' });
        const { board } = live;
        await catchUp(choosing);
        const proposed: number[] = [];
        const groups: SeatGroup[] = [];
        let areExcused = false;
        for (let tries = 0; groups.length < MOST_PROPOSALS && tries < MOST_TRIES_TO_PROPOSE; tries += 1) {
          await turn();
          live.catchUp();
          // Some may have been taken meanwhile.
          const stillFree = proposed.filter((slot) => board.free[slot] === 1);
          const picked = board.without(stillFree, () => pickAtOnce(choosing, wish));
          if (!picked) break;
          proposed.push(...picked.slots);
          // Each is to be held by itself: what it leaves is judged with the others free.
          const isJudged = choosing.orphanRule !== 'OFF' && wish.accessible === 0 && !areExcused;
          if (isJudged && leavesOrphans(board, picked.slots, show.seatRules.minimumRun)) {
            // The first one is the best that there is: under LENIENT it may leave some.
            if (tries > 0 || choosing.orphanRule === 'STRICT') continue;
            areExcused = true;
          }
          groups.push({ show, plan, seats: picked.slots.map((slot) => board.layout.seats[slot]!) });
        }
        return groups;
      });
    },
    async lock(principal, input, address = null) {
      // Before the ids are written down along with the caller's idempotency key.
      checkBestAvailable(input, { path: 'input', maxSeats: locks.buyerLimits.seatsPerLock });
      return await locks.lockChosen(principal, { operation: 'lockBestAvailable', input, address }, async (take) => {
        const show = await shows.getShowOnSale(principal, input.showId, 'input.showId');
        const { pricesVersion } = show;
        const calling = { principal, address };
        const withSeats = (work: (choosing: Choosing) => Promise<SeatLock>) =>
          locks.choosing(calling, show, isInVain, () => withBoard(show, principal, work));
        return await withSeats(async (choosing) => {
          const wish = wishOf(input, { show, plan: choosing.plan, path: 'input' });
          try {
            const holdSeats = () =>
              hold(choosing, wish, (seatIds) => take({ showId: show.id, seatIds, pricesVersion }));
            return await choosing.slots.hold(0, holdSeats, { maxWait_ms: MAX_WAIT_MS });
          } catch (error) {
            if (!(error instanceof NoSlotError)) throw error;
            throw new ServiceUnavailableError('Too many ask for the best seats of this show at once.', 1);
          }
        });
      });
    },
  };
}
