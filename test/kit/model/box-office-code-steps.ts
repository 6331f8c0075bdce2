import { ORGANISER } from '../product/box-office.ts';
import type { BoxOfficeModel, ModelLock, Outcome } from './box-office-model.ts';
import { OwnerStep, type Real, Step } from './box-office-step.ts';

/** Another promo code of the show. */
export class MakeCode extends Step {
  readonly #percent: number;
  readonly #maxUses: number | null;

  constructor(percent: number, maxUses: number | null) {
    super();
    this.#percent = percent;
    this.#maxUses = maxUses;
  }

  protected expected(model: BoxOfficeModel): Outcome {
    if (model.show.status === 'CANCELLED') return 'ILLEGAL_STATE';
    model.codes.push({ percent: this.#percent, maxUses: this.#maxUses, uses: 0, isEnded: false });
    return 'ok';
  }

  protected async perform({ office, showId, codeIds }: Real): Promise<void> {
    const terms = { code: nameOf(codeIds.length), discount: { percent: this.#percent }, maxUses: this.#maxUses };
    codeIds.push((await office.services.codes.createCode(ORGANISER, { showId, ...terms })).id);
  }

  toString(): string {
    return `MakeCode(${this.#percent} %, ${this.#maxUses ?? 'any number of'} uses)`;
  }
}

/** Nobody can use it any more; who has it keeps it until the booking. */
export class EndCode extends Step {
  readonly #pick: number;

  constructor(pick: number) {
    super();
    this.#pick = pick;
  }

  override check(model: Readonly<BoxOfficeModel>): boolean {
    return model.codes.length > 0;
  }

  protected expected({ codes }: BoxOfficeModel): Outcome {
    codes[this.#pick % codes.length]!.isEnded = true;
    return 'ok';
  }

  protected perform({ office, codeIds }: Real): Promise<unknown> {
    return office.services.codes.endCode(ORGANISER, { codeId: codeIds[this.#pick % codeIds.length]! });
  }

  toString(): string {
    return `EndCode(${this.#pick})`;
  }
}

/** A code in place of the one that the lock has; one that there is not yet, or none, among them. */
export class ApplyCode extends OwnerStep {
  readonly #pick: number;
  #entered: string | null = null;

  constructor(pick: number, code: number) {
    super(pick);
    this.#pick = code;
  }

  protected expectedOf(lock: ModelLock, model: BoxOfficeModel): Outcome {
    const number = this.#pick - 1;
    this.#entered = number < 0 ? null : nameOf(number);
    const code = model.codes[number];
    if (number >= 0) {
      if (!code) return 'CODE_NOT_APPLICABLE NOT_VALID';
      const refusal = model.refusalOfCode(number, model.ticketsFor(code.percent, lock));
      if (refusal) return refusal;
    }
    lock.code = code ? { number, percent: code.percent } : null;
    lock.total = model.priceOf(lock, code?.percent);
    return 'ok';
  }

  protected perform({ office, lockIds, buyers }: Real, idempotencyKey: string): Promise<unknown> {
    const input = { lockId: lockIds[this.lock]!, code: this.#entered, idempotencyKey };
    return office.services.locks.applyCode(buyers[this.owner]!, input);
  }

  override toString(): string {
    return `ApplyCode(${this.#entered} to ${this.lock})`;
  }
}

/** As a buyer enters it. */
export function nameOf(number: number): string {
  return `CODE ${number}`;
}
