/**
 * The distributed mutex port (`distributed_lock:show:{…}` in Redis). It keeps work from being done twice; what must not
 * be done twice is guarded by PostgreSQL. One contract suite (test/kit/contracts/mutex.contract.ts) for both adapters.
 */
export interface MutexLease {
  readonly name: string;
  /** Increases with every acquisition of the same name: writes of a holder that stalled can be told from its successor's. */
  readonly fencingToken: number;
  /** Extends the lease from now. False when it was already lost; it is then not taken back. */
  renew(lease_ms?: number): Promise<boolean>;
  /** Frees the mutex if this lease still holds it; false when it was lost before. Never frees another holder's. */
  release(): Promise<boolean>;
}

export interface AcquireMutexOptions {
  /** How long the mutex stays held without a renewal. Default 5,000 ms. */
  lease_ms?: number;
  /** How long to wait for another holder. Default 0: one try. */
  wait_ms?: number;
  /**
   * The fencing token will be greater than this as well: for a holder who finds that greater ones have been at work, because
   * whatever counts them has lost its memory and its clock is behind.
   */
  above?: number;
  signal?: AbortSignal;
}

export interface Mutex {
  /**
   * Resolves with the lease, or with null when it was still held at the end of the wait. Rejects with the signal's reason
   * when cancelled (nothing is then held), and when cut off; a lease taken unnoticed ends by itself. Waiters have no fixed order,
   * but the longer one has waited, the more often it tries.
   */
  acquire(name: string, options?: AcquireMutexOptions): Promise<MutexLease | null>;
}
