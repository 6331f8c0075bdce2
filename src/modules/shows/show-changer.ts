import { isDeepStrictEqual } from 'node:util';
import type { Mutex } from '../../platform/mutex/mutex.ts';
import { readClock } from '../../platform/postgres/clock.ts';
import type { Database, Querier } from '../../platform/postgres/database.ts';
import { RedisUnavailableError } from '../../platform/redis/connection.ts';
import type { RedisKeys } from '../../platform/redis/keys.ts';
import { IllegalStateError, InvalidInputError, ServiceUnavailableError } from '../../shared/errors.ts';
import type { Principal } from '../../shared/principal.ts';
import { closeMap } from '../inventory/map-heads.ts';
import { lockHead } from '../inventory/write-seat-events.ts';
import { findBookedType, findTypesOfCodes } from '../pricing/pricing-writer.ts';
import { changedChangeRules, changeRulesIssues } from './change-rules.ts';
import type { KnownShows } from './known-shows.ts';
import { priceChangesOf, updatedPriceIssues } from './price-changes.ts';
import { writePricing } from './pricing-change.ts';
import { endOfSales } from './sales.ts';
import { changedRules } from './seat-rules.ts';
import { SHOW_TRANSITIONS, type Show, type ShowStatus } from './show.ts';
import { noteCancellation } from './show-cancellations.ts';
import { statusEvent, writeShowEvents } from './show-events.ts';
import { type UpdateShowInput, updateIssues } from './show-input.ts';
import { changedLimits, type ServerLimits, showLimitIssues } from './show-limits.ts';
import { type ShowLease, withShowMutex } from './show-mutex.ts';
import { noteReschedule } from './show-reschedules.ts';
import { assertCanDoToShow } from './show-rights.ts';
import { lockShow, priceObstacle, rewritePrices, rewriteShow, rewriteStatus } from './show-writer.ts';

export interface ShowChangerDeps {
  database: Database;
  mutex: Mutex;
  keys: RedisKeys;
  shows: KnownShows;
  mostLimits: ServerLimits;
}

/** Changes shows that are there, for those who may: one change of a show at a time. */
export class ShowChanger {
  readonly #deps: ShowChangerDeps;

  constructor(deps: ShowChangerDeps) {
    this.#deps = deps;
  }

  /**
   * A show that has the status already stays as it is. `also`: what is changed with it, in the same transaction. Throws NotFoundError,
   * IllegalStateError.
   */
  changeStatus(
    principal: Principal,
    showId: string,
    status: ShowStatus,
    also?: (tx: Querier) => Promise<void>,
  ): Promise<Show> {
    const { database, shows } = this.#deps;
    return this.#change(principal, showId, async (show, lease) => {
      if (show.status === status) {
        if (also) await database.transaction(also);
        return show;
      }
      if (!SHOW_TRANSITIONS[show.status].includes(status)) throw illegalTransition(show, status);
      if (status === 'ON_SALE') refuseOverSales(show, await readClock(database));
      const changed = await database.transaction(async (tx) => {
        await lease.guard(tx);
        // Whoever holds seats has the head first: a hold is there before, and is ended, or finds the map closed.
        if (status === 'CANCELLED') await lockHead(tx, showId);
        const isFirst = await rewriteStatus(tx, show, status);
        if (isFirst && status === 'CANCELLED') {
          await closeMap(tx, showId);
          await noteCancellation(tx, showId);
        }
        if (isFirst) {
          await also?.(tx);
          await writeShowEvents(tx, showId, { types: [statusEvent(show.status, status)], actor: principal.id });
        }
        return isFirst;
      });
      const after = await shows.getFresh(showId, 'input.showId');
      // Whoever came first may have done the same.
      if (!changed && after.status !== status) throw beingChanged();
      return after;
    });
  }

  /** Changes title, times, prices, rules and limits. */
  updateShow(principal: Principal, input: UpdateShowInput): Promise<Show> {
    return this.#change(principal, input.showId, (show, lease) =>
      this.#update(show, input, { lease, actor: principal.id }),
    );
  }

  /** One change of the show at a time. */
  async #change(
    principal: Principal,
    showId: string,
    work: (show: Show, lease: ShowLease) => Promise<Show>,
  ): Promise<Show> {
    const { database, mutex, keys, shows } = this.#deps;
    // Before they could make its organiser wait.
    assertCanDoToShow(principal, 'show.update', await shows.get(showId), 'input.showId');
    try {
      return await withShowMutex({ database, mutex, keys, showId }, async (lease) => {
        const show = await shows.getFresh(showId, 'input.showId');
        assertCanDoToShow(principal, 'show.update', show, 'input.showId');
        return work(show, lease);
      });
    } catch (error) {
      if (!(error instanceof RedisUnavailableError)) throw error;
      throw new ServiceUnavailableError('Shows can not be changed just now.');
    }
  }

  async #update(
    show: Show,
    input: UpdateShowInput,
    { lease, actor }: { lease: ShowLease; actor: string },
  ): Promise<Show> {
    if (show.status === 'CANCELLED') throw new IllegalStateError('A show that is CANCELLED can not be changed.');
    const after = changedShow(show, input);
    const { database, shows, mostLimits } = this.#deps;
    const issues = [
      ...updateIssues(after, input.title != null),
      ...changeRulesIssues(input.changeRules),
      ...(input.limits ? showLimitIssues(after.limits, mostLimits) : []),
      ...updatedPriceIssues(show, input),
    ];
    if (issues.length > 0) throw new InvalidInputError(issues);
    const prices = priceChangesOf(show, input);
    if (prices.isEmpty && isSame(show, after)) return show;
    await database.transaction(async (tx) => {
      await lease.guard(tx);
      // Of seats that are being held at this moment it would not know: whoever holds some has the head first.
      if (prices.hasNewPrices) await lockHead(tx, show.id);
      await lockShow(tx, show.id);
      if (prices.hasNewPrices) refuseHeldPrices(await priceObstacle(tx, show.id));
      if (prices.removedTypeIds.length > 0) await assertRemovable(tx, show.id, prices.removedTypeIds);
      if (!(await rewriteShow(tx, show, after))) throw beingChanged();
      if (prices.tiers.length > 0) await rewritePrices(tx, show.id, prices.tiers);
      await writePricing(tx, show.id, prices.pricing);
      await writeShowEvents(tx, show.id, { types: ['show.updated'], actor });
      if (show.status !== 'DRAFT' && after.startsAt.getTime() !== show.startsAt.getTime())
        await noteReschedule(tx, show.id, show.startsAt);
    });
    return shows.getFresh(show.id, 'input.showId');
  }
}

