import { isId } from '../../platform/ids.ts';
import type { DueWorker } from '../../platform/jobs/due-worker.ts';
import { isOutage } from '../../platform/outages/outage.ts';
import { readClock } from '../../platform/postgres/clock.ts';
import type { Database } from '../../platform/postgres/database.ts';
import type { LiveSource } from '../../platform/streaming/live-source.ts';
import { pullStream, STREAM_DONE } from '../../platform/streaming/pull-stream.ts';
import { IllegalStateError, NotFoundError } from '../../shared/errors.ts';
import type { Principal } from '../../shared/principal.ts';
import { can } from '../identity/rights.ts';
import type { CallerLimits } from '../limits/caller-limits.ts';
import type { ProofGate } from '../proofs/proof-gate.ts';
import { tellShowChange } from '../shows/show-events.ts';
import { assertCanDoToShow } from '../shows/show-rights.ts';
import { lockShow } from '../shows/show-writer.ts';
import type { Show, ShowsService } from '../shows/shows.service.ts';
import type { AdmissionStore } from './admission-store.ts';
import { newSeed } from './draw.ts';
import { type EntryJoiner, whyClosed } from './entry-joiner.ts';
import { readEntries, readEntryOf } from './entry-reader.ts';
import type { FollowedEntry } from './followed-entries.ts';
import type { LiveRooms } from './live-rooms.ts';
import { type Entry, estimatedSeconds, type Room } from './room.ts';
import type { RoomNews } from './room-topic.ts';
import { leave, lockRoom, setRoom } from './room-writer.ts';
import { changedSettings, type JoinInput, type SetWaitingRoomInput } from './waiting-room-input.ts';

export interface WaitingRoomService {
  /** The room of the show, at most half a second old; null: it has none that is on. Its organiser gets one that is off, too. */
  roomOf(principal: Principal | null, show: Show): Promise<Room | null>;
  /**
   * The caller's entry: a new one, or the one that is there, which is active again. Throws NotFoundError, IllegalStateError (it is not open),
   * LimitExceededError.
   */
  join(principal: Principal, input: JoinInput): Promise<Entry>;
  /** Ends an entry of the caller, for good; one that has ended stays so. Throws NotFoundError. */
  leave(principal: Principal, input: { entryId: string }): Promise<Entry>;
  /** Makes the room of a show, or changes it. For the show's organiser. Throws NotFoundError, InvalidInputError, IllegalStateError. */
  setRoom(principal: Principal, input: SetWaitingRoomInput): Promise<Room>;
  /** The entry, for its caller and the show's organiser; null for anyone else. */
  getEntry(principal: Principal | null, entryId: string): Promise<Entry | null>;
  /** The caller's entry that has not ended. */
  entryOf(principal: Principal | null, showId: string): Promise<Entry | null>;
  /** Null unless it waits and the places are drawn. */
  positionOf(entry: Entry): Promise<{ position: number; seconds: number | null } | null>;
  /** Until when an admission lasts if nothing is done; null: it is none, or nobody can say just now. */
  admittedUntil(entry: Entry): Promise<Date | null>;
  /** The room now, then after each change of it. Throws NotFoundError. */
  watchRoom(principal: Principal | null, showId: string): Promise<LiveSource<RoomNews>>;
  /** The entry now, then what becomes of it; ends once it has ended. Throws NotFoundError. */
  watchEntry(principal: Principal, entryId: string): Promise<AsyncIterableIterator<Entry>>;
}

export interface WaitingRoomServiceDeps {
  database: Database;
  shows: Pick<ShowsService, 'getShow' | 'getVisibleShow' | 'forget'>;
  store: AdmissionStore;
  rooms: LiveRooms;
  joiner: EntryJoiner;
  limits: Pick<CallerLimits, 'admitJoin'>;
  proofs: Pick<ProofGate, 'admitJoin'>;
  /** Is told of new moments. */
  worker: Pick<DueWorker, 'wake'>;
}

export function createWaitingRoomService(deps: WaitingRoomServiceDeps): WaitingRoomService {
  return new WaitingRooms(deps);
}

class WaitingRooms implements WaitingRoomService {
  readonly #deps: WaitingRoomServiceDeps;

  constructor(deps: WaitingRoomServiceDeps) {
    this.#deps = deps;
  }

