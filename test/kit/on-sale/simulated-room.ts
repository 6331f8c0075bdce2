import { KEPT_MS, TICK_MS } from '../../../src/modules/waiting-room/admission-pace.ts';
import type { AdmittedReader } from '../../../src/modules/waiting-room/admission-sync.ts';
import { drawOrder } from '../../../src/modules/waiting-room/draw.ts';
import { whyClosed } from '../../../src/modules/waiting-room/entry-joiner.ts';
import type { Entry, EntryEnd, LockedRoom, RoomSettings } from '../../../src/modules/waiting-room/room.ts';
import type { RoomRows, RoomTransactions } from '../../../src/modules/waiting-room/room-rows.ts';
import type { TickResult } from '../../../src/modules/waiting-room/room-writer.ts';

export interface SimulatedRoomOptions {
  showId: string;
  settings: RoomSettings;
  seed: string;
  drawAt: Date;
  now(): Date;
  /** Whether the caller holds seats, or has something to pay: such an admission is not idle. */
  isBusy(ownerId: string): boolean;
  /** Is called in the transaction that admits it. */
  onAdmitted(entry: Readonly<Entry>): void;
}

/**
 * The rows of a waiting room and its entries in memory, for one room and one process: what modules/waiting-room/sql does in PostgreSQL. All
 * rules (the draw, the pace, who is admitted and when it ends) are the product's own, which works on it by its port.
 */
export class SimulatedRoom implements RoomTransactions, RoomRows, AdmittedReader {
  readonly #options: SimulatedRoomOptions;
  readonly #entries: Entry[] = [];
  readonly #liveOf = new Map<string, Entry>();
  /** By place, from the first on. */
  readonly #places: Entry[] = [];
  /** Those before it have been called. */
  #next = 0;
  readonly #changed: { revision: number; ownerId: string; status: Entry['status'] }[] = [];
  readonly #admitted = new Set<Entry>();
  readonly #paid = new Set<Entry>();
  #drawing: Entry[] | null = null;
  #placed = 0;
  #nextTick_ms: number | null;
  readonly #row: Omit<LockedRoom, 'now'>;

