import type { SeatLock } from '../api/box-office-types.ts';
import type { CurrentOrder } from './current-order.ts';
import type { OrderRequests } from './order-requests.ts';
import type { PurchaseDeps } from './purchase-deps.ts';

export interface CodeEntryDeps extends Pick<PurchaseDeps, 'boxOffice' | 'onChange' | 'onNews'> {
  order: CurrentOrder;
  requests: OrderRequests;
}

/** The promo code of what is held: what the buyer types, and has applied. */
export class CodeEntry {
  readonly #deps: CodeEntryDeps;
  /** What was typed and is not applied yet. */
  draft = '';

  constructor(deps: CodeEntryDeps) {
    this.#deps = deps;
  }

  /** What is wrong with a code is no longer said once another one is typed. */
  type(text: string): void {
    const { requests, onChange } = this.#deps;
    this.draft = text;
    if (requests.problem?.kind !== 'code') return;
    requests.problem = null;
    onChange();
  }

  /** Resolves when the server has answered. Without anything typed nothing is asked. */
  async apply(): Promise<void> {
    if (this.draft.trim() === '') return;
    await this.#set(this.draft, (lock) => {
      this.draft = '';
      this.#deps.onNews({ kind: 'codeApplied', lock });
    });
  }

  /** Resolves when the server has answered. */
  async remove(): Promise<void> {
    await this.#set(null, ({ total }) => this.#deps.onNews({ kind: 'retyped', total }));
  }

  async #set(code: string | null, done: (lock: SeatLock) => void): Promise<void> {
    const { order, requests, boxOffice } = this.#deps;
    if (!order.lock) return;
    await order.act({
      busy: 'code',
      input: { lockId: order.lock.id, code },
      send: boxOffice.applyCode,
      done: (lock) => {
        order.lock = lock;
        done(lock);
      },
      refused: () => {
        // Of too many wrong ones: it is said where they are entered.
        const { problem } = requests;
        if (problem?.kind !== 'tooMany') return;
        requests.problem = { kind: 'code', reason: 'TOO_MANY_TRIES', retryAfterSeconds: problem.retryAfterSeconds };
      },
    });
  }
}
