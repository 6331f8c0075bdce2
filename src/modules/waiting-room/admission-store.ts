/**
 * Who is admitted to a show, beside its locks: a part of the lock store, so that the script that takes seats can look. It may be
 * lost at any time: PostgreSQL has the admissions, and brings them again (admission-sync.ts). The times at which admissions are idle
 * are here alone.
 */
export interface AdmissionStore {
  /**
   * The revision of the room that the store has been brought to, and some whose idle time is over. Null where it has none, or may be an older
   * copy of itself, which has forgotten who was active since: then nobody is idle.
   */
  readAdmissions(request: { showId: string; maxIdle: number }): Promise<AdmissionsRead>;
  /**
   * Brings admissions from one revision of the room to another. False, and nothing changed, where the store has another one than `from`, or
   * may be an older copy of itself.
   */
  bringAdmissions(request: AdmissionChange): Promise<boolean>;
  /** In place of whatever there is; who is admitted already keeps the idle time, unless it may be an older copy's. */
  replaceAdmissions(request: AllAdmissions): Promise<void>;
  /** How long the caller's admission lasts without anything being done: at least `idle_ms` from now on. Null: not admitted. */
  keepAdmission(request: { showId: string; ownerId: string; idle_ms: number }): Promise<number | null>;
}

export interface AdmissionsRead {
  revision: number | null;
  idleOwnerIds: string[];
}

export interface AllAdmissions {
  showId: string;
  revision: number;
  idle_ms: number;
  ownerIds: readonly string[];
}

export interface AdmissionChange {
  showId: string;
  from: number;
  to: number;
  idle_ms: number;
  /** Who is admitted, and not idle yet. */
  admittedIds: readonly string[];
  endedIds: readonly string[];
}

/** What a lock asks of its buyer. */
export interface AdmissionDemand {
  /** Getting the lock lets the admission last so long from then on. */
  idle_ms: number;
}
