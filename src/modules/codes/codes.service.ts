import { createSharedLookup } from '../../platform/batching/shared-lookup.ts';
import { isId, newId } from '../../platform/ids.ts';
import type { Database } from '../../platform/postgres/database.ts';
import { IllegalStateError, type InputIssue, NotFoundError } from '../../shared/errors.ts';
import type { Principal } from '../../shared/principal.ts';
import { type Allotment, freePlacesOf } from '../allotments/allotment.ts';
import type { AllotmentReader } from '../allotments/allotment-reader.ts';
import type { Idempotency } from '../idempotency/idempotency.ts';
import { makeOnce } from '../idempotency/make-once.ts';
import { assertCan, can } from '../identity/rights.ts';
import type { AreaQuantity } from '../inventory/places.ts';
import type { CallerLimits, Calling } from '../limits/caller-limits.ts';
import { assertCanDoToShow } from '../shows/show-rights.ts';
import type { Show, ShowsService } from '../shows/shows.service.ts';
import { type Code, normalisedCode } from './code.ts';
import { type CreateCodeInput, changedCode, checkIdsOfCode, newCode, type UpdateCodeInput } from './code-input.ts';
import { findCode, findCodesOf, findEnteredCode } from './code-reader.ts';
import { insertCode, rewriteCode, writeEnd } from './code-writer.ts';
import { CodeNotApplicableError, refusalOf } from './codes.errors.ts';

export interface CodesService {
  /** Throws InvalidInputError with every problem, NotFoundError (show), ForbiddenError, IllegalStateError (cancelled; too many codes), IdempotencyConflictError. */
  createCode(principal: Principal, input: CreateCodeInput): Promise<Code>;
  /**
   * Changes a code for those who apply it from then on: locks and bookings that have it keep what it said. Throws InvalidInputError,
   * NotFoundError (code), ForbiddenError, IllegalStateError (it has ended), ServiceUnavailableError.
   */
  updateCode(principal: Principal, input: UpdateCodeInput): Promise<Code>;
  /** Ends a code for good: no booking can be made with it any more. One that has ended stays so. Throws NotFoundError, ForbiddenError. */
  endCode(principal: Principal, input: { codeId: string }): Promise<Code>;
  /** The show's codes in the order in which they were made. Throws ForbiddenError unless the caller organises it. */
  codesOf(principal: Principal, show: Show): Promise<Code[]>;
  /** The code, for the organiser of its show; null for anyone else. */
  getCode(principal: Principal | null, codeId: string): Promise<Code | null>;
  /**
   * The show's code that the caller has entered, which can be used at present; how much is left of it is not looked at. A wrong one costs
   * something of what callers and addresses may try, a right one nothing. Throws CodeNotApplicableError (NOT_VALID, whatever is wrong with
   * it), LimitExceededError (too many wrong ones).
   */
  enteredCode(calling: Calling, show: Show, text: string): Promise<Code>;
  /**
   * What the code that the caller has entered opens: the seats of an allotment, and how many places of areas it has free. Throws as `enteredCode`, and CodeNotApplicableError
   * (OPENS_NOTHING) where it opens none, or (USED_UP) where nobody can book with it any more.
   */
  openedBy(calling: Calling, show: Show, text: string): Promise<OpenedAllotment>;
  /** Throws CodeNotApplicableError where the code can't be used for so many tickets, as of now. */
  assertLeft(codeId: string, tickets: number): Promise<void>;
}

/** A part of the house that is open to whoever has a code. */
export interface OpenedAllotment {
  allotment: Allotment;
  /** Its seats, whoever has them: those that are BLOCKED can be had. In no particular order. */
  seatIds: string[];
  /** How many places of areas it has free. */
  areas: AreaQuantity[];
}

export interface CodesServiceDeps {
  database: Database;
  shows: Pick<ShowsService, 'getShow'>;
  allotments: Pick<AllotmentReader, 'find' | 'seatsOf' | 'areasOf'>;
  limits: Pick<CallerLimits, 'admitCode' | 'codeWasRight'>;
  idempotency: Idempotency;
}

export function createCodesService(deps: CodesServiceDeps): CodesService {
  return new Codes(deps);
}

class Codes implements CodesService {
  readonly #deps: CodesServiceDeps;
  readonly #lookUpCodes: (showId: string) => Promise<Code[] | undefined>;

