import type { Database } from '../../platform/postgres/database.ts';
import { ServiceUnavailableError } from '../../shared/errors.ts';
import type { Principal } from '../../shared/principal.ts';
import { orphansLeftBy } from '../../shared/seats/orphans.ts';
import { can } from '../identity/rights.ts';
import { readHeldOf, readHolders } from '../inventory/seat-ledger.ts';
import { haveSeatsChanged, type SeenSeats } from '../inventory/seen-seats.ts';
import type { AlternativesService } from '../seat-map/alternatives.ts';
import { isForEverybody, type PlanSeat, type SeatingPlanModel } from '../seating/seating-plan-model.ts';
import { type OrphanRule, ruleAt } from '../shows/seat-rules.ts';
import type { Show } from '../shows/show.ts';
import { OrphanSeatsError } from './locks.errors.ts';
import { readExcused } from './seat-lock.ts';
import { SegmentTurns } from './segment-turns.ts';

/** Looks at the seats beside a choice. Throws OrphanSeatsError where the rule refuses it; else resolves with what it has seen. */
export type Judge = () => Promise<SeenSeats>;

export interface SeatChoice {
  show: Show;
  plan: SeatingPlanModel;
  /** The lock that is changed; null for a new one. */
  lockId: string | null;
  /** Of the plan, as all of these: the lock's seats as they are to be. */
  seatIds: readonly string[];
  added: readonly string[];
  removed: readonly string[];
}

export interface ChoiceJudge {
  /** The judge of a buyer's choice; null where no rule applies to it: then nothing has to be looked at. */
  judgeOf(principal: Principal, choice: SeatChoice): Judge | null;
  /**
   * Does what the choice is to come to, with its judge: after those on this node that came before for seats of the same segments,
   * where there is one. Throws ServiceUnavailableError.
   */
  judging<T>(principal: Principal, choice: SeatChoice, work: (judge: Judge | null) => Promise<T>): Promise<T>;
}

export interface ChoiceJudgeDeps {
  database: Database;
  alternatives: Pick<AlternativesService, 'hasChoice'>;
}

export function createChoiceJudge({ database, alternatives }: ChoiceJudgeDeps): ChoiceJudge {
  const turns = new SegmentTurns();

  async function judge(ownerId: string, rule: OrphanRule, choice: SeatChoice): Promise<SeenSeats> {
    const { show, lockId, seatIds, added, removed } = choice;
    const excusedBefore = lockId === null ? NONE : new Set(await readExcused(database, lockId));
    const segments = segmentsOf(choice, excusedBefore);
    const looked = segments.flatMap((segment) => segment.filter(isForEverybody).map(({ id }) => id));
    const [taken, own] = [new Set<string>(), new Set<string>()];
    for (const { seatId, state, ownerId: holderId } of await readHolders(database, show.id, looked)) {
      (state === 'LOCKED' && holderId === ownerId ? own : taken).add(seatId);
    }
    const seen = { buyerId: ownerId, seatIds: looked, taken: [...taken], own: [...own], excused: [...excusedBefore] };
    // Refused for that, with every conflict, or taken by an earlier try of the same request. If they are free by then, it is judged then.
    if (added.some((seatId) => taken.has(seatId) || own.has(seatId))) return seen;
    const after = new Set([...own, ...added]);
    for (const seatId of removed) after.delete(seatId);
    const present = becomesJudged(choice) ? NONE : own;
    const holdings = { taken, own, present, after, excused: excusedBefore };
    const orphanIds = segments.flatMap((segment) => orphansIn(segment, holdings, show));
    if (orphanIds.length === 0) return { ...seen, excused: [] };
    const heldIds = heldBefore(choice);
    if (rule === 'LENIENT') {
      // Whoever holds the other choice in another lock could let go of it afterwards: all that the buyer holds is as good as free.
      const ownIds = [...heldIds, ...(await readHeldOf(database, show.id, ownerId))];
      if (!(await alternatives.hasChoice(show, seatIds, ownIds))) return { ...seen, excused: orphanIds };
    }
    throw new OrphanSeatsError({ showId: show.id, lockId, seatIds, heldIds, orphanIds });
  }

  function judgeOf(principal: Principal, choice: SeatChoice): Judge | null {
    const { show, plan, seatIds } = choice;
    const rule = ruleAt(show.seatRules, new Date());
    if (rule === 'OFF' || can(principal, 'show.update', show)) return null;
    if (seatIds.some((seatId) => plan.seatById.get(seatId)!.accessible)) return null;
    return () => judge(principal.id, rule, choice);
  }

  return {
    judgeOf,
    judging(principal, choice, work) {
      const judge = judgeOf(principal, choice);
      if (!judge) return work(null);
      const segments = segmentNumbersOf(choice).map((segment) => `${choice.show.id}/${segment}`);
      return turns.take(segments, () => work(judge));
    },
  };
}

