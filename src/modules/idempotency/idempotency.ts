import { createHash } from 'node:crypto';
import { isOutage } from '../../platform/outages/outage.ts';
import { type Database, prepared, type Querier } from '../../platform/postgres/database.ts';
import { deleteInTurns } from '../../platform/postgres/delete-in-turns.ts';
import { RowLimit } from '../../platform/postgres/row-limit.ts';
import { readStatement } from '../../platform/postgres/statement-file.ts';
import {
  DomainError,
  IdempotencyConflictError,
  InvalidInputError,
  RateLimitedError,
  ServiceUnavailableError,
} from '../../shared/errors.ts';
import { MAX_KEY_CHARACTERS } from '../../shared/idempotency-key.ts';
import type { Principal } from '../../shared/principal.ts';
import { isPlainText } from '../../shared/text/plain-text.ts';
import { createKeyClaims, type KeyClaim } from './key-claims.ts';
import { createKeyReads } from './key-reads.ts';
import { createKeyReleases, type EndedClaim } from './key-releases.ts';
import { KeyWaiters } from './key-waiters.ts';

/** After this a request whose node died is taken over by a retry. */
const LEASE_MS = 30_000;
const WAIT_MS = 5_000;
const KEPT_MS = 24 * 60 * 60 * 1000;
/** Longer than any id of ours. */
const MAX_SUBJECT_LENGTH = 100;
/** A refusal that is larger is not kept: a retry is decided anew. Nothing was changed by it. */
const MAX_ANSWER_BYTES = 4 * 1024;
/** Of one caller, newer ones push the oldest out. */
const KEYS_PER_CALLER = 1_000;
/** Deleted in one statement; what is left goes with the next one. */
const TRIMMED_AT_ONCE = 5_000;

/** Whose key it is. */
export interface KeyOwner {
  principal: Principal;
  /** The network address that the request comes from; null or undefined: none that is counted. */
  address?: string | null | undefined;
}

/** How many new keys are kept for one network address. */
export interface KeyAllowance {
  /** Takes one: 0 when there was one left, else in how many seconds there will be. */
  take(owner: KeyOwner): number;
  /** It made no row after all. */
  giveBack(owner: KeyOwner): void;
  /** Told of a request that was refused for it. */
  refused(): void;
}

const ANY_NUMBER: KeyAllowance = { take: () => 0, giveBack: () => {}, refused: () => {} };

export interface OnceRequest<T extends object> extends KeyOwner {
  operation: string;
  /** Null or undefined: the operation simply runs. */
  key: string | null | undefined;
  /** What the operation was asked to do: a key used again with another input is refused. */
  input: object;
  /**
   * Makes the id that the operation gives to what it makes, or is the id of what it changes: of the right form, since it is
   * kept for a day.
   */
  newSubjectId(): string;
  /**
   * For work that leaves a record of its subject, from which the answer can be told at any later time: what the work
   * answered under this subject, or null when it was not done. Then the record is all that is written: the answer is not.
   */
  recall?(subjectId: string): Promise<T | null>;
}

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

type Answer = { value: object } | { error: StoredError };

interface StoredError {
  name: string;
  message: string;
  fields: Record<string, unknown>;
  /** Those of the fields that are a Date: JSON has none. */
  dates: string[];
}

const TAKE_OVER_KEY = prepared(readStatement(new URL('./sql/take-over-key.sql', import.meta.url)));
const FORGET_OLD_KEYS = readStatement(new URL('./sql/forget-old-keys.sql', import.meta.url));
const TRIM_KEYS = readStatement(new URL('./sql/trim-keys.sql', import.meta.url));
const SETTLE_KEY = prepared(readStatement(new URL('./sql/settle-key.sql', import.meta.url)));

/**
 * `errorClasses`: every DomainError that an operation may throw, so that a stored one comes back as what it was.
 * `keysPerCaller`: how many keys are kept of one caller (and up to 100 more); `allowance`: how many come to it for one address;
 * `waiters`: who waits for the answer of another request.
 */
