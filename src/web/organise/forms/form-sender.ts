import type { Outcome, Refusal } from '../../api/box-office-types.ts';
import { Unauthenticated } from '../../api/graphql.ts';
import { type FormProblem, type FormProblems, NO_PROBLEMS, problemsOf, type Reading } from './form-problem.ts';

export interface FormSenderDeps {
  /** Something is different: draw again. */
  onChange(): void;
  /** The token is not good any longer. */
  onSignedOut(): void;
}

/** What a pause takes until all nodes know of it, and somewhat more. */
const LONGEST_WAIT_S = 5;
const TRIES = 3;

/** Sends what was typed into a form, once at a time, and keeps what came of it. */
export class FormSender {
  readonly #deps: FormSenderDeps;
  problems: FormProblems = NO_PROBLEMS;
  /** Of the form as a whole. */
  refusal: Refusal | null = null;
  isUnreachable = false;
  isBusy = false;
  /** The server asked for some seconds, after which it is sent again. */
  isWaiting = false;
  /** It was sent and taken, and nothing was typed since it was sent. */
  isDone = false;
  #isTyped = false;

  constructor(deps: FormSenderDeps) {
    this.#deps = deps;
  }

  /** Something was typed: what was sent, or is being sent, is not what stands in the form. */
  typed(): void {
    this.isDone = false;
    this.#isTyped = true;
  }

  /** What is said of the form is not of what stands in it any more. */
  forget(): void {
    this.isDone = false;
    this.isUnreachable = false;
    this.refusal = null;
    this.problems = NO_PROBLEMS;
  }

  /** What the refusal means is wrong in one field: it is said there. */
  mark(field: string, problem: FormProblem): void {
    this.refusal = null;
    this.problems = new Map([[field, problem]]);
    this.#deps.onChange();
  }

  /** What the success is; null: there are problems, or it was refused, or is being sent. Never rejects. */
  async send<Input, Value>(
    reading: Reading<Input>,
    send: (input: Input) => Promise<Outcome<Value>>,
  ): Promise<{ value: Value } | null> {
    if (this.isBusy) return null;
    this.forget();
    if (!reading.ok) {
      this.problems = reading.problems;
      this.#deps.onChange();
      return null;
    }
    this.isBusy = true;
    this.#isTyped = false;
    this.#deps.onChange();
    try {
      const outcome = await this.#sendPatiently(() => send(reading.input));
      if (outcome.ok) {
        this.isDone = !this.#isTyped;
        return outcome;
      }
      const { problems, isAll } = problemsOf(outcome.refusal, reading.fieldOf);
      this.problems = problems;
      if (!isAll) this.refusal = outcome.refusal;
    } catch (error) {
      if (error instanceof Unauthenticated) this.#deps.onSignedOut();
      else this.isUnreachable = true;
    } finally {
      this.isBusy = false;
      this.isWaiting = false;
      this.#deps.onChange();
    }
    return null;
  }

  /** The same of what nobody typed: a button. */
  async sendPlain<Input, Value>(
    input: Input,
    send: (input: Input) => Promise<Outcome<Value>>,
  ): Promise<{ value: Value } | null> {
    return await this.send({ ok: true, input, fieldOf: new Map() }, send);
  }

  async #sendPatiently<Value>(send: () => Promise<Outcome<Value>>): Promise<Outcome<Value>> {
    for (let attempt = 1; ; attempt += 1) {
      const outcome = await send();
      const wait_s = outcome.ok ? null : (outcome.refusal.retryAfterSeconds ?? null);
      if (wait_s === null || wait_s > LONGEST_WAIT_S || attempt === TRIES) return outcome;
      this.isWaiting = true;
      this.#deps.onChange();
      await new Promise((resolve) => setTimeout(resolve, wait_s * 1_000));
    }
  }
}
