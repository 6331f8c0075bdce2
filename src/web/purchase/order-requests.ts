import { IntentKeys } from '../../../packages/client/src/box-office/intent-keys.ts';
import type { Outcome, Refusal } from '../api/box-office-types.ts';
import { type Problem, problemOf, problemOfFailure } from './problem.ts';
import type { Busy } from './purchase-deps.ts';

export interface OrderRequestsDeps {
  onChange(): void;
  /** The server has answered: something may be different by now. */
  onAnswered(): void;
}

export interface OrderRequest<Input, Success> {
  busy: Busy;
  input: Input;
  send(input: Input & { idempotencyKey: string }): Promise<Outcome<Success>>;
  done(value: Success): void;
  refused?(refusal: Refusal): void;
}

/** What the server is asked for on the buyer's behalf, one thing at a time, and what stood in the way of the last. */
export class OrderRequests {
  readonly #deps: OrderRequestsDeps;
  readonly #keys = new IntentKeys();
  busy: Busy | null = null;
  problem: Problem | null = null;

  constructor(deps: OrderRequestsDeps) {
    this.#deps = deps;
  }

  /** Says what came of it; `dropped`: nothing, as another request is on its way. Does not reject. */
  async send<Input extends object, Success>(
    request: OrderRequest<Input, Success>,
  ): Promise<'done' | 'refused' | 'failed' | 'dropped'> {
    if (this.busy) return 'dropped';
    this.busy = request.busy;
    this.problem = null;
    this.#deps.onChange();
    try {
      return await this.#answered(request);
    } catch (error) {
      this.problem = problemOfFailure(error);
      return 'failed';
    } finally {
      this.busy = null;
    }
  }

  async #answered<Input extends object, Success>(request: OrderRequest<Input, Success>): Promise<'done' | 'refused'> {
    const { busy, input, send, done, refused } = request;
    const outcome = await send({ ...input, idempotencyKey: this.#keys.keyFor(busy, input) });
    this.#keys.answered(busy, input);
    if (outcome.ok) done(outcome.value);
    else {
      this.problem = problemOf(outcome.refusal);
      refused?.(outcome.refusal);
    }
    this.#deps.onAnswered();
    return outcome.ok ? 'done' : 'refused';
  }
}