  constructor(deps: CodesServiceDeps) {
    this.#deps = deps;
    this.#lookUpCodes = createSharedLookup<string, Code[]>({
      nameOf: (showId) => showId,
      readAll: (showIds) => findCodesOf(deps.database, showIds),
      maxKeys: 25,
    });
  }

  async createCode(principal: Principal, input: CreateCodeInput): Promise<Code> {
    const { database, shows, idempotency } = this.#deps;
    const show = await shows.getShow(input.showId);
    assertCanDoToShow(principal, 'show.update', show, 'input.showId');
    checkIdsOfCode(input);
    const id = await makeOnce(idempotency, {
      ...{ principal, operation: 'createCode', key: input.idempotencyKey, input, newId: () => newId('code') },
      isMade: async (codeId) => (await findCode(database, codeId)) !== null,
      make: (codeId) => this.#make(codeId, show, input),
    });
    return (await findCode(database, id))!;
  }

  async #make(id: string, show: Show, input: CreateCodeInput): Promise<void> {
    if (show.status === 'CANCELLED') throw new IllegalStateError('A show that is CANCELLED can not get a code.');
    const draft = newCode(show, input, await this.#allotmentIssues(show, input.allotmentId));
    await insertCode(this.#deps.database, { id, showId: show.id }, draft);
  }

  async updateCode(principal: Principal, input: UpdateCodeInput): Promise<Code> {
    const { database } = this.#deps;
    const { code, show } = await this.#ownCode(principal, input.codeId);
    if (code.endedAt !== null) throw new IllegalStateError('A code that has ended can not be changed.');
    await rewriteCode(
      database,
      code,
      changedCode(show, code, input, await this.#allotmentIssues(show, input.allotmentId)),
    );
    return (await findCode(database, code.id))!;
  }

  async endCode(principal: Principal, { codeId }: { codeId: string }): Promise<Code> {
    const { database } = this.#deps;
    const { code } = await this.#ownCode(principal, codeId);
    await writeEnd(database, code.id);
    return (await findCode(database, code.id))!;
  }

  async codesOf(principal: Principal, show: Show): Promise<Code[]> {
    assertCan(principal, 'show.update', show);
    return (await this.#lookUpCodes(show.id)) ?? [];
  }

  async getCode(principal: Principal | null, codeId: string): Promise<Code | null> {
    const { database, shows } = this.#deps;
    const code = principal && isId('code', codeId) ? await findCode(database, codeId) : null;
    const show = code && (await shows.getShow(code.showId));
    return show && can(principal, 'show.update', show) ? code : null;
  }

  async enteredCode(calling: Calling, show: Show, text: string): Promise<Code> {
    const { database, limits } = this.#deps;
    // What it takes is given back where the code is right: of many at once no more are tried than may be.
    await limits.admitCode(calling, show);
    const code = await findEnteredCode(database, show.id, normalisedCode(text));
    if (!code?.isCurrent) throw new CodeNotApplicableError('NOT_VALID');
    await limits.codeWasRight(calling, show);
    return code;
  }

  async openedBy(calling: Calling, show: Show, text: string): Promise<OpenedAllotment> {
    const { allotments } = this.#deps;
    const code = await this.enteredCode(calling, show, text);
    const { allotmentId } = code;
    const allotment = allotmentId === null ? null : await allotments.find(allotmentId);
    if (allotment?.access !== 'CODE' || allotment.releasedAt !== null)
      throw new CodeNotApplicableError('OPENS_NOTHING');
    if (refusalOf(code, 0) === 'USED_UP') throw new CodeNotApplicableError('USED_UP');
    const [seats, areas] = await Promise.all([allotments.seatsOf(allotment), allotments.areasOf(allotment)]);
    return {
      allotment,
      seatIds: seats.map(({ seatId }) => seatId),
      areas: areas.map((area) => ({ areaId: area.areaId, quantity: freePlacesOf(area) })),
    };
  }

  async assertLeft(codeId: string, tickets: number): Promise<void> {
    const code = await findCode(this.#deps.database, codeId);
    const refusal = code ? refusalOf(code, tickets) : 'NOT_VALID';
    if (refusal) throw new CodeNotApplicableError(refusal);
  }

  /** None where buyers can have seats of the allotment by a code. */
  async #allotmentIssues(show: Show, allotmentId: string | null | undefined): Promise<InputIssue[]> {
    if (allotmentId == null) return [];
    const allotment = await this.#deps.allotments.find(allotmentId);
    const problem =
      allotment?.showId !== show.id || allotment.releasedAt !== null
        ? 'is no allotment of this show'
        : allotment.access === 'STAFF'
          ? 'is for staff only'
          : null;
    return problem ? [{ path: 'input.allotmentId', message: problem, code: 'UNKNOWN' }] : [];
  }

  /** A code of a show that the caller may change. */
  async #ownCode(principal: Principal, codeId: string): Promise<{ code: Code; show: Show }> {
    const { database, shows } = this.#deps;
    const code = isId('code', codeId) ? await findCode(database, codeId) : null;
    const show = code && (await shows.getShow(code.showId));
    if (!code || !show || !can(principal, 'show.read', show)) throw new NotFoundError('Code', 'input.codeId');
    assertCan(principal, 'show.update', show);
    return { code, show };
  }
}