  async roomOf(principal: Principal | null, show: Show): Promise<Room | null> {
    // Most shows have none, and nothing is asked for them.
    if (!show.waitingRoom && !can(principal, 'show.admit', show)) return null;
    return (await this.#deps.rooms.queueOf(show.id)).room;
  }

  async join(principal: Principal, { showId, proof = null }: JoinInput): Promise<Entry> {
    const { database, shows, rooms, store, joiner, limits, proofs } = this.#deps;
    const show = await shows.getVisibleShow(principal, showId);
    if (!show) throw new NotFoundError('Show', 'input.showId');
    const known = await readEntryOf(database, showId, principal.id);
    if (known) {
      const { room } = await rooms.queueOf(showId);
      const idle_ms = 1_000 * (room?.idleSeconds ?? 0);
      // While the store is away there is nothing to keep.
      if (known.status === 'ADMITTED')
        await ignoringOutages(store.keepAdmission({ showId, ownerId: principal.id, idle_ms }));
      return known;
    }
    // Before it is counted: who comes too early comes again.
    const { room } = await rooms.queueOf(showId);
    const reason = room && room.opensAt <= new Date() ? null : whyClosed(room && { ...room, isOver: false });
    if (reason) throw reason;
    await proofs.admitJoin(showId, proof);
    await limits.admitJoin(principal);
    return await joiner.join(showId, principal.id);
  }

  async leave(principal: Principal, { entryId }: { entryId: string }): Promise<Entry> {
    const { database, worker } = this.#deps;
    const entry = await this.#read(entryId);
    if (!entry || entry.ownerId !== principal.id) throw new NotFoundError('Entry', 'input.entryId');
    // For good: nobody need wait for the room's row.
    if (entry.status === 'ENDED') return entry;
    const left = await database.transaction(async (tx) => {
      await lockRoom(tx, entry.showId);
      return await leave(tx, entry.showId, entry.id);
    });
    if (entry.status === 'ADMITTED') worker.wake();
    return left ?? (await this.#read(entryId)) ?? entry;
  }

  async setRoom(principal: Principal, input: SetWaitingRoomInput): Promise<Room> {
    const { database, shows, rooms, worker } = this.#deps;
    const { showId } = input;
    const show = await shows.getShow(showId);
    assertCanDoToShow(principal, 'show.admit', show, 'input.showId');
    if (show.status === 'CANCELLED' || show.status === 'CLOSED') {
      throw new IllegalStateError(`A show that is ${show.status} sells nothing.`);
    }
    await database.transaction(async (tx) => {
      // In the order in which who changes the show locks both.
      await lockShow(tx, showId);
      const before = await lockRoom(tx, showId);
      const now = await readClock(tx);
      await setRoom(tx, showId, changedSettings(input, { before, show, now }), newSeed());
      await tellShowChange(tx, showId, principal.id);
    });
    shows.forget(showId);
    worker.wake();
    return (await rooms.refresh(showId)).room!;
  }

  async getEntry(principal: Principal | null, entryId: string): Promise<Entry | null> {
    const entry = principal === null ? null : await this.#read(entryId);
    if (!entry || entry.ownerId === principal?.id) return entry;
    const show = await this.#deps.shows.getShow(entry.showId);
    return show && can(principal, 'show.admit', show) ? entry : null;
  }

  async entryOf(principal: Principal | null, showId: string): Promise<Entry | null> {
    return principal === null ? null : await readEntryOf(this.#deps.database, showId, principal.id);
  }

  async positionOf(entry: Entry): Promise<{ position: number; seconds: number | null } | null> {
    if (entry.status !== 'WAITING' || entry.place === null) return null;
    const queue = await this.#deps.rooms.queueOf(entry.showId);
    const position = queue.positionOf(entry);
    return position === null ? null : { position, seconds: estimatedSeconds(position, queue.room!) };
  }

  async admittedUntil({ status, showId, ownerId }: Entry): Promise<Date | null> {
    if (status !== 'ADMITTED') return null;
    const { store } = this.#deps;
    const left_ms = await ignoringOutages(store.keepAdmission({ showId, ownerId, idle_ms: 0 }));
    return left_ms === null ? null : new Date(Date.now() + left_ms);
  }

  async watchRoom(principal: Principal | null, showId: string): Promise<LiveSource<RoomNews>> {
    const { shows, rooms } = this.#deps;
    const show = await shows.getVisibleShow(principal, showId);
    if (!show || !(await this.roomOf(principal, show))) throw new NotFoundError('Waiting room', 'showId');
    return await rooms.watch(showId);
  }

  async watchEntry(principal: Principal, entryId: string): Promise<AsyncIterableIterator<Entry>> {
    const known = await this.getEntry(principal, entryId);
    if (!known) throw new NotFoundError('Entry', 'id');
    let tell = () => {};
    const followed = await this.#deps.rooms.follow(known.showId, entryId, () => tell());
    try {
      followed.entry = (await this.#read(entryId)) ?? known;
    } catch (error) {
      followed.leave();
      throw error;
    }
    return entryStream(followed, (listener) => {
      tell = listener;
    });
  }

  async #read(entryId: string): Promise<Entry | null> {
    const [entry] = isId('waitingentry', entryId) ? await readEntries(this.#deps.database, [entryId]) : [];
    return entry ?? null;
  }
}

function entryStream(followed: FollowedEntry, onTell: (listener: () => void) => void): AsyncIterableIterator<Entry> {
  let isNews = true;
  let isOver = false;
  return pullStream<Entry>({
    onChange(listener) {
      onTell(() => {
        isNews = true;
        listener();
      });
      return () => onTell(() => {});
    },
    release: () => followed.leave(),
    async next() {
      if (isOver) return STREAM_DONE;
      if (!isNews) return null;
      isNews = false;
      followed.told();
      const { entry } = followed;
      isOver = entry?.status === 'ENDED';
      return entry;
    },
  });
}

async function ignoringOutages<T>(work: Promise<T>): Promise<T | null> {
  try {
    return await work;
  } catch (error) {
    if (isOutage(error)) return null;
    throw error;
  }
}
