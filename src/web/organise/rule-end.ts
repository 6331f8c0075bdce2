import { readTime, typedTime } from './forms/typed-time.ts';
import type { OrganisedShow, SeatRules } from './organiser-office.ts';

/** What is wrong with a typed end: a part of a time only, one that the clocks are put forward over, or one that is past. */
export type RuleEndProblem = 'incomplete' | 'skipped' | 'past';

export interface RuleEndDeps {
  /** As it is known now. */
  show(): Pick<OrganisedShow, 'seatRules' | 'venue'>;
  /** The server's time, ms since 1970. */
  now(): number;
}

/** When a show's seat rules end, as its organiser types it: by the clocks of the venue. */
export class RuleEnd {
  readonly #deps: RuleEndDeps;
  /** Null: nothing, and it is what it is. */
  #typed: string | null = null;
  problem: RuleEndProblem | null = null;

  constructor(deps: RuleEndDeps) {
    this.#deps = deps;
  }

  /** As a field of the type `datetime-local` has it; empty: they don't end by themselves. */
  get text(): string {
    const { seatRules, venue } = this.#deps.show();
    return this.#typed ?? typedTime(seatRules.endsAt, venue.timezone);
  }

  type(text: string): void {
    this.#typed = text;
    this.problem = null;
  }

  /** What is to be changed; null: there is a problem. */
  read({ isIncomplete }: { isIncomplete: boolean }): Partial<Pick<SeatRules, 'endsAt'>> | null {
    this.problem = null;
    if (this.#typed === null && !isIncomplete) return {};
    const endsAt = readTime(this.#typed ?? '', { timezone: this.#deps.show().venue.timezone, isIncomplete });
    if (typeof endsAt === 'object' && endsAt !== null) return this.#refuse(endsAt.kind);
    if (endsAt !== null && Date.parse(endsAt) <= this.#deps.now()) return this.#refuse('past');
    return { endsAt };
  }

  /** What was typed is saved. */
  forget(): void {
    this.#typed = null;
    this.problem = null;
  }

  #refuse(problem: RuleEndProblem): null {
    this.problem = problem;
    return null;
  }
}
