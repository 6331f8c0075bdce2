import { newId } from '../../platform/ids.ts';
import type { DueWorker } from '../../platform/jobs/due-worker.ts';
import type { Mutex } from '../../platform/mutex/mutex.ts';
import type { Logger } from '../../platform/observability/logger.ts';
import { readClock } from '../../platform/postgres/clock.ts';
import type { Database, Querier } from '../../platform/postgres/database.ts';
import type { RedisKeys } from '../../platform/redis/keys.ts';
import {
  IllegalStateError,
  type InputIssue,
  InvalidInputError,
  LimitExceededError,
  NotFoundError,
} from '../../shared/errors.ts';
import type { Principal } from '../../shared/principal.ts';
import type { Idempotency, Settle } from '../idempotency/idempotency.ts';
import { assertCan, can } from '../identity/rights.ts';
import { setAllottedAreas } from '../inventory/allotted-areas.ts';
import { type Allotting, allot, unallot } from '../inventory/allotted-places.ts';
import { isAreaFull } from '../inventory/area-full.ts';
import { type AreaQuantity, quantityByArea } from '../inventory/places.ts';
import type { MapEvent } from '../inventory/seat-changes.ts';
import { lockOpenHead } from '../inventory/write-seat-events.ts';
import { conflictsOf, shortAreasOf } from '../seat-map/seat-conflicts.ts';
import { planSeatIds } from '../seat-map/seat-id.ts';
import { SeatsUnavailableError } from '../seat-map/seat-map.errors.ts';
import type { SeatMapService } from '../seat-map/seat-map.service.ts';
import { planAreaId } from '../seating/area-id.ts';
import { withShowMutex } from '../shows/show-mutex.ts';
import { assertCanDoToShow } from '../shows/show-rights.ts';
import type { Show, ShowsService } from '../shows/shows.service.ts';
import type { Allotment, AreaOfAllotment, SeatOfAllotment } from './allotment.ts';
import {
  type CreateAllotmentInput,
  checkAllotmentChange,
  checkNewAllotment,
  MAX_ALLOTMENTS,
  type ReleaseAllotmentInput,
  type UpdateAllotmentInput,
} from './allotment-input.ts';
import type { AllotmentReader } from './allotment-reader.ts';
import { release } from './allotment-releaser.ts';
import { insertAllotment, lockAllotment, updateAllotment } from './allotment-writer.ts';

export interface AllotmentsService {
  /**
   * Makes seats an allotment's, all or none: those that are AVAILABLE, or blocked. Throws SeatsUnavailableError, InvalidInputError,
   * LimitExceededError, NotFoundError (show), IllegalStateError (it is cancelled), IdempotencyConflictError, ….
   */
  createAllotment(principal: Principal, input: CreateAllotmentInput): Promise<Allotment>;
  /**
   * Changes its terms and which seats are its own, all or nothing. A seat that is removed is for everyone, at once or when it is given
   * back. Throws what createAllotment throws, and IllegalStateError where it is released.
   */
  updateAllotment(principal: Principal, input: UpdateAllotmentInput): Promise<Allotment>;
  /** Releases it to everyone, for good; one that is released stays so. Throws NotFoundError, IdempotencyConflictError, …. */
  releaseAllotment(principal: Principal, input: ReleaseAllotmentInput): Promise<Allotment>;
  /** Those of the show, released ones included, the oldest first. For its organiser. */
  allotmentsOf(principal: Principal, show: Show): Promise<Allotment[]>;
  /** The allotment, for the organiser of its show; null for anyone else. */
  getAllotment(principal: Principal | null, allotmentId: string): Promise<Allotment | null>;
  /** The seats that are its own now, whoever has them. The caller has seen to the rights. */
  seatsOf(allotment: Allotment): Promise<SeatOfAllotment[]>;
  /** The same of areas: how many places of each. */
  areasOf(allotment: Allotment): Promise<AreaOfAllotment[]>;
}

export interface AllotmentsServiceDeps {
  database: Database;
  mutex: Mutex;
  keys: RedisKeys;
  shows: ShowsService;
  seatMap: SeatMapService;
  idempotency: Idempotency;
  reader: AllotmentReader;
  /** Is told of new moments. */
  releaser: Pick<DueWorker, 'wake'>;
  logger: Logger;
}

export function createAllotmentsService(deps: AllotmentsServiceDeps): AllotmentsService {
  return new Allotments(deps);
}

/** Inside the transaction that settles the caller's key. */
type Write = (tx: Querier) => Promise<MapEvent[]>;

interface Settled {
  settle: Settle;
  answer: { id: string };
  /** Of which places are set aside. */
  areas?: readonly AreaQuantity[];
}

class Allotments implements AllotmentsService {
  readonly #deps: AllotmentsServiceDeps;

