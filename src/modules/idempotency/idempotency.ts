import { type Database, prepared, type Querier } from '../../platform/postgres/database.ts';
import { deleteInTurns } from '../../platform/postgres/delete-in-turns.ts';
import { readStatement } from '../../platform/postgres/statement-file.ts';
import { ANY_NUMBER, type KeyAllowance } from './key-allowance.ts';
import { KeyClaimer } from './key-claimer.ts';
import { createKeyReleases, type KeyReleases } from './key-releases.ts';
import { KeyWaiters } from './key-waiters.ts';
import { assertKey, type OnceRequest } from './once-request.ts';
import { type Answer, type ErrorClass, refusalOf, StoredErrors } from './stored-answer.ts';

/** After this a request whose node died is taken over by a retry. */
const LEASE_MS = 30_000;
const KEPT_MS = 24 * 60 * 60 * 1000;
/** Of one caller, newer ones push the oldest out. */
const KEYS_PER_CALLER = 1_000;

/**
 * Writes the answer down in the transaction of the work itself, for work that must not be done again even when its node
 * dies before it has answered. Nothing to do where there is no key.
 */
export type Settle = (tx: Querier, value: object) => Promise<void>;

export interface Idempotency {
  /**
   * Runs `work` once for the caller's key within 24 hours, as long as it is among the newest that are kept of the caller.
   * Further calls, also concurrent ones and on other nodes, get the
   * first answer: the same value, or the same DomainError. An outage is no answer: a retry takes the work up again.
   *
   * `work` gets the subject's id and must be repeatable with it: a retry gets the same one, and takes over what an outage or
   * a node that died left half done, or done and unanswered.
   * Its result must be plain JSON. Throws IdempotencyConflictError, InvalidInputError (a malformed key) and RateLimitedError (too
   * many new keys from the network address; one that is there already is answered).
   */
  once<T extends object>(request: OnceRequest<T>, work: (subjectId: string, settle: Settle) => Promise<T>): Promise<T>;
  /** Forgets keys older than 24 hours. */
  prune(): Promise<void>;
}

export interface IdempotencyOptions {
  /** How many keys are kept of one caller (and up to 100 more). */
  keysPerCaller?: number;
  /** How many come to it for one address. */
  allowance?: KeyAllowance;
  /** Who waits for the answer of another request. */
  waiters?: KeyWaiters;
}

const FORGET_OLD_KEYS = readStatement(new URL('./sql/forget-old-keys.sql', import.meta.url));
const SETTLE_KEY = prepared(readStatement(new URL('./sql/settle-key.sql', import.meta.url)));

/** `errorClasses`: every DomainError that an operation may throw, so that a stored one comes back as what it was. */
export function createIdempotency(
  database: Database,
  errorClasses: readonly ErrorClass[],
  options: IdempotencyOptions = {},
): Idempotency {
  return new StoredIdempotency(database, new StoredErrors(errorClasses), options);
}

/** Keys and answers in PostgreSQL. */
class StoredIdempotency implements Idempotency {
  readonly #database: Database;
  readonly #errors: StoredErrors;
  readonly #releases: KeyReleases;
  readonly #claimer: KeyClaimer;

  constructor(
    database: Database,
    errors: StoredErrors,
    { keysPerCaller = KEYS_PER_CALLER, allowance = ANY_NUMBER, waiters = new KeyWaiters() }: IdempotencyOptions,
  ) {
    this.#database = database;
    this.#errors = errors;
    const releases = createKeyReleases(database, LEASE_MS);
    this.#releases = releases;
    this.#claimer = new KeyClaimer({ database, releases, allowance, waiters, keysPerCaller, lease_ms: LEASE_MS });
  }

  async once<T extends object>(
    request: OnceRequest<T>,
    work: (subjectId: string, settle: Settle) => Promise<T>,
  ): Promise<T> {
    const { key, principal } = request;
    if (key === null || key === undefined) return await work(request.newSubjectId(), async () => undefined);
    assertKey(key);
    const claimed = await this.#claimer.claim(request, key);
    if ('answer' in claimed) {
      if ('error' in claimed.answer) throw this.#errors.restore(claimed.answer.error);
      return claimed.answer.value as T;
    }
    try {
      const value = await work(claimed.subjectId, (tx, answer) => settle(tx, principal.id, key, { value: answer }));
      if (!request.recall) await settle(this.#database, principal.id, key, { value });
      return value;
    } catch (error) {
      // An answer that can't be stored is none, and a retry takes over.
      const { subjectId } = claimed;
      await settle(this.#database, principal.id, key, refusalOf(error))
        .catch(() => settle(this.#database, principal.id, key, null))
        .catch(() => this.#releases.releaseLater({ principalId: principal.id, key, subjectId }));
      throw error;
    }
  }

  async prune(): Promise<void> {
    await deleteInTurns(this.#database, FORGET_OLD_KEYS, [KEPT_MS]);
  }
}

/** Stores the answer; null lets a retry take over at once, with the same subject: the work may have been done. */
async function settle(querier: Querier, principalId: string, key: string, answer: Answer | null): Promise<void> {
  await querier.query(SETTLE_KEY, [principalId, key, answer]);
}