function changedShow(show: Show, input: UpdateShowInput): Show {
  return {
    ...show,
    title: input.title ?? show.title,
    startsAt: input.startsAt ?? show.startsAt,
    salesStartAt: input.salesStartAt === undefined ? show.salesStartAt : input.salesStartAt,
    salesEndAt: input.salesEndAt === undefined ? show.salesEndAt : input.salesEndAt,
    seatRules: changedRules(show.seatRules, input.seatRules),
    limits: changedLimits(show.limits, input.limits),
    changeRules: changedChangeRules(show.changeRules, input.changeRules),
  };
}

function isSame(one: Show, other: Show): boolean {
  const factsOf = ({ title, startsAt, salesStartAt, salesEndAt, seatRules, limits, changeRules }: Show) => [
    ...[title, startsAt, salesStartAt, salesEndAt],
    ...[seatRules, limits, changeRules],
  ];
  // Whatever the order of their fields is, which rules that were read and rules that were changed need not have in common.
  return isDeepStrictEqual(factsOf(one), factsOf(other));
}

function refuseHeldPrices(obstacle: Awaited<ReturnType<typeof priceObstacle>>): void {
  if (obstacle === 'OVER') throw new IllegalStateError('Sales of the show are over: its prices stay as they were.');
  if (obstacle === 'ON_SALE') {
    throw new IllegalStateError('Prices can change in a draft, and while sales are paused. Pause the show first.');
  }
  if (obstacle === 'HELD') {
    throw new IllegalStateError('Seats are held at the present prices. Try again when nobody holds seats any more.');
  }
  // A node may still sell at the prices that it has read a moment ago. When it was paused is not kept, only that it has changed.
  if (obstacle === 'JUST_PAUSED')
    throw new ServiceUnavailableError('The show was paused or changed a moment ago: try again in two seconds.', 2);
}

/** Throws IllegalStateError where tickets were booked as one of the types, InvalidInputError where promo codes are for some of them. */
async function assertRemovable(tx: Querier, showId: string, typeIds: readonly string[]): Promise<void> {
  const name = await findBookedType(tx, typeIds);
  if (name !== null) throw new IllegalStateError(`Tickets were booked as "${name}": that ticket type has to stay.`);
  const issues = (await findTypesOfCodes(tx, showId, typeIds)).map((type) => ({
    path: 'input.ticketTypes',
    message: `must keep "${type.name}": the promo code "${type.code}" is for it. Change or end the code first.`,
    code: 'NOT_CHANGEABLE' as const,
  }));
  if (issues.length > 0) throw new InvalidInputError(issues);
}

function beingChanged(): ServiceUnavailableError {
  return new ServiceUnavailableError('The show is being changed by someone else.', 1);
}

/** Whoever puts a show on sale whose sales are over has mistaken a date, or the show, and would hear of it from nobody. */
function refuseOverSales(show: Show, now: Date): void {
  const end = endOfSales(show);
  if (now < end) return;
  const what = show.salesEndAt === null ? 'The show has begun' : 'Its sales have ended';
  throw new IllegalStateError(
    `${what} (${end.toISOString()}): nothing would be sold. Set salesEndAt to a later time first, or mend startsAt.`,
  );
}

function illegalTransition(show: Show, status: ShowStatus): IllegalStateError {
  return new IllegalStateError(`A show that is ${show.status} can not become ${status}.`);
}
