import { IntentKeys } from '../../../packages/client/src/box-office/intent-keys.ts';
import type { Announcer } from '../../../packages/map/src/announcer.ts';
import { createHall, type Hall } from '../../../packages/map/src/hall/hall.ts';
import type { Outcome } from '../api/box-office-types.ts';
import { Unauthenticated } from '../api/graphql.ts';
import { loadPlan } from '../load-plan.ts';
import type { ViewContext } from '../views/view-context.ts';
import type { Reading } from './forms/form-problem.ts';
import { FormSender } from './forms/form-sender.ts';
import { nameOfPlan, type PlanFile, readPlanFile, tiersOfCategories } from './forms/plan-file.ts';
import { type PlanProblem, planProblems } from './forms/plan-problems.ts';
import type { TypedShow } from './forms/typed-show.ts';
import { readVenue, type TypedVenue } from './forms/typed-venue.ts';
import { PlanView } from './plan-view.ts';
import type { ListedPlan, SeatingPlan, ShowOffice } from './show-office.ts';

export interface HallStepDeps {
  office: ShowOffice;
  announcer: Announcer;
  context(): ViewContext;
  typed(): TypedShow;
  type(change: Partial<TypedShow>): void;
  redraw(): void;
  onSignedOut(): void;
}

/** The plan that a new show is on: one that is here, or one of a file that is imported. */
export class HallStep {
  readonly #deps: HallStepDeps;
  readonly sender: FormSender;
  /** That can be chosen, the newest first; null: they have not come. */
  plans: readonly ListedPlan[] | null = null;
  #after: string | null = null;
  /** The chosen one; null: none, or it is on its way. */
  plan: SeatingPlan | null = null;
  file: PlanFile | null = null;
  /** Of a file that is no JSON. */
  wrongFile: string | null = null;
  isReading = false;
  /** The organiser wants to go on, and the plan is still on its way. */
  isWaiting = false;
  /** The server's, of the file that was sent. */
  planProblems: readonly PlanProblem[] = [];
  view: PlanView | null = null;
  #asked = 0;
  /** Of what is read or fetched, the last: it never rejects. */
  #coming: Promise<unknown> = Promise.resolve();
  readonly #keys = new IntentKeys();
  /** Another one of each file that is chosen. */
  #fileNumber = 0;

  constructor(deps: HallStepDeps) {
    this.#deps = deps;
    this.sender = new FormSender({ onChange: deps.redraw, onSignedOut: deps.onSignedOut });
  }

  get hasMore(): boolean {
    return this.#after !== null;
  }

  /** Whether the server has said what is wrong with what was sent. */
  get isRefused(): boolean {
    return this.planProblems.length > 0 || this.sender.refusal !== null;
  }

  /** Rejects when there is no answer. */
  async open(): Promise<void> {
    const { typed, type } = this.#deps;
    await this.showMore();
    const { planId } = typed();
    if (planId !== null) await this.choose(planId);
    else if (this.plans?.length === 0) type({ planFrom: 'file' });
  }

  async showMore(): Promise<void> {
    const { items, after } = await this.#deps.office.plans(this.#after);
    this.plans = [...(this.plans ?? []), ...items];
    this.#after = after;
    this.#deps.redraw();
  }

  /** Rejects when there is no answer. */
  choose(planId: string): Promise<void> {
    const choosing = this.#choose(planId);
    this.#coming = choosing.catch(() => undefined);
    return choosing;
  }

  async #choose(planId: string): Promise<void> {
    const { office, type } = this.#deps;
    this.#asked += 1;
    const asked = this.#asked;
    this.sender.forget();
    type({ planId: planId === '' ? null : planId });
    this.plan = null;
    if (planId === '') return this.#draw(null);
    const plan = await office.plan(planId);
    const hall = plan && createHall(await loadPlan(plan.url), tiersOfCategories(plan.categories, 'EUR'));
    // Another one was chosen meanwhile.
    if (asked !== this.#asked) return;
    this.plan = plan;
    if (plan === null) type({ planId: null });
    this.#draw(hall);
  }

