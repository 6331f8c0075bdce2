import { showPanel, showProblem } from './page-focus.ts';
import type { Problem } from './purchase/problem.ts';
import type { Step } from './purchase/step.ts';

export interface OrderFocusDeps {
  /** The order is at another step. */
  onStep(): void;
  /** There is something else in the way. */
  onProblem(problem: Problem): void;
  /** What became of the order, by the heading of its panel. */
  onOutcome(heading: string): void;
}

/** Leads those who look, and the keyboard, to what is new in an order: its next step, or what stands in the way. */
export class OrderFocus {
  readonly #deps: OrderFocusDeps;
  #step: Step = 'picking';
  #problem: Problem | null = null;

  constructor(deps: OrderFocusDeps) {
    this.#deps = deps;
  }

  /** To be called at each change of the order. */
  follow({ step, problem }: { step: Step; problem: Problem | null }): void {
    const { onStep, onProblem, onOutcome } = this.#deps;
    if (step !== this.#step) {
      this.#step = step;
      onStep();
      // What became of a booking may come at any time, to one who is elsewhere on the page.
      const isOutcome = step === 'confirmed' || step === 'ended';
      requestAnimationFrame(() => showPanel((heading) => isOutcome && onOutcome(heading)));
    }
    if (problem && problem !== this.#problem) {
      // After the step: what leads back to an earlier one is to be in sight there.
      requestAnimationFrame(() => showProblem());
      onProblem(problem);
    }
    this.#problem = problem;
  }
}
