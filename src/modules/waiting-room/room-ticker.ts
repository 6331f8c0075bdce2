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
/** How late a room is looked at, at most, whose sales are to go on, and where somebody waits: whatever should have waked it. */
const WAITING_MS = 30_000;

/** Drawn in one step: few enough to keep those who join meanwhile waiting for a moment only. */
const DRAWN_AT_ONCE = 5_000;
/** What has become of the draw: while it is under way another step is due. */
type Draw = 'NOT_DUE' | 'UNDER_WAY' | 'DRAWN';
/** What has become of a tick: it was not due, or another node has just done it; or it is done, and another one may be due at once. */
export type Tick = 'NOT_DUE' | 'DONE' | 'UNDER_WAY';

interface Ticked {
  room: LockedRoom;
  draw: Draw;
  /** Idle ones who are admitted still: they hold seats, have something to pay, or nothing is sold just now. */
  activeIds: string[];
}

/** What is due in a room: the draw, the ends of admissions, and new ones. */
export class RoomTicker {
  readonly #deps: RoomTickerDeps;

  constructor(deps: RoomTickerDeps) {
    this.#deps = deps;
  }

  /**
   * While the lock store is away nobody is admitted, who could not lock; nor is anybody idle. A draw has a tick for each of its steps: in between
   * those who join get the room's row, other rooms have their ticks, and a node that dies loses one step.
   */
  async tick(showId: string): Promise<Tick> {
    const { rooms, sync } = this.#deps;
    const known = await this.#readStore(showId);
    const ticked = await rooms.run(async (rows) => await this.#tick(rows, await rows.claim(showId), known));
    if (!ticked) return 'NOT_DUE';
    const { room, draw, activeIds } = ticked;
    try {
      if (known) await sync.bring(room, known.revision, activeIds);
    } catch (err) {
      // It is committed: the next tick finds the store at the revision before.
      this.#deps.logger[levelOfFailure(err)]({ err, showId }, 'admissions not brought to the lock store, trying again');
    }
    return draw === 'UNDER_WAY' ? 'UNDER_WAY' : 'DONE';
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
    // While nothing is sold there is nothing that anybody could do: who was idle gets a whole new idle time.
    const isPaused = !room.isOver && !(room.sells && hasBegun(room));
    const ended = isDrawn
      ? await rows.endAdmissions(showId, { revision, idleOwnerIds: isPaused ? [] : idleOwnerIds })
      : [];
    const admits = known && isDrawn && isToAdmit(room) && hasBegun(room);
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
      pacedAt: pace ? new Date(pace.paced_ms) : room.pacedAt,
      rate: pace?.rate ?? 0,
      next_ms: untilNext_ms(after, draw),
    });
    this.#report(admitted.length, ended);
    const gone = new Set(ended.map(({ ownerId }) => ownerId));
    return { room: after, draw, activeIds: isDrawn ? idleOwnerIds.filter((ownerId) => !gone.has(ownerId)) : [] };
  }

  async #drawIfDue(rows: RoomRows, room: LockedRoom): Promise<Draw> {
    if (room.drawnAt) return 'DRAWN';
    if (!isToAdmit(room)) return 'NOT_DUE';
    if (!room.isDrawing) {
      if (!hasBegun(room)) return 'NOT_DUE';
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
  const { now, tickedAt, pacedAt, ...rest } = room;
  const [ticked_ms, paced_ms] = [tickedAt?.getTime() ?? null, pacedAt?.getTime() ?? null];
  return { ...rest, now_ms: now.getTime(), ticked_ms, paced_ms };
}

/** Whether it admits, now or once its sales have begun. */
function isToAdmit({ enabled, sells, isOver }: LockedRoom): boolean {
  return enabled && sells && !isOver;
}

/** Whether sales have started: the draw is due then. Also after it they may be moved to later. */
function hasBegun({ now, drawAt }: LockedRoom): boolean {
  return now >= drawAt;
}

/** Null: nothing is to be done before somebody joins or leaves, or the room or its show is changed, which makes a tick due. */
function untilNext_ms(room: LockedRoom, draw: Draw): number | null {
  if (draw === 'UNDER_WAY') return 0;
  const { enabled, isOver, drawAt, now, waiting, active } = room;
  const dues_ms = active > 0 ? [REST_MS] : [];
  if (isToAdmit(room) && (draw === 'NOT_DUE' || waiting > 0)) {
    dues_ms.push(hasBegun(room) ? TICK_MS : drawAt.getTime() - now.getTime());
  } else if (waiting > 0 && enabled && !isOver) {
    dues_ms.push(WAITING_MS);
  }
  return dues_ms.length > 0 ? Math.min(...dues_ms) : null;
}
