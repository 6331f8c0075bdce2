import { outsideSlot } from '../../platform/load/slot.ts';
import { isOutage } from '../../platform/outages/outage.ts';
import { type Database, prepared } from '../../platform/postgres/database.ts';
import { RowLimit } from '../../platform/postgres/row-limit.ts';
import { readStatement } from '../../platform/postgres/statement-file.ts';
import { IdempotencyConflictError, RateLimitedError, ServiceUnavailableError } from '../../shared/errors.ts';
import type { KeyAllowance, KeyOwner } from './key-allowance.ts';
import { createKeyClaims, type KeyClaim, type KeyClaims } from './key-claims.ts';
import { createKeyReads, type KeyReads } from './key-reads.ts';
import type { EndedClaim, KeyReleases } from './key-releases.ts';
import type { KeyWaiters } from './key-waiters.ts';
import { checkedSubject, hashOf, type OnceRequest } from './once-request.ts';
import type { Answer } from './stored-answer.ts';

export interface KeyClaimerDeps {
  database: Database;
  releases: KeyReleases;
  allowance: KeyAllowance;
  waiters: KeyWaiters;
  keysPerCaller: number;
  /** For how long a claim is its claimer's before a retry may take it over. */
  lease_ms: number;
}

/** The subject's id of the call that is the one to do the work, or the answer of the call that did it. */
export type Claimed = { subjectId: string } | { answer: Answer };

interface Attempt<T extends object> {
  request: OnceRequest<T>;
  key: string;
  requestHash: string;
  /** Whoever waits for another request's answer has seen its key: it looks, and does not try to claim it again. */
  isThere: boolean;
}

const WAIT_MS = 5_000;
/** Deleted in one statement; what is left goes with the next one. */
const TRIMMED_AT_ONCE = 5_000;

const TAKE_OVER_KEY = prepared(readStatement(new URL('./sql/take-over-key.sql', import.meta.url)));
const TRIM_KEYS = readStatement(new URL('./sql/trim-keys.sql', import.meta.url));

/** Claims keys for the requests that come with them, or waits for the answer of the request that has. */
export class KeyClaimer {
  readonly #deps: KeyClaimerDeps;
  readonly #claims: KeyClaims;
  readonly #reads: KeyReads;
  readonly #limit: RowLimit;

  constructor(deps: KeyClaimerDeps) {
    const { database, keysPerCaller, lease_ms } = deps;
    this.#deps = deps;
    this.#claims = createKeyClaims(database, lease_ms);
    this.#reads = createKeyReads(database);
    this.#limit = new RowLimit({
      async trim(principalId) {
        await database.query(TRIM_KEYS, [principalId, keysPerCaller, TRIMMED_AT_ONCE]);
      },
    });
  }

  async claim<T extends object>(request: OnceRequest<T>, key: string): Promise<Claimed> {
    const attempt = { request, key, requestHash: hashOf(request.input), isThere: false };
    const deadline = performance.now() + WAIT_MS;
    let leave: (() => void) | null = null;
    try {
      for (;;) {
        const outcome = await this.#attempt(attempt);
        if (outcome) return outcome;
        if (performance.now() > deadline) throw stillAtWork();
        leave ??= this.#deps.waiters.enter(request);
        if (!leave) throw stillAtWork();
        await outsideSlot(() => this.#reads.untilNextLook());
      }
    } finally {
      leave?.();
    }
  }

  /** Null: another request with the key is at work. */
  async #attempt<T extends object>(attempt: Attempt<T>): Promise<Claimed | null> {
    const { request, key, requestHash, isThere } = attempt;
    const { operation, principal } = request;
    const { allowance } = this.#deps;
    const subjectId = checkedSubject(request.newSubjectId());
    const wait_s = isThere ? 0 : allowance.take(request);
    const wanted = { principalId: principal.id, key, operation, requestHash, subjectId };
    if (!isThere && wait_s === 0 && (await this.#claimNew(request, wanted))) return { subjectId };
    const row = await this.#reads.read({ principalId: principal.id, key });
    attempt.isThere = row !== undefined;
    if (!row && wait_s > 0) {
      allowance.refused();
      throw new RateLimitedError('idempotency keys', wait_s);
    }
    if (row && (row.operation !== operation || row.requestHash !== requestHash)) {
      throw new IdempotencyConflictError('The idempotency key was used before, with another input.');
    }
    if (row?.answer) return { answer: row.answer as Answer };
    // Also of a node that died between doing the work and answering: what it did may have changed since.
    const value = row && (await request.recall?.(row.subjectId));
    if (value) return { answer: { value } };
    if (row?.abandoned && (await this.#takeOver({ principalId: principal.id, key, subjectId: row.subjectId }))) {
      return { subjectId: row.subjectId };
    }
    return null;
  }

  /** False when the key is there already: that costs nothing. */
  async #claimNew(owner: KeyOwner, wanted: KeyClaim): Promise<boolean> {
    const { allowance, releases } = this.#deps;
    let isNew = false;
    try {
      isNew = await this.#claims.claim(wanted);
    } catch (error) {
      // It may have been claimed all the same.
      if (isOutage(error)) releases.releaseLater(wanted);
      throw error;
    } finally {
      if (!isNew) allowance.giveBack(owner);
    }
    if (isNew) await this.#limit.added(wanted.principalId);
    return isNew;
  }

  /** False when another retry was faster, or the answer has come. */
  async #takeOver(claim: EndedClaim): Promise<boolean> {
    const { database, releases, lease_ms } = this.#deps;
    try {
      return (await database.query(TAKE_OVER_KEY, [claim.principalId, claim.key, lease_ms])).length > 0;
    } catch (error) {
      // As of a claim.
      if (isOutage(error)) releases.releaseLater(claim);
      throw error;
    }
  }
}

function stillAtWork(): ServiceUnavailableError {
  return new ServiceUnavailableError('The first request with this idempotency key is still at work.', 1);
}
