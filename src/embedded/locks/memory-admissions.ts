import type {
  AdmissionChange,
  AdmissionDemand,
  AdmissionStore,
  AllAdmissions,
} from '../../modules/waiting-room/admission-store.ts';

interface Room {
  revision: number;
  /** By caller: when the admission is idle. */
  ends: Map<string, number>;
}

/** Who is admitted to which show, in memory. */
export class MemoryAdmissions implements AdmissionStore {
  readonly #now: () => number;
  readonly #rooms = new Map<string, Room>();

  /** `now`: milliseconds on any steady clock. */
  constructor({ now }: { now: () => number }) {
    this.#now = now;
  }

  async readAdmissions({ showId, maxIdle }: { showId: string; maxIdle: number }) {
    const room = this.#rooms.get(showId);
    const now = this.#now();
    const idle = [...(room?.ends ?? [])].filter(([, ends]) => ends <= now).sort(([, one], [, other]) => one - other);
    return { revision: room?.revision ?? null, idleOwnerIds: idle.slice(0, maxIdle).map(([ownerId]) => ownerId) };
  }

  async bringAdmissions({ showId, from, to, idle_ms, admittedIds, endedIds }: AdmissionChange) {
    const room = this.#rooms.get(showId);
    if (room?.revision !== from) return false;
    for (const ownerId of endedIds) room.ends.delete(ownerId);
    for (const ownerId of admittedIds) room.ends.set(ownerId, this.#now() + idle_ms);
    room.revision = to;
    return true;
  }

  async replaceAdmissions({ showId, revision, idle_ms, ownerIds }: AllAdmissions) {
    const known = this.#rooms.get(showId)?.ends;
    const ends = this.#now() + idle_ms;
    this.#rooms.set(showId, {
      revision,
      ends: new Map(ownerIds.map((ownerId) => [ownerId, known?.get(ownerId) ?? ends])),
    });
  }

  async keepAdmission({ showId, ownerId, idle_ms }: { showId: string; ownerId: string; idle_ms: number }) {
    if (this.refusalOf(showId, ownerId)) return null;
    this.extend(showId, ownerId, { idle_ms });
    return this.#rooms.get(showId)!.ends.get(ownerId)! - this.#now();
  }

  /** Null: the caller is admitted. */
  refusalOf(showId: string, ownerId: string): { outcome: 'NOT_ADMITTED' | 'ADMISSIONS_MISSING' } | null {
    const room = this.#rooms.get(showId);
    if (!room) return { outcome: 'ADMISSIONS_MISSING' };
    return (room.ends.get(ownerId) ?? 0) > this.#now() ? null : { outcome: 'NOT_ADMITTED' };
  }

  /** The caller, who is admitted, has done something. */
  extend(showId: string, ownerId: string, { idle_ms }: AdmissionDemand): void {
    const { ends } = this.#rooms.get(showId)!;
    ends.set(ownerId, Math.max(ends.get(ownerId)!, this.#now() + idle_ms));
  }
}