export function createIdempotency(
  database: Database,
  errorClasses: readonly { name: string; prototype: DomainError }[],
  {
    keysPerCaller = KEYS_PER_CALLER,
    allowance = ANY_NUMBER,
    waiters = new KeyWaiters(),
  }: { keysPerCaller?: number; allowance?: KeyAllowance; waiters?: KeyWaiters } = {},
): Idempotency {
  const claims = createKeyClaims(database, LEASE_MS);
  const reads = createKeyReads(database);
  const { releaseLater } = createKeyReleases(database, LEASE_MS);
  const limit = new RowLimit({
    async trim(principalId) {
      await database.query(TRIM_KEYS, [principalId, keysPerCaller, TRIMMED_AT_ONCE]);
    },
  });
  const prototypes = new Map(errorClasses.map((errorClass) => [errorClass.name, errorClass.prototype]));

  function toDomainError({ name, message, fields, dates }: StoredError): DomainError {
    const prototype = prototypes.get(name);
    if (!prototype) throw new Error(`stored error ${name} is not a known kind`);
    const dateFields = Object.fromEntries(dates.map((field) => [field, new Date(fields[field] as string)]));
    const error = Object.assign(Object.create(prototype) as DomainError, fields, dateFields, { name });
    Object.defineProperty(error, 'message', { value: message, configurable: true, writable: true });
    return error;
  }

  /** The subject's id when this call is the one to do the work, or the answer of the call that did it. */
  async function claim<T extends object>(
    request: OnceRequest<T>,
    key: string,
  ): Promise<{ subjectId: string } | { answer: Answer }> {
    const { operation, principal } = request;
    const requestHash = hashOf(request.input);
    const deadline = performance.now() + WAIT_MS;
    // Whoever waits for another request's answer has seen its key: it looks, and does not try to claim it again.
    let isThere = false;
    async function attempt(): Promise<{ subjectId: string } | { answer: Answer } | null> {
      const subjectId = checkedSubject(request.newSubjectId());
      const wait_s = isThere ? 0 : allowance.take(request);
      const wanted = { principalId: principal.id, key, operation, requestHash, subjectId };
      if (!isThere && wait_s === 0 && (await claimNew(request, wanted))) return { subjectId };
      const row = await reads.read({ principalId: principal.id, key });
      isThere = row !== undefined;
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
      if (row?.abandoned && (await takeOver({ principalId: principal.id, key, subjectId: row.subjectId }))) {
        return { subjectId: row.subjectId };
      }
      return null;
    }

    let leave: (() => void) | null = null;
    try {
      for (;;) {
        const outcome = await attempt();
        if (outcome) return outcome;
        if (performance.now() > deadline) throw stillAtWork();
        leave ??= waiters.enter(request);
        if (!leave) throw stillAtWork();
        await reads.untilNextLook();
      }
    } finally {
      leave?.();
    }
  }

  /** False when the key is there already: that costs nothing. */
  async function claimNew(owner: KeyOwner, wanted: KeyClaim): Promise<boolean> {
    let isNew = false;
    try {
      isNew = await claims.claim(wanted);
    } catch (error) {
      // It may have been claimed all the same.
      if (isOutage(error)) releaseLater(wanted);
      throw error;
    } finally {
      if (!isNew) allowance.giveBack(owner);
    }
    if (isNew) await limit.added(wanted.principalId);
    return isNew;
  }

  /** False when another retry was faster, or the answer has come. */
  async function takeOver(claim: EndedClaim): Promise<boolean> {
    try {
      return (await database.query(TAKE_OVER_KEY, [claim.principalId, claim.key, LEASE_MS])).length > 0;
    } catch (error) {
      // As of a claim.
      if (isOutage(error)) releaseLater(claim);
      throw error;
    }
  }

  /** Stores the answer; null lets a retry take over at once, with the same subject: the work may have been done. */
  async function settle(querier: Querier, principalId: string, key: string, answer: Answer | null): Promise<void> {
    await querier.query(SETTLE_KEY, [principalId, key, answer]);
  }

  return {
    async once<T extends object>(
      request: OnceRequest<T>,
      work: (subjectId: string, settle: Settle) => Promise<T>,
    ): Promise<T> {
      const { key, principal } = request;
      if (key === null || key === undefined) return await work(request.newSubjectId(), async () => undefined);
      if (key.length === 0 || key.length > MAX_KEY_CHARACTERS || !isPlainText(key)) {
        throw new InvalidInputError([
          {
            path: 'input.idempotencyKey',
            message: `must have 1 to ${MAX_KEY_CHARACTERS} characters, no control characters`,
          },
        ]);
      }
      const claimed = await claim(request, key);
      if ('answer' in claimed) {
        if ('error' in claimed.answer) throw toDomainError(claimed.answer.error);
        return claimed.answer.value as T;
      }
      try {
        const value = await work(claimed.subjectId, (tx, answer) => settle(tx, principal.id, key, { value: answer }));
        if (!request.recall) await settle(database, principal.id, key, { value });
        return value;
      } catch (error) {
        // An answer that can't be stored is none, and a retry takes over.
        const { subjectId } = claimed;
        await settle(database, principal.id, key, refusalOf(error))
          .catch(() => settle(database, principal.id, key, null))
          .catch(() => releaseLater({ principalId: principal.id, key, subjectId }));
        throw error;
      }
    },
    async prune() {
      await deleteInTurns(database, FORGET_OLD_KEYS, [KEPT_MS]);
    },
  };
}

function stillAtWork(): ServiceUnavailableError {
  return new ServiceUnavailableError('The first request with this idempotency key is still at work.', 1);
}

/** Ids are checked by their form where they come from; nothing else gets into the statement that callers share. */
function checkedSubject(subjectId: string): string {
  if (subjectId.length <= MAX_SUBJECT_LENGTH && isPlainText(subjectId)) return subjectId;
  throw new InvalidInputError([{ path: 'input', message: 'names what has no id of ours' }]);
}

/** What a retry is answered after that failure; null when it is to try again. */
function refusalOf(error: unknown): Answer | null {
  if (!(error instanceof DomainError) || error instanceof ServiceUnavailableError || isPassing(error)) return null;
  const answer = { error: storedFormOf(error) };
  return Buffer.byteLength(JSON.stringify(answer)) <= MAX_ANSWER_BYTES ? answer : null;
}

/** It says itself when to try again. */
function isPassing(error: DomainError): boolean {
  return 'retryAfterSeconds' in error && typeof error.retryAfterSeconds === 'number';
}

function storedFormOf(error: DomainError): StoredError {
  const fields = { ...error };
  const dates = Object.entries(fields).flatMap(([field, value]) => ((value as unknown) instanceof Date ? [field] : []));
  return { name: error.name, message: error.message, fields, dates };
}

/** SHA-256 over the input with its keys in order, without the idempotency key itself. */
function hashOf(input: object): string {
  const { idempotencyKey: _, ...rest } = input as Record<string, unknown>;
  return createHash('sha256')
    .update(JSON.stringify(canonical(rest)))
    .digest('hex');
}

function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (value === null || typeof value !== 'object' || value instanceof Date) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, member]) => member !== undefined && member !== null)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, member]) => [name, canonical(member)]),
  );
}
