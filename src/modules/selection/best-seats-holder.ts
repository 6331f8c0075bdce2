import type { Reports } from '../../platform/observability/reports.ts';
import { pause } from '../../platform/timing/pause.ts';
import { slices } from '../../platform/turns/slices.ts';
import { NoSlotError } from '../../platform/turns/slots.ts';
import { ServiceUnavailableError } from '../../shared/errors.ts';
import { OrphanSeatsError } from '../locks/locks.errors.ts';
import type { SeatLock } from '../locks/seat-lock.ts';
import { SeatsUnavailableError } from '../seat-map/seat-map.errors.ts';
import { type Choosing, countAvailable, mayBeAside, searchLiveBoard } from './choosing.ts';
import { MOST_AT_A_TIME } from './live-board.ts';
import type { SeatWish } from './pick-best-seats.ts';
import { NotEnoughSeatsError } from './selection.errors.ts';
import type { ShowSelections } from './show-selections.ts';

/** Seats that were chosen are held for the buyer, or there was a conflict: others were quicker. */
export type ChoiceOutcome = 'held' | 'conflict';

/** Tries to hold these seats. Throws SeatsUnavailableError, OrphanSeatsError, and what else a lock is refused for. */
export type TakeSeats = (seatIds: readonly string[]) => Promise<SeatLock>;

export interface BestSeatsHolderDeps {
  selections: ShowSelections;
  reports?: Reports<ChoiceOutcome> | undefined;
}

/** So long others may be quicker. */
const MAX_TRYING_MS = 5_000;
/** After so many tries in vain the feed is taken to be late, and the map is read. */
const TRIES_BEFORE_READING = 3;
/** Between looks at seats that other requests are about to hold. */
const LOOK_AGAIN_MS = 25;
const MAX_WAIT_MS = 5_000;

const REFUSED = Symbol('refused for what they would leave');

/** Chooses the best seats for a party and holds them; others, where somebody else was quicker. */
export class BestSeatsHolder {
  readonly #deps: BestSeatsHolderDeps;

  constructor(deps: BestSeatsHolderDeps) {
    this.#deps = deps;
  }

  /** Throws NotEnoughSeatsError, ServiceUnavailableError, and what `take` throws for other reasons than the seats. */
  async hold(choosing: Choosing, wish: SeatWish, take: TakeSeats): Promise<SeatLock> {
    try {
      const work = () => this.#tryAgainAndAgain(choosing, wish, take);
      return await choosing.slots.hold(0, work, { maxWait_ms: MAX_WAIT_MS });
    } catch (error) {
      if (!(error instanceof NoSlotError)) throw error;
      throw new ServiceUnavailableError('Too many ask for the best seats of this show at once.', 1);
    }
  }

  async #tryAgainAndAgain(asked: Choosing, wish: SeatWish, take: TakeSeats): Promise<SeatLock> {
    const { live, show } = asked;
    const deadline = performance.now() + MAX_TRYING_MS;
    let choosing = asked;
    let refusals = 0;
    for (let tries = 1; performance.now() < deadline; tries += 1) {
      live.catchUp();
      const { choices: among, lane } = live;
      const picked = await searchLiveBoard(choosing, wish, { among, lane, onPicked: ({ slots }) => live.claim(slots) });
      const outcome = picked
        ? await this.#tryToTake(choosing, { slots: picked.slots, lane }, take)
        : await this.#waitOrRefuse(choosing, wish);
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
  async #tryToTake(
    { live, slots: turns }: Choosing,
    { slots, lane }: { slots: readonly number[]; lane: number | null },
    take: TakeSeats,
  ): Promise<SeatLock | typeof REFUSED | null> {
    const { seats, slotOf } = live.board.layout;
    const { reports } = this.#deps;
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

  /** Null when it is worth another try: there is news, or seats are left aside that may be free after all. */
  async #waitOrRefuse(choosing: Choosing, wish: SeatWish): Promise<null> {
    const { live, slots } = choosing;
    // Nobody is quicker while there is nothing to choose, and those who wait must not keep the others from being told.
    slots.count = MOST_AT_A_TIME;
    if (mayBeAside(choosing, wish)) {
      await pause(LOOK_AGAIN_MS);
      return null;
    }
    await this.#deps.selections.catchUp(choosing);
    if (mayBeAside(choosing, wish) || (await searchLiveBoard(choosing, wish))) return null;
    await slices.turn();
    const found = live.withAside(() => countAvailable(choosing, wish));
    if (found.available >= wish.quantity) return null;
    throw new NotEnoughSeatsError(found, wish);
  }
}
