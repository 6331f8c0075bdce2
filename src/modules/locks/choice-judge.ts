import type { Database } from '../../platform/postgres/database.ts';
import { ServiceUnavailableError } from '../../shared/errors.ts';
import type { Principal } from '../../shared/principal.ts';
import { orphansLeftBy, runsOf } from '../../shared/seats/orphans.ts';
import { can } from '../identity/rights.ts';
import { readHeldOf, readHolders } from '../inventory/seat-ledger.ts';
import { haveSeatsChanged, type SeenSeats } from '../inventory/seen-seats.ts';
import type { AlternativesService } from '../seat-map/alternatives.ts';
import { isForEverybody, type PlanSeat, type SeatingPlanModel } from '../seating/seating-plan-model.ts';
import { type OrphanRule, ruleAt } from '../shows/seat-rules.ts';
import type { Show } from '../shows/show.ts';
import { type ChoiceTurn, ChoiceTurns, type Look, type Taking } from './choice-turns.ts';
import { OrphanSeatsError } from './locks.errors.ts';
import { readExcused } from './seat-lock.ts';

export interface Judge {
  /** Looks at the seats beside a choice. Throws OrphanSeatsError where the rule refuses it; else resolves with what it has seen. */
  look(): Promise<SeenSeats>;
  /** Writes the choice down, after those that it was judged to come after. Throws SeatsChangedError where these were not written. */
  write<T>(work: () => Promise<T>): Promise<T>;
}

/** `takingsAt`: what others, as far as seats of these are concerned, are about to take, and counts as taken. */
type LookBeside = (takingsAt?: (seatIds: readonly string[]) => readonly Taking[]) => Promise<SeenSeats>;

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
  /** How a buyer's choice is judged; null where no rule applies to it: then nothing has to be looked at. */
  judgeOf(principal: Principal, choice: SeatChoice): LookBeside | null;
  /**
   * Does what the choice is to come to, with its judge, where there is one. That judges after those on this node that began before for
   * seats beside it. Throws ServiceUnavailableError.
   */
  judging<T>(principal: Principal, choice: SeatChoice, work: (judge: Judge | null) => Promise<T>): Promise<T>;
}

export interface ChoiceJudgeDeps {
  database: Database;
  alternatives: Pick<AlternativesService, 'hasChoice'>;
}

export function createChoiceJudge({ database, alternatives }: ChoiceJudgeDeps): ChoiceJudge {
  const turns = new ChoiceTurns();

  function judgeOf(principal: Principal, choice: SeatChoice): LookBeside | null {
    const { show, plan, seatIds } = choice;
    const rule = ruleAt(show.seatRules, new Date());
    if (rule === 'OFF' || can(principal, 'show.update', show)) return null;
    // Of seats of allotments no rule asks: what is left of the choice may be nothing.
    if (choice.added.length + choice.removed.length === 0) return null;
    if (seatIds.some((seatId) => plan.seatById.get(seatId)!.accessible)) return null;
    return (takingsAt) => judge({ ownerId: principal.id, rule, choice }, { database, alternatives, takingsAt });
  }

  return {
    judgeOf,
    judging(principal, choice, work) {
      const look = judgeOf(principal, choice);
      if (!look) return work(null);
      const seats = seatsOf(choice)([...choice.added, ...choice.removed]);
      const taking = choice.lockId === null ? { buyerId: principal.id, seatIds: choice.added } : null;
      return turns.take({ seats, taking }, (turn) => work(inTurn(look, turn, seatsOf(choice))));
    },
  };
}

interface Judged {
  ownerId: string;
  rule: OrphanRule;
  choice: SeatChoice;
}

