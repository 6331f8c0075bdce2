import { LRUCache } from 'lru-cache';
import type { Logger } from '../../platform/observability/logger.ts';
import { levelOfFailure } from '../../platform/outages/outage.ts';
import type { Database } from '../../platform/postgres/database.ts';
import { LiveSource } from '../../platform/streaming/live-source.ts';
import { TICK_MS } from './admission-pace.ts';
import { readRooms } from './entry-reader.ts';
import { FollowedEntries, type FollowedEntry } from './followed-entries.ts';
import { RoomQueue } from './room-queue.ts';
import { type RoomNews, RoomTopic } from './room-topic.ts';

export interface LiveRoomsDeps {
  database: Database;
  logger: Logger;
}

/** What is known of a room is used for so long. */
const FRESH_MS = TICK_MS;
/** Rooms that nobody follows, and somebody has asked for. */
const MOST_QUEUES = 100;
/** In one tick so many are told, of all rooms of the node: what they are told is made one by one. */
export const MOST_TOLD = 1_000;

interface FollowedRoom {
  queue: RoomQueue;
  topic: RoomTopic;
  entries: FollowedEntries;
  followers: number;
}

/**
 * The waiting rooms that this node has readers of. Each tick costs a statement for all of them, and one for each in which something has
 * changed, however many wait.
 */
export class LiveRooms {
  readonly #deps: LiveRoomsDeps;
  readonly #followed = new Map<string, FollowedRoom>();
  readonly #asked = new LRUCache<string, RoomQueue>({ max: MOST_QUEUES });
  #timer: NodeJS.Timeout | null = null;
  #isStopped = false;

  constructor(deps: LiveRoomsDeps) {
    this.#deps = deps;
  }

  /** How many follow an entry. */
  get followedEntries(): number {
    return [...this.#followed.values()].reduce((sum, { entries }) => sum + entries.size, 0);
  }

  /** The room's queue, at most half a second old. */
  async queueOf(showId: string): Promise<RoomQueue> {
    const followed = this.#followed.get(showId);
    if (followed) return followed.queue.room ? followed.queue : await this.refresh(showId);
    const queue = this.#askedQueue(showId);
    if (queue.age_ms > FRESH_MS) await queue.look();
    return queue;
  }

  /** The room's queue as it is now. */
  async refresh(showId: string): Promise<RoomQueue> {
    const followed = this.#followed.get(showId);
    // What a followed room has news of, its followers are told of: a look takes it for all of them.
    if (followed) {
      await this.#lookAt(followed);
      return followed.queue;
    }
    const queue = this.#askedQueue(showId);
    await queue.look();
    return queue;
  }

  /** The room now, then after each change. Release the source, or iterate over it. The room is there. */
  async watch(showId: string): Promise<LiveSource<RoomNews>> {
    const room = this.#enter(showId);
    const release = () => this.#leave(room);
    try {
      if (!room.queue.room) await this.#lookAt(room);
    } catch (error) {
      release();
      throw error;
    }
    return new LiveSource(room.topic, { had: null, seen: 0 }, { release });
  }

  /** One who is to be told of an entry; `leave` it. Read the entry after that: of what changes then, it is told. */
  async follow(showId: string, entryId: string, tell: () => void): Promise<FollowedEntry> {
    const room = this.#enter(showId);
    try {
      if (!room.queue.room) await this.#lookAt(room);
    } catch (error) {
      this.#leave(room);
      throw error;
    }
    return room.entries.follow(entryId, tell, () => this.#leave(room));
  }

  /** PostgreSQL's history is another one: everything is read anew. */
  renew(): void {
    this.#asked.clear();
    for (const { queue } of this.#followed.values()) queue.forget();
  }

  stop(): void {
    this.#isStopped = true;
    if (this.#timer) clearTimeout(this.#timer);
  }

  #askedQueue(showId: string): RoomQueue {
    const queue = this.#asked.get(showId) ?? new RoomQueue(this.#deps.database, showId);
    this.#asked.set(showId, queue);
    return queue;
  }

  #enter(showId: string): FollowedRoom {
    let room = this.#followed.get(showId);
    if (!room) {
      const queue = new RoomQueue(this.#deps.database, showId);
      room = { queue, topic: new RoomTopic(), entries: new FollowedEntries(this.#deps.database, queue), followers: 0 };
      this.#followed.set(showId, room);
      this.#schedule();
    }
    room.followers += 1;
    return room;
  }

  #leave(room: FollowedRoom): void {
    room.followers -= 1;
    const { showId } = room.queue;
    if (room.followers === 0 && this.#followed.get(showId) === room) this.#followed.delete(showId);
  }

  async #lookAt({ queue, topic, entries }: FollowedRoom, room?: Parameters<RoomQueue['look']>[0]): Promise<void> {
    const news = await queue.look(room);
    if (queue.room) topic.put(queue.room);
    try {
      await entries.take(news);
    } catch (error) {
      // The queue has moved on, and its news are gone: the next look has all entries read anew.
      queue.forget();
      throw error;
    }
  }

  #schedule(): void {
    if (this.#timer || this.#isStopped || this.#followed.size === 0) return;
    this.#timer = setTimeout(async () => {
      await this.#tick();
      this.#timer = null;
      this.#schedule();
    }, TICK_MS);
    this.#timer.unref();
  }

  async #tick(): Promise<void> {
    try {
      const rooms = await readRooms(this.#deps.database, [...this.#followed.keys()]);
      for (const [showId, followed] of this.#followed) await this.#lookAt(followed, rooms.get(showId) ?? null);
      let left = MOST_TOLD;
      for (const { entries } of this.#followed.values()) left -= entries.tell(left);
    } catch (err) {
      this.#deps.logger[levelOfFailure(err)]({ err }, 'waiting rooms not looked at, trying again');
    }
  }
}
