import type { SeatLock } from '../api/box-office-types.ts';
import type { CurrentOrder } from './current-order.ts';
import { EnteredCode, type EnteredCodeDeps } from './entered-code.ts';
import type { OrderRequests } from './order-requests.ts';
import type { PurchaseDeps } from './purchase-deps.ts';

export interface CodeEntryDeps extends Pick<PurchaseDeps, 'showId' | 'boxOffice' | 'onChange' | 'onNews'> {
  order: CurrentOrder;
  onOpened: EnteredCodeDeps['onOpened'];
  requests: OrderRequests;
}

/** The promo code that the buyer types: of what is held, or, before that, of what is to be held. */
export class CodeEntry {
  readonly #deps: CodeEntryDeps;
  /** The one that was entered, with the seats and places that it opens. */
  readonly entered: EnteredCode;
  /** What was typed and is not applied yet. */
  draft = '';

  constructor(deps: CodeEntryDeps) {
    this.#deps = deps;
    this.entered = new EnteredCode(deps);
  }

  /** What is wrong with a code is no longer said once another one is typed. */
  type(text: string): void {
    this.draft = text;
    this.#forgetProblem();
  }

  /** Resolves when the server has answered. Without anything typed nothing is asked, and that is the problem. */
  async apply(): Promise<void> {
    const code = this.draft.trim();
    if (code === '') {
      this.#deps.requests.problem = { kind: 'code', reason: 'MISSING' };
      this.#deps.onChange();
      return;
    }
    if (this.#deps.order.lock === null) {
      await this.#enter(code);
      return;
    }
    await this.#set(code, (lock) => {
      this.draft = '';
      this.entered.take(code, null);
      this.#deps.onNews({ kind: 'codeApplied', lock });
    });
    if (this.entered.code === code) await this.entered.restore(code);
  }

  /** Resolves when the server has answered. What was picked and the code has opened is closed again. */
  async remove(): Promise<void> {
    if (this.#deps.order.lock === null) {
      this.#forgetProblem();
      this.entered.forget();
      return;
    }
    await this.#set(null, ({ total }) => {
      this.entered.forget();
      this.#deps.onNews({ kind: 'retyped', total });
    });
  }

  /** What this tab has kept of a code, or what the hold has, is looked at again: after a reload. */
  async restore(): Promise<void> {
    await this.entered.restore(this.#deps.order.lock?.appliedCode ?? undefined);
  }

  /** It can't be applied any more: it is shown where codes are entered. */
  lost(code: string): void {
    this.draft = code;
    this.entered.forget();
  }

  /** Looks what the code opens; it is used with what is held then. */
  async #enter(code: string): Promise<void> {
    const { order, boxOffice, requests, showId, onNews } = this.#deps;
    await order.act({
      busy: 'code',
      input: { showId, code },
      // It takes no key: nothing is changed.
      send: ({ showId, code }) => boxOffice.openAllotment({ showId, code }),
      done: (part) => {
        this.draft = '';
        this.entered.take(code, part);
        onNews({ kind: 'codeEntered', code, part });
      },
      refused: ({ reason }) => {
        if (reason === 'OPENS_NOTHING') {
          requests.problem = null;
          this.draft = '';
          this.entered.take(code, null);
          onNews({ kind: 'codeEntered', code, part: null });
        } else this.#tellTooMany();
      },
    });
  }

  async #set(code: string | null, done: (lock: SeatLock) => void): Promise<void> {
    const { order, boxOffice } = this.#deps;
    if (!order.lock) return;
    await order.act({
      busy: 'code',
      input: { lockId: order.lock.id, code },
      send: boxOffice.applyCode,
      done: (lock) => {
        order.lock = lock;
        done(lock);
      },
      refused: () => this.#tellTooMany(),
    });
  }

  /** Of too many wrong ones: it is said where they are entered. */
  #tellTooMany(): void {
    const { requests } = this.#deps;
    const { problem } = requests;
    if (problem?.kind !== 'tooMany') return;
    requests.problem = { kind: 'code', reason: 'TOO_MANY_TRIES', retryAfterSeconds: problem.retryAfterSeconds };
  }

  #forgetProblem(): void {
    const { requests, onChange } = this.#deps;
    if (requests.problem?.kind !== 'code') return;
    requests.problem = null;
    onChange();
  }
}