async function judge(
  { ownerId, rule, choice }: Judged,
  { database, alternatives, takingsAt = () => [] }: ChoiceJudgeDeps & { takingsAt: Parameters<LookBeside>[0] },
): Promise<SeenSeats> {
  const { show, lockId, seatIds, added, removed } = choice;
  const excusedBefore = lockId === null ? NONE : new Set(await readExcused(database, lockId));
  const segments = segmentsOf(choice, excusedBefore);
  const looked = segments.flatMap((segment) => segment.filter(isForEverybody).map(({ id }) => id));
  const holders = await readHolders(database, show.id, looked);
  const takings = takingsAt(looked);
  const { taken, own } = heldSeats({ ownerId, looked }, holders, takings);
  const seen = { buyerId: ownerId, seatIds: looked, taken: [...taken], own: [...own] };
  // Refused for that, with every conflict, or taken by an earlier try of the same request. If they are free by then, it is judged then.
  if (added.some((seatId) => taken.has(seatId) || own.has(seatId))) return { ...seen, excused: [...excusedBefore] };
  const after = new Set([...own, ...added]);
  for (const seatId of removed) after.delete(seatId);
  const present = becomesJudged(choice) ? NONE : own;
  const holdings = { taken, own, present, after, excused: excusedBefore };
  const orphanIds = segments.flatMap((segment) => orphansIn(segment, holdings, show));
  if (orphanIds.length === 0) {
    // How such a lock is judged depends on all seats of the buyer in these segments.
    if (becomesJudged(choice)) return { ...seen, excused: [] };
    return seenBeside(segments, { ...seen, excused: [] }, [...added, ...removed, ...excusedBefore]);
  }
  const heldIds = heldBefore(choice);
  // What others are about to take they may not get: nothing is excused for it.
  if (rule === 'LENIENT' && takings.length === 0) {
    // Whoever holds the other choice in another lock could let go of it afterwards: all that the buyer holds is as good as free.
    const ownIds = [...heldIds, ...(await readHeldOf(database, show.id, ownerId))];
    if (!(await alternatives.hasChoice(show, seatIds, ownIds))) return { ...seen, excused: orphanIds };
  }
  throw new OrphanSeatsError({ showId: show.id, lockId, seatIds, heldIds, orphanIds });
}

/** Of the seats that were looked at, those that are the buyer's and those that are not free otherwise. */
function heldSeats(
  { ownerId, looked }: { ownerId: string; looked: readonly string[] },
  holders: Awaited<ReturnType<typeof readHolders>>,
  takings: readonly Taking[],
): Pick<Holdings, 'taken' | 'own'> {
  const [taken, own] = [new Set<string>(), new Set<string>()];
  const free = new Set(looked);
  for (const { seatId, state, ownerId: holderId, allotmentId } of holders) {
    // A seat of an allotment never becomes free to all by being given back.
    (state === 'LOCKED' && holderId === ownerId && allotmentId === null ? own : taken).add(seatId);
    free.delete(seatId);
  }
  // A seat that is held already is not taken by whoever tries to.
  for (const { buyerId, seatIds } of takings) {
    for (const seatId of seatIds) if (free.has(seatId)) (buyerId === ownerId ? own : taken).add(seatId);
  }
  return { taken, own };
}

/** Seats by names that are no other show's. */
function seatsOf({ show }: SeatChoice) {
  return (seatIds: readonly string[]) => seatIds.map((seatId) => `${show.id}/${seatId}`);
}

/** Judges a choice by the seats beside it as those leave them that began to choose before it on this node. */
function inTurn(lookBeside: LookBeside, turn: ChoiceTurn, seatsOf: (seatIds: readonly string[]) => string[]): Judge {
  const look: Look<SeenSeats | OrphanSeatsError> = {
    see: (takingsAt) =>
      lookBeside((seatIds) => takingsAt(seatsOf(seatIds))).catch((error: unknown) => {
        if (error instanceof OrphanSeatsError) return error;
        throw error;
      }),
    dependsOn: (verdict) => seatsOf('orphanIds' in verdict ? verdict.orphanIds : verdict.seatIds),
    isRefusal: (verdict) => verdict instanceof OrphanSeatsError,
  };
  return {
    async look() {
      const verdict = await turn.look(look);
      if (verdict instanceof OrphanSeatsError) throw verdict;
      return verdict;
    },
    write: (work) => turn.write(work),
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
      return await judge.write(() => write(seen));
    } catch (error) {
      if (!haveSeatsChanged(error)) throw error;
      seen = await judge.look();
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

/**
 * Of what was seen, what the judgement depends on: the runs that the changed seats are in, counted as if these were free, and the seats
 * at the ends of these runs. Other runs of the segments stay what they are whatever happens to these seats.
 */
function seenBeside(segments: readonly PlanSeat[][], seen: SeenSeats, changed: readonly string[]): SeenSeats {
  const [taken, changes] = [new Set(seen.taken), new Set(changed)];
  const beside = new Set<string>();
  for (const segment of segments) {
    const isOpen = (place: number) => isForEverybody(segment[place]!) && !taken.has(segment[place]!.id);
    for (const { start, end } of runsOf(segment.length, isOpen)) {
      if (!segment.slice(start, end).some(({ id }) => changes.has(id))) continue;
      for (const { id } of segment.slice(Math.max(0, start - 1), end + 1)) beside.add(id);
    }
  }
  const isBeside = (seatId: string) => beside.has(seatId) || changes.has(seatId);
  return {
    ...seen,
    seatIds: seen.seatIds.filter(isBeside),
    taken: seen.taken.filter(isBeside),
    own: seen.own.filter(isBeside),
  };
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
