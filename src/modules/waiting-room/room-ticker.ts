import type { Logger } from '../../platform/observability/logger.ts';
import type { Reports } from '../../platform/observability/reports.ts';
import { isOutage, levelOfFailure } from '../../platform/outages/outage.ts';
import type { Database, Querier } from '../../platform/postgres/database.ts';
import { tellShowChange } from '../shows/show-events.ts';
import { paceOf, TICK_MS } from './admission-pace.ts';
import type { AdmissionStore, AdmissionsRead } from './admission-store.ts';
import type { AdmissionSync } from './admission-sync.ts';
import type { EntryEnd, LockedRoom } from './room.ts';
import { admit, claimRoom, draw, endAdmissions, saveTick } from './room-writer.ts';

export interface RoomTickerDeps {
  database: Database;
  store: AdmissionStore;
  sync: AdmissionSync;
  /** Is told of what each tick has done. */
  reports?: RoomReports;
  logger: Logger;
}

export type RoomReports = Reports<'admitted' | 'refused' | Lowercase<EntryEnd>>;

/** Looked at in one tick; the others in the next. */
const MAX_IDLE = 1_000;
/** How late it is noticed that sales start at another time than was planned. */
const LOOK_AHEAD_MS = 5_000;
/** A room whose sales are over: they may be prolonged, however long ago that was. */
const OVER_MS = 30_000;

interface Ticked {
  room: LockedRoom;
  /** Idle ones who are admitted still: they hold seats, have something to pay, or the show is paused. */
  activeIds: string[];
}

/** What is due in a room: the draw, the ends of admissions, and new ones. */
export class RoomTicker {
  readonly #deps: RoomTickerDeps;

  constructor(deps: RoomTickerDeps) {
    this.#deps = deps;
  }

  /**
   * Resolves with false where it was not due, or another node has just done it. While the lock store is away nobody is admitted, who could not lock;
   * nor is anybody idle.
   */
  async tick(showId: string): Promise<boolean> {
    const { database, sync } = this.#deps;
    const known = await this.#readStore(showId);
    const ticked = await database.transaction((tx) => this.#tick(tx, showId, known));
    if (!ticked) return false;
    const { room, activeIds } = ticked;
    if (!known) return true;
    try {
      await sync.bring(room, known.revision, activeIds);
    } catch (err) {
      // It is committed: the next tick finds the store at the revision before.
      this.#deps.logger[levelOfFailure(err)]({ err, showId }, 'admissions not brought to the lock store, trying again');
    }
    return true;
  }

  async #readStore(showId: string): Promise<AdmissionsRead | null> {
    try {
      return await this.#deps.store.readAdmissions({ showId, maxIdle: MAX_IDLE });
    } catch (error) {
      if (isOutage(error)) return null;
      throw error;
    }
  }

  async #tick(tx: Querier, showId: string, known: AdmissionsRead | null): Promise<Ticked | null> {
    const room = await claimRoom(tx, showId);
    if (!room) return null;
    const isDrawn = await this.#drawIfDue(tx, room);
    const revision = room.revision + 1;
    const idleOwnerIds = known?.idleOwnerIds ?? [];
    // While the show is paused there is nothing that anybody could do: who was idle gets a whole new idle time.
    const isPaused = !room.sells && !room.isOver;
    const ended = isDrawn
      ? await endAdmissions(tx, showId, { revision, idleOwnerIds: isPaused ? [] : idleOwnerIds })
      : [];
    const admits = known && isDrawn && room.enabled && room.sells && !room.isOver;
    const active = room.active - ended.length;
    const pace = admits ? paceOf(stateOf({ ...room, active })) : null;
    const admitted = pace && pace.count > 0 ? await admit(tx, showId, { revision, count: pace.count }) : [];
    const changed = ended.length + admitted.length > 0;
    const after = changed ? { ...room, revision } : room;
    await saveTick(tx, showId, {
      revision: after.revision,
      admitted: admitted.length,
      ended: ended.length,
      calledPlace: admitted.reduce((last, { place }) => Math.max(last, place), room.calledPlace),
      pacedAt: pace ? new Date(pace.paced_ms) : room.pacedAt,
      rate: pace?.rate ?? 0,
      next_ms: untilNext_ms(room, isDrawn),
    });
    this.#report(admitted.length, ended);
    const gone = new Set(ended.map(({ ownerId }) => ownerId));
    return { room: after, activeIds: isDrawn ? idleOwnerIds.filter((ownerId) => !gone.has(ownerId)) : [] };
  }

  /** Whether it has been held. */
  async #drawIfDue(tx: Querier, room: LockedRoom): Promise<boolean> {
    if (room.drawnAt) return true;
    if (!room.enabled || !room.sells || room.isOver || room.now < room.drawAt) return false;
    const drawn = await draw(tx, room.showId, room.seed);
    await tellShowChange(tx, room.showId, 'system');
    this.#deps.logger.info({ showId: room.showId, drawn }, 'the places of the waiting room are drawn');
    return true;
  }

  #report(admitted: number, ended: readonly { endReason: EntryEnd }[]): void {
    const { reports } = this.#deps;
    for (let i = 0; i < admitted; i += 1) reports?.report('admitted');
    for (const { endReason } of ended) reports?.report(endReason.toLowerCase() as Lowercase<EntryEnd>);
  }
}

function stateOf(room: LockedRoom): Parameters<typeof paceOf>[0] {
  const { now, tickedAt, pacedAt, ...rest } = room;
  const [ticked_ms, paced_ms] = [tickedAt?.getTime() ?? null, pacedAt?.getTime() ?? null];
  return { ...rest, now_ms: now.getTime(), ticked_ms, paced_ms };
}

function untilNext_ms({ enabled, isOver, isPast, drawAt, now, active }: LockedRoom, isDrawn: boolean): number | null {
  // One that was turned off, or sells nothing again, ends what was admitted before. Any other goes on: nobody wakes it when the show's
  // times change.
  if ((!enabled || isPast) && active === 0) return null;
  if (isOver) return OVER_MS;
  if (isDrawn) return TICK_MS;
  return Math.min(LOOK_AHEAD_MS, Math.max(1, drawAt.getTime() - now.getTime()));
}