  constructor(deps: AllotmentsServiceDeps) {
    this.#deps = deps;
  }

  async createAllotment(principal: Principal, asked: CreateAllotmentInput): Promise<Allotment> {
    const { releaser, shows } = this.#deps;
    const { showId } = asked;
    const show = await shows.getShow(showId);
    assertCanDoToShow(principal, 'show.allot', show, 'input.showId');
    const input = { ...asked, seatIds: planSeatIds(showId, asked.seatIds ?? []), ...planAreas(show, asked) };
    const { name, color, access, seatIds, areas, releaseAt = null, idempotencyKey: key } = input;
    const { id } = await this.#deps.idempotency.once(
      { principal, operation: 'createAllotment', key, input, newSubjectId: () => newId('allotment') },
      async (id, settle) => {
        await this.#checkNew(show, input);
        const write: Write = async (tx) => {
          // It may have been cancelled since it was read, and those that it had are released: this one nobody would release.
          if (!(await lockOpenHead(tx, showId))) throw ofCancelledShow();
          if (
            !(await insertAllotment(tx, { id, showId, name, color: color ?? null, access, releaseAt }, MAX_ALLOTMENTS))
          ) {
            throw new LimitExceededError(`A show has at most ${MAX_ALLOTMENTS} allotments.`, MAX_ALLOTMENTS);
          }
          const allotting = { showId, allotmentId: id, actor: principal.id };
          return [...(await this.#add(tx, allotting, seatIds)), ...(await setAreas(tx, allotting, areas))];
        };
        await this.#change(showId, write, { settle, answer: { id }, areas });
        return { id };
      },
    );
    releaser.wake();
    return await this.#written(id);
  }

  async updateAllotment(principal: Principal, asked: UpdateAllotmentInput): Promise<Allotment> {
    const { database, shows, releaser } = this.#deps;
    const { id, showId, show } = await this.#known(principal, asked.allotmentId);
    const [added, removed] = [asked.addSeatIds ?? [], asked.removeSeatIds ?? []].map((ids) => planSeatIds(showId, ids));
    const input = { ...asked, addSeatIds: added!, removeSeatIds: removed!, ...planAreas(show, asked) };
    // Null is another thing than nothing, but not in what is compared.
    const compared = { ...input, hasReleaseAt: input.releaseAt !== undefined };
    await this.#once(principal, { operation: 'updateAllotment', id, input: compared }, async (settle) => {
      checkAllotmentChange(input, await shows.planOf(show), await readClock(database));
      const write: Write = async (tx) => {
        if ((await lockAllotment(tx, id))?.isReleased) throw new IllegalStateError('The allotment is released.');
        await updateAllotment(tx, id, input);
        const allotting = { showId, allotmentId: id, actor: principal.id };
        const freed = await this.#remove(tx, allotting, input.removeSeatIds);
        const gained = await this.#add(tx, allotting, input.addSeatIds);
        return [...freed, ...gained, ...(await setAreas(tx, allotting, input.areas))];
      };
      await this.#change(showId, write, { settle, answer: { id }, areas: input.areas });
    });
    releaser.wake();
    return await this.#written(id);
  }

  async releaseAllotment(principal: Principal, input: ReleaseAllotmentInput): Promise<Allotment> {
    const { id, showId } = await this.#known(principal, input.allotmentId);
    await this.#once(principal, { operation: 'releaseAllotment', id, input }, async (settle) => {
      const write: Write = async (tx) => {
        if ((await lockAllotment(tx, id))?.isReleased) return [];
        return await release(tx, { id, showId, actor: principal.id });
      };
      await this.#change(showId, write, { settle, answer: { id } });
    });
    return await this.#written(id);
  }

  async allotmentsOf(principal: Principal, show: Show): Promise<Allotment[]> {
    assertCan(principal, 'show.allot', show);
    return await this.#deps.reader.ofShow(show.id);
  }

  async getAllotment(principal: Principal | null, allotmentId: string): Promise<Allotment | null> {
    const { reader, shows } = this.#deps;
    const allotment = principal && (await reader.find(allotmentId));
    const show = allotment && (await shows.getShow(allotment.showId));
    return show && can(principal, 'show.allot', show) ? allotment : null;
  }

  seatsOf(allotment: Allotment): Promise<SeatOfAllotment[]> {
    return this.#deps.reader.seatsOf(allotment);
  }

  areasOf(allotment: Allotment): Promise<AreaOfAllotment[]> {
    return this.#deps.reader.areasOf(allotment);
  }

  /** As things are when it is made: a retry, however late, is answered as the first was. */
  async #checkNew(show: Show, input: CreateAllotmentInput): Promise<void> {
    const { database, shows } = this.#deps;
    if (show.status === 'CANCELLED') throw ofCancelledShow();
    checkNewAllotment(input, await shows.planOf(show), await readClock(database));
  }

  /** An allotment that the caller may change, and its show. */
  async #known(principal: Principal, allotmentId: string): Promise<Allotment & { show: Show }> {
    const { reader, shows } = this.#deps;
    const allotment = await reader.find(allotmentId);
    const show = allotment && (await shows.getShow(allotment.showId));
    // Who may know of the show does not know of its allotments by that.
    if (!show || !can(principal, 'show.allot', show)) throw new NotFoundError('Allotment', 'input.allotmentId');
    return { ...allotment!, show };
  }

  async #once(
    principal: Principal,
    { operation, id, input }: { operation: string; id: string; input: { idempotencyKey?: string | null | undefined } },
    change: (settle: Settle) => Promise<void>,
  ): Promise<void> {
    await this.#deps.idempotency.once(
      { principal, operation, key: input.idempotencyKey, input, newSubjectId: () => id },
      async (_id, settle) => {
        await change(settle);
        return { id };
      },
    );
  }

  /** The show's mutex first, as everyone who changes many of its seats at once. */
  async #change(showId: string, write: Write, { settle, answer, areas = [] }: Settled): Promise<void> {
    const { database, mutex, keys, seatMap, logger } = this.#deps;
    await withShowMutex({ database, mutex, keys, showId, logger }, async (lease) => {
      const writing = database.transaction(async (tx) => {
        await lease.guard(tx);
        const written = await write(tx);
        await settle(tx, answer);
        return written;
      });
      const events = await writing.catch(async (error: unknown) => {
        throw isAreaFull(error) ? await this.#tooFew({ id: answer.id, showId }, areas) : error;
      });
      for (const event of events) await seatMap.apply(event);
    });
  }

  /** Too few places of an area are free: of which, as things are now. */
  async #tooFew(
    { id, showId }: Pick<Allotment, 'id' | 'showId'>,
    areas: readonly AreaQuantity[],
  ): Promise<SeatsUnavailableError> {
    const { database, reader } = this.#deps;
    const has = quantityByArea(await reader.areasOf({ id, showId }));
    const wanted = areas.map(({ areaId, quantity }) => ({ areaId, more: quantity - (has.get(areaId) ?? 0) }));
    return new SeatsUnavailableError(showId, [], [], await shortAreasOf(database, showId, wanted));
  }

  async #add(tx: Querier, allotting: Allotting, seatIds: readonly string[]): Promise<MapEvent[]> {
    const outcome = seatIds.length > 0 ? await allot(tx, { ...allotting, places: { seatIds } }) : { events: [] };
    if (!outcome) throw new NotFoundError('Show', 'input.showId');
    if ('events' in outcome) return outcome.events;
    const { showId, actor } = allotting;
    throw new SeatsUnavailableError(showId, seatIds, await conflictsOf(tx, showId, outcome.refused.seatIds, actor));
  }

  async #remove(tx: Querier, allotting: Allotting, seatIds: readonly string[]): Promise<MapEvent[]> {
    const outcome = seatIds.length > 0 ? await unallot(tx, { ...allotting, places: { seatIds } }) : { events: [] };
    if (!outcome) throw new NotFoundError('Show', 'input.showId');
    if ('events' in outcome) return outcome.events;
    const refused = new Set(outcome.refused.seatIds);
    throw new InvalidInputError(
      seatIds.flatMap((seatId, index): InputIssue[] =>
        refused.has(seatId)
          ? [{ path: `input.removeSeatIds.${index}`, message: `"${seatId}" is not of this allotment`, code: 'UNKNOWN' }]
          : [],
      ),
    );
  }

  /** As PostgreSQL has it now. */
  async #written(id: string): Promise<Allotment> {
    return (await this.#deps.reader.find(id))!;
  }
}

function ofCancelledShow(): IllegalStateError {
  return new IllegalStateError('A show that is CANCELLED can not get an allotment.');
}

/** The areas by the plan's own ids; an empty list where none are named. */
function planAreas(
  { plan }: Pick<Show, 'plan'>,
  { areas }: { areas?: readonly AreaQuantity[] | null | undefined },
): { areas: AreaQuantity[] } {
  return { areas: (areas ?? []).map(({ areaId, quantity }) => ({ areaId: planAreaId(plan.id, areaId), quantity })) };
}

async function setAreas(tx: Querier, allotting: Allotting, areas: readonly AreaQuantity[]): Promise<MapEvent[]> {
  if (areas.length === 0) return [];
  const events = await setAllottedAreas(tx, allotting, areas);
  if (!events) throw new NotFoundError('Show', 'input.showId');
  return events;
}
