import type { Logger } from '../../platform/observability/logger.ts';
import type { Reports } from '../../platform/observability/reports.ts';
import { isOutage, levelOfFailure } from '../../platform/outages/outage.ts';
import { paceOf, TICK_MS } from './admission-pace.ts';
import type { AdmissionStore, AdmissionsRead } from './admission-store.ts';
import type { AdmissionSync } from './admission-sync.ts';
import type { EntryEnd, LockedRoom } from './room.ts';
import type { RoomRows, RoomTransactions } from './room-rows.ts';

export interface RoomTickerDeps {
  rooms: RoomTransactions;
  store: Pick<AdmissionStore, 'readAdmissions'>;
  sync: Pick<AdmissionSync, 'bring'>;
  /** Is told of what each tick has done. */
  reports?: RoomReports;
  logger: Logger;
}

export type RoomReports = Reports<'admitted' | 'refused' | Lowercase<EntryEnd>>;

/** Looked at in one tick; the others in the next. */
const MAX_IDLE = 1_000;
/** How soon a payment ends an admission, or idleness does, while nobody waits for the place. */
const REST_MS = 2_000;

/** Drawn in one step: few enough to keep those who join meanwhile waiting for a moment only. */
const DRAWN_AT_ONCE = 5_000;
/** What has become of the draw: while it is under way another step is due. */
type Draw = 'NOT_DUE' | 'UNDER_WAY' | 'DRAWN';

interface Ticked {
  room: LockedRoom;
  draw: Draw;
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
    const { rooms, sync } = this.#deps;
    const known = await this.#readStore(showId);
    let ticked = await rooms.run(async (rows) => await this.#tick(rows, await rows.claim(showId), known));
    // A transaction for each step of the draw: in between those who join get the room's row, and a node that dies loses one step.
    while (ticked?.draw === 'UNDER_WAY') {
      ticked = await rooms.run(async (rows) => await this.#tick(rows, await rows.lock(showId), known));
    }
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

  async #tick(rows: RoomRows, room: LockedRoom | null, known: AdmissionsRead | null): Promise<Ticked | null> {
    if (!room) return null;
    const { showId } = room;
    const draw = await this.#drawIfDue(rows, room);
    const isDrawn = draw === 'DRAWN';
    const revision = room.revision + 1;
    const idleOwnerIds = known?.idleOwnerIds ?? [];
    // While the show is paused there is nothing that anybody could do: who was idle gets a whole new idle time.
    const isPaused = !room.sells && !room.isOver;
    const ended = isDrawn
      ? await rows.endAdmissions(showId, { revision, idleOwnerIds: isPaused ? [] : idleOwnerIds })
      : [];
    const admits = known && isDrawn && room.enabled && room.sells && !room.isOver;
    const active = room.active - ended.length;
    const pace = admits ? paceOf(stateOf({ ...room, active })) : null;
    const admitted = pace && pace.count > 0 ? await rows.admit(showId, { revision, count: pace.count }) : [];
    const changed = ended.length + admitted.length > 0;
    const after: LockedRoom = {
      ...room,
      revision: changed ? revision : room.revision,
      waiting: room.waiting - admitted.length,
      active: active + admitted.length,
    };
    await rows.saveTick(showId, {
      revision: after.revision,
      admitted: admitted.length,
      ended: ended.length,
      calledPlace: admitted.reduce((last, { place }) => Math.max(last, place), room.calledPlace),
      // While nobody waits no pace is saved up.
      pacedAt: after.waiting === 0 ? null : pace ? new Date(pace.paced_ms) : room.pacedAt,
      rate: pace?.rate ?? 0,
      next_ms: untilNext_ms(after, draw),
    });
    this.#report(admitted.length, ended);
    const gone = new Set(ended.map(({ ownerId }) => ownerId));
    return { room: after, draw, activeIds: isDrawn ? idleOwnerIds.filter((ownerId) => !gone.has(ownerId)) : [] };
  }

  async #drawIfDue(rows: RoomRows, room: LockedRoom): Promise<Draw> {
    if (room.drawnAt) return 'DRAWN';
    if (!room.enabled || !room.sells || room.isOver) return 'NOT_DUE';
    if (!room.isDrawing) {
      if (room.now < room.drawAt) return 'NOT_DUE';
      await rows.beginDraw(room.showId);
    }
    if (!(await rows.draw(room.showId, DRAWN_AT_ONCE))) return 'UNDER_WAY';
    await rows.tellDrawn(room.showId);
    this.#deps.logger.info({ showId: room.showId }, 'the places of the waiting room are drawn');
    return 'DRAWN';
  }

  #report(admitted: number, ended: readonly { endReason: EntryEnd }[]): void {
    const { reports } = this.#deps;
    for (let i = 0; i < admitted; i += 1) reports?.report('admitted');
    for (const { endReason } of ended) reports?.report(endReason.toLowerCase() as Lowercase<EntryEnd>);
  }
}

function stateOf(room: LockedRoom): Parameters<typeof paceOf>[0] {
  const { now, tickedAt, pacedAt, drawnAt, ...rest } = room;
  const [ticked_ms, paced_ms] = [tickedAt?.getTime() ?? null, pacedAt?.getTime() ?? null];
  return { ...rest, now_ms: now.getTime(), ticked_ms, paced_ms, wasAtRest: drawnAt !== null && pacedAt === null };
}

/** Null: nothing is to be done before somebody joins or leaves, or the room or its show is changed, which makes a tick due. */
function untilNext_ms({ enabled, sells, isOver, drawAt, now, waiting, active }: LockedRoom, draw: Draw): number | null {
  if (draw === 'UNDER_WAY') return 0;
  const admits = enabled && sells && !isOver;
  if (draw === 'NOT_DUE') return admits ? Math.max(1, drawAt.getTime() - now.getTime()) : null;
  if (admits && waiting > 0) return TICK_MS;
  return active > 0 ? REST_MS : null;
}