  constructor(options: SimulatedRoomOptions) {
    this.#options = options;
    const { showId, settings, seed, drawAt } = options;
    this.#nextTick_ms = options.now().getTime();
    this.#row = {
      ...settings,
      ...{ showId, seed, seedHash: '', drawAt, isDrawing: false, drawnAt: null, drawn: 0, calledPlace: 0 },
      ...{ waiting: 0, active: 0, admitted: 0, pacedAt: null, rate: 0, revision: 0, tickedAt: null },
      ...{ isOver: false, sells: true },
    };
  }

  get room(): LockedRoom {
    return { ...this.#row, now: this.#options.now() };
  }

  /** Every join. */
  get entries(): readonly Readonly<Entry>[] {
    return this.#entries;
  }

  /** When a tick is due; null: nothing is to be done. */
  get nextTick_ms(): number | null {
    return this.#nextTick_ms;
  }

  /** The caller's entry that has not ended. */
  entryOf(ownerId: string): Readonly<Entry> | null {
    return this.#liveOf.get(ownerId) ?? null;
  }

  /** The caller's entry: a new one, or the one that is there. Throws where the room is not open. */
  join(ownerId: string): Readonly<Entry> {
    const { enabled, isOver, opensAt } = this.#row;
    const reason = whyClosed({ enabled, isOver, opensAt, now: this.#options.now() });
    if (reason) throw reason;
    const known = this.#liveOf.get(ownerId);
    if (known) return known;
    const entry: Entry = {
      ...{ id: `waitingentry_${this.#entries.length + 1}`, showId: this.#row.showId, ownerId, status: 'WAITING' },
      ...{ place: null, joinedAt: this.#options.now(), admittedAt: null, endReason: null },
    };
    this.#entries.push(entry);
    this.#liveOf.set(ownerId, entry);
    if (this.#row.isDrawing) {
      this.#places.push(entry);
      entry.place = this.#places.length;
      if (this.#row.waiting === 0) this.#wake();
    }
    this.#row.waiting += 1;
    return entry;
  }

  leave(ownerId: string): void {
    const entry = this.#liveOf.get(ownerId);
    if (!entry) return;
    if (entry.status === 'WAITING') this.#row.waiting -= 1;
    else {
      this.#row.active -= 1;
      this.#nextTick_ms = this.#options.now().getTime();
    }
    this.#row.revision += 1;
    this.#end(entry, 'LEFT', this.#row.revision);
  }

  /** The caller's booking is paid: as the bookings' trigger does, it marks the admission, which the next tick ends. */
  notePaid(ownerId: string): void {
    const entry = this.#liveOf.get(ownerId);
    if (entry?.status === 'ADMITTED') this.#paid.add(entry);
  }

  run<T>(work: (rows: RoomRows) => Promise<T>): Promise<T> {
    return work(this);
  }

  async claim(): Promise<LockedRoom | null> {
    const isDue = this.#nextTick_ms !== null && this.#nextTick_ms <= this.#options.now().getTime();
    return isDue ? this.room : null;
  }

  async beginDraw(): Promise<void> {
    const waiting = this.#entries.filter(({ status }) => status === 'WAITING');
    const byId = new Map(waiting.map((entry) => [entry.id, entry]));
    this.#drawing = drawOrder(this.#options.seed, [...byId.keys()]).map((id) => byId.get(id)!);
    this.#row.isDrawing = true;
    this.#row.drawn = this.#drawing.length;
    for (const entry of this.#drawing) this.#places.push(entry);
  }

  async draw(_showId: string, count: number): Promise<boolean> {
    const order = this.#drawing!;
    for (const end = Math.min(this.#placed + count, order.length); this.#placed < end; this.#placed += 1) {
      order[this.#placed]!.place = this.#placed + 1;
    }
    if (this.#placed < order.length) return false;
    this.#row.drawnAt = this.#options.now();
    return true;
  }

  async tellDrawn(): Promise<void> {}

  async endAdmissions(
    _showId: string,
    { revision, idleOwnerIds }: { revision: number; idleOwnerIds: readonly string[] },
  ): Promise<{ ownerId: string; endReason: EntryEnd }[]> {
    const ended: { ownerId: string; endReason: EntryEnd }[] = [];
    const end = (entry: Entry, endReason: EntryEnd) => {
      this.#end(entry, endReason, revision);
      ended.push({ ownerId: entry.ownerId, endReason });
    };
    for (const entry of this.#paid) if (entry.status === 'ADMITTED') end(entry, 'PAID');
    this.#paid.clear();
    for (const ownerId of idleOwnerIds) {
      const entry = this.#liveOf.get(ownerId);
      if (entry?.status === 'ADMITTED' && !this.#options.isBusy(ownerId)) end(entry, 'IDLE');
    }
    return ended;
  }

  async admit(
    _showId: string,
    { revision, count }: { revision: number; count: number },
  ): Promise<{ ownerId: string; place: number }[]> {
    const admitted: { ownerId: string; place: number }[] = [];
    for (; admitted.length < count && this.#next < this.#places.length; this.#next += 1) {
      const entry = this.#places[this.#next]!;
      if (entry.status !== 'WAITING') continue;
      entry.status = 'ADMITTED';
      entry.admittedAt = this.#options.now();
      this.#admitted.add(entry);
      this.#changed.push({ revision, ownerId: entry.ownerId, status: 'ADMITTED' });
      admitted.push({ ownerId: entry.ownerId, place: entry.place! });
      this.#options.onAdmitted(entry);
    }
    return admitted;
  }

  async saveTick(_showId: string, result: TickResult): Promise<void> {
    const { revision, admitted, ended, calledPlace, pacedAt, rate, next_ms } = result;
    const row = this.#row;
    const now = this.#options.now();
    Object.assign(row, { revision, calledPlace, pacedAt, rate, tickedAt: now });
    row.waiting -= admitted;
    row.active += admitted - ended;
    row.admitted += admitted;
    this.#nextTick_ms = next_ms === null ? null : now.getTime() + next_ms;
  }

  async readChanged({ since, max }: { since: number; max: number }) {
    let first = this.#changed.length;
    while (first > 0 && this.#changed[first - 1]!.revision > since) first -= 1;
    return this.#changed.slice(first, first + max);
  }

  async readAdmitted() {
    const { revision, idleSeconds } = this.#row;
    return { revision, idle_ms: idleSeconds * 1_000, ownerIds: [...this.#admitted].map(({ ownerId }) => ownerId) };
  }

  /** As join.sql does where nobody waited. */
  #wake(): void {
    const { tickedAt, pacedAt, perMinute } = this.#row;
    const now_ms = this.#options.now().getTime();
    this.#row.pacedAt = new Date(Math.max(pacedAt?.getTime() ?? 0, now_ms - Math.max(KEPT_MS, 60_000 / perMinute)));
    const due_ms = Math.max(now_ms, (tickedAt?.getTime() ?? 0) + TICK_MS);
    this.#nextTick_ms = Math.min(this.#nextTick_ms ?? due_ms, due_ms);
  }

  #end(entry: Entry, endReason: EntryEnd, revision: number): void {
    entry.status = 'ENDED';
    entry.endReason = endReason;
    this.#admitted.delete(entry);
    this.#liveOf.delete(entry.ownerId);
    this.#changed.push({ revision, ownerId: entry.ownerId, status: 'ENDED' });
  }
}