/** How often a choice is judged: each time the seats beside it were taken or freed before it was written down. */
const MAX_JUDGEMENTS = 10;

/**
 * Writes down a choice that was judged by what it has seen, and judges it again where that has changed. Throws what `judge` throws,
 * and ServiceUnavailableError when it changes all the time.
 */
export async function writeJudged<T>(
  judge: Judge,
  first: SeenSeats,
  write: (seen: SeenSeats) => Promise<T>,
): Promise<T> {
  let seen = first;
  for (let judgements = 1; judgements < MAX_JUDGEMENTS; judgements += 1) {
    try {
      return await write(seen);
    } catch (error) {
      if (!haveSeatsChanged(error)) throw error;
      seen = await judge();
    }
  }
  throw new ServiceUnavailableError('The seats beside them keep changing hands.', 1);
}

interface Holdings {
  /** Not the buyer's. */
  taken: ReadonlySet<string>;
  /** The buyer's now. */
  own: ReadonlySet<string>;
  /** Of these, those beside which a run that is short already may stay so. */
  present: ReadonlySet<string>;
  /** The buyer's afterwards. */
  after: ReadonlySet<string>;
  /** Free, and excused for the lock as it is: a party that gets smaller, or finds another choice, is excused no longer. */
  excused: ReadonlySet<string>;
}

/** Wheelchair places and companion seats are no part of a run, whoever has them. */
function orphansIn(segment: readonly PlanSeat[], holdings: Holdings, { seatRules }: Show): string[] {
  const { taken, own, present, after, excused } = holdings;
  const isOf = (seats: ReadonlySet<string>) => (place: number) =>
    isForEverybody(segment[place]!) && seats.has(segment[place]!.id);
  const change = {
    length: segment.length,
    isFree: (place: number) =>
      isForEverybody(segment[place]!) && !taken.has(segment[place]!.id) && !present.has(segment[place]!.id),
    isHeld: isOf(own),
    willHold: isOf(after),
    isExcused: isOf(excused),
  };
  return orphansLeftBy(change, seatRules.minimumRun).map((place) => segment[place]!.id);
}

const NONE: ReadonlySet<string> = new Set();

/** What the lock has before the change. */
function heldBefore({ seatIds, added, removed }: SeatChoice): string[] {
  return seatIds.filter((seatId) => !added.includes(seatId)).concat(removed);
}

/**
 * Whether the lock gives its last wheelchair place back: it was held without a look at the rule, and all that is left of it is
 * judged like a new choice.
 */
function becomesJudged(choice: SeatChoice): boolean {
  return heldBefore(choice).some((seatId) => choice.plan.seatById.get(seatId)!.accessible);
}

/** The segments whose runs may become shorter, or were excused for being short. */
function segmentNumbersOf(choice: SeatChoice, excused: ReadonlySet<string> = NONE): number[] {
  const { plan, seatIds, added, removed } = choice;
  const touched = [...(becomesJudged(choice) ? seatIds : added), ...removed, ...excused];
  return [...new Set(touched.map((seatId) => plan.seatById.get(seatId)!.segment))];
}

function segmentsOf(choice: SeatChoice, excused: ReadonlySet<string>): PlanSeat[][] {
  return segmentNumbersOf(choice, excused).map((segment) => choice.plan.segments[segment]!);
}