  /** As `choose`; says so when there is no answer. */
  chooseQuietly(planId: string): Promise<void> {
    return this.#quietly(() => this.choose(planId));
  }

  showMoreQuietly(): Promise<void> {
    return this.#quietly(() => this.showMore());
  }

  switchTo(planFrom: TypedShow['planFrom']): void {
    const { type, typed } = this.#deps;
    this.sender.forget();
    type({ planFrom });
    if (planFrom === 'file') this.#draw(this.file?.hall ?? null);
    else void this.chooseQuietly(typed().planId ?? '');
  }

  take(file: Pick<File, 'name' | 'text'>): Promise<void> {
    const taking = this.#take(file);
    this.#coming = taking;
    return taking;
  }

  async #take(file: Pick<File, 'name' | 'text'>): Promise<void> {
    const { type, typed, redraw } = this.#deps;
    this.sender.forget();
    this.planProblems = [];
    [this.file, this.wrongFile, this.isReading] = [null, null, true];
    redraw();
    this.#fileNumber += 1;
    const number = this.#fileNumber;
    const read = await readPlanFile(file).catch(() => null);
    // Another one was chosen meanwhile.
    if (number !== this.#fileNumber) return;
    [this.file, this.isReading] = [read, false];
    if (this.file === null) this.wrongFile = file.name;
    else if (typed().venue.name === '') type({ venue: { ...typed().venue, name: nameOfPlan(this.file.plan) } });
    this.#draw(this.file?.hall ?? null);
  }

  /** Whether there is a plan to go on with: the chosen one, or the file's, imported. What is still on its way is waited for. */
  async finish(): Promise<boolean> {
    const { typed, type, redraw } = this.#deps;
    if (this.isWaiting) return false;
    await this.#wait();
    this.planProblems = [];
    const { planFrom, venue } = typed();
    if (planFrom === 'here') {
      if (this.plan === null) this.sender.problems = new Map([['plan', { kind: 'planMissing' }]]);
      redraw();
      return this.plan !== null;
    }
    const sent = await this.sender.send(this.#read(venue), (input) => this.#import(input));
    if (!sent) return false;
    type({ planFrom: 'here', planId: sent.value.id });
    [this.file, this.plan] = [null, sent.value];
    this.plans = [sent.value, ...(this.plans ?? [])];
    return true;
  }

  async #wait(): Promise<void> {
    const { typed, redraw } = this.#deps;
    const { planFrom, planId } = typed();
    this.isWaiting = true;
    redraw();
    await this.#coming;
    // It did not come when it was chosen.
    if (planFrom === 'here' && planId !== null && this.plan === null) await this.chooseQuietly(planId);
    this.isWaiting = false;
    redraw();
  }

  dispose(): void {
    this.#asked += 1;
    this.view?.dispose();
  }

  #read(venue: TypedVenue): Reading<TypedVenue> {
    const reading = readVenue(venue);
    if (this.file !== null) return reading;
    return {
      ok: false,
      problems: new Map([['plan-file', { kind: 'planMissing' }], ...(reading.ok ? [] : reading.problems)]),
    };
  }

  async #import(venue: TypedVenue): Promise<Outcome<SeatingPlan>> {
    const plan = this.file?.plan;
    // Of the file only which one it is: it may have 50 MB.
    const intent = { venue, file: this.#fileNumber };
    const idempotencyKey = this.#keys.keyFor('importPlan', intent);
    const outcome = await this.#deps.office.importPlan({ venue, plan, idempotencyKey });
    this.#keys.answered('importPlan', intent);
    if (!outcome.ok) this.planProblems = planProblems(outcome.refusal, plan);
    return outcome;
  }

  async #quietly(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (error instanceof Unauthenticated) this.#deps.onSignedOut();
      else this.#deps.announcer.say(this.#deps.context().texts.serverAway);
    }
  }

  #draw(hall: Hall | null): void {
    this.view?.dispose();
    this.view = hall && new PlanView({ ...this.#deps, hall });
    this.#deps.redraw();
  }
}
