import { IntentKeys } from '../../../packages/client/src/box-office/intent-keys.ts';
import type { Announcer } from '../../../packages/map/src/announcer.ts';
import { exponentOf } from '../../shared/money/currencies.ts';
import type { ViewContext } from '../views/view-context.ts';
import { allProblems, type FormProblems, type Reading } from './forms/form-problem.ts';
import { FormSender } from './forms/form-sender.ts';
import { type PricingInput, readPricing } from './forms/pricing-reading.ts';
import { CHANGE_RULE_NAMES, type ChangeRulesInput, readChangeRules } from './forms/typed-change-rules.ts';
import { type DetailsInput, readDetails } from './forms/typed-details.ts';
import { LIMIT_NAMES, type LimitsInput, readLimits } from './forms/typed-limits.ts';
import { priceOfText } from './forms/typed-money.ts';
import { pricingOfPlan, shapeOf, type TypedPricing } from './forms/typed-pricing.ts';
import { nothingTyped, type TypedShow, typedShowStore } from './forms/typed-show.ts';
import { HallStep } from './hall-step.ts';
import { CONTROLS_TITLE } from './organiser-route.ts';
import type { ShowOffice } from './show-office.ts';

export type Step = 'hall' | 'prices' | 'dates';

/** The last is the draft's own page. */
export const STEPS: readonly Step[] = ['hall', 'prices', 'dates'];

export interface CreateDeskDeps {
  office: ShowOffice;
  announcer: Announcer;
  /** The server's time, ms since 1970. */
  now(): number;
  context(): ViewContext;
  redraw(): void;
  onSignedOut(): void;
}

/** A show that is being made, step by step. What was typed is kept in this tab; the draft is the server's after the last step. */
export class CreateDesk {
  readonly #deps: CreateDeskDeps;
  readonly #ending = new AbortController();
  readonly #keys = new IntentKeys();
  readonly hall: HallStep;
  readonly prices: FormSender;
  readonly dates: FormSender;
  typed: TypedShow = typedShowStore.read() ?? nothingTyped();
  step: Step = 'hall';

  constructor(deps: CreateDeskDeps) {
    this.#deps = deps;
    const sender = () => new FormSender({ onChange: deps.redraw, onSignedOut: deps.onSignedOut });
    [this.prices, this.dates] = [sender(), sender()];
    this.hall = new HallStep({ ...deps, typed: () => this.typed, type: (change) => this.type(change) });
    addEventListener('popstate', () => this.#show(stepInAddress()), { signal: this.#ending.signal });
  }

  /** Asks for the plans. Rejects when there is no answer. */
  async open(): Promise<void> {
    await this.hall.open();
    this.#show(stepInAddress());
  }

  dispose(): void {
    this.#ending.abort();
    this.hall.dispose();
  }

  type(change: Partial<TypedShow>): void {
    this.typed = { ...this.typed, ...change };
    typedShowStore.write(this.typed);
    this.#deps.redraw();
  }

  typePricing(pricing: TypedPricing): void {
    // What was wrong was so in fields that may have other names now.
    if (shapeOf(pricing) !== shapeOf(this.typed.pricing)) this.prices.forget();
    this.type({ pricing });
    this.#showPrices();
  }

  startOver(): void {
    typedShowStore.forget();
    location.assign('/organise/new');
  }

  /** To a step before, or, with what this one needs, to the next. */
  goTo(step: Step): void {
    history.pushState(null, '', `?step=${step}`);
    this.#show(step);
  }

  async finishHall(): Promise<void> {
    if (!(await this.hall.finish())) return;
    this.goTo('prices');
  }

  async finishPrices(): Promise<void> {
    const done = await this.prices.send(this.#readPricing(), async (value) => ({ ok: true, value }));
    if (done) this.goTo('dates');
  }

  /** Makes the draft, and opens its page. */
  async finishDates(incomplete: ReadonlySet<string>): Promise<void> {
    const { office } = this.#deps;
    // Sent again after an answer was lost, it is made once.
    const sent = await this.dates.send(this.#read(incomplete), async (input) => {
      const outcome = await office.createShow({ ...input, idempotencyKey: this.#keys.keyFor('createShow', input) });
      this.#keys.answered('createShow', input);
      return outcome;
    });
    if (sent) {
      typedShowStore.forget();
      location.assign(`/organise/shows/${sent.value.id}#${CONTROLS_TITLE}`);
      return;
    }
    const ofPrices = fieldsOfPrices(this.dates.problems);
    if (ofPrices.size === 0) return;
    // The server has found it, in what was typed a step before.
    this.prices.problems = ofPrices;
    this.dates.forget();
    this.goTo('prices');
  }

  #readPricing(): Reading<PricingInput> {
    return readPricing(this.typed.pricing, this.#deps.context().locale);
  }

  #read(incomplete: ReadonlySet<string>): Reading<Parameters<ShowOffice['createShow']>[0]> {
    const { plan } = this.hall;
    const { locale } = this.#deps.context();
    const times = { timezone: plan!.venue.timezone, incomplete, now: this.#deps.now() };
    const details = readDetails(this.typed.details, times);
    const limits = readLimits(this.typed.limits);
    const exponent = exponentOf(this.typed.pricing.currency);
    const changeRules = readChangeRules(this.typed.changeRules, { ...times, locale, exponent });
    const pricing = this.#readPricing();
    if (!details.ok || !limits.ok || !changeRules.ok) return allProblems([details, limits, changeRules]);
    if (!pricing.ok) return pricing;
    return {
      ok: true,
      input: inputOf(this.typed, plan!.id, {
        ...{ details: details.input, limits: limits.input, changeRules: changeRules.input, pricing: pricing.input },
      }),
      fieldOf: new Map([...details.fieldOf, ...limits.fieldOf, ...changeRules.fieldOf, ...pricing.fieldOf]),
    };
  }

  /** As far as it can be shown: there is no step beyond the plan without one. */
  #show(step: Step): void {
    const { plan } = this.hall;
    this.step = plan === null ? 'hall' : step;
    if (plan && !isPricedBy(this.typed.pricing, plan.categories)) {
      this.type({ pricing: pricingOfPlan(plan.categories, this.typed.pricing) });
    }
    this.#showPrices();
    this.#deps.redraw();
    // Where the last step's button was there is nothing: the keyboard goes on from the heading.
    requestAnimationFrame(() => {
      const heading = document.getElementById('step-title');
      if (document.activeElement === document.body) heading?.focus({ preventScroll: true });
      if (heading && heading.getBoundingClientRect().top < 0) scrollTo({ top: 0 });
    });
  }

  #showPrices(): void {
    const { tiers, currency } = this.typed.pricing;
    const options = { exponent: exponentOf(currency), locale: this.#deps.context().locale };
    const prices = tiers.map(({ category, name, prices: [first] }) => ({
      category,
      name,
      price: priceOfText(first ?? '', options),
    }));
    this.hall.view?.takePrices(prices, currency);
  }
}

interface InputParts {
  details: DetailsInput;
  limits: LimitsInput;
  changeRules: ChangeRulesInput;
  pricing: PricingInput;
}

function inputOf(
  { rules, pricing: { currency } }: TypedShow,
  planId: string,
  { details, limits, changeRules, pricing }: InputParts,
): Parameters<ShowOffice['createShow']>[0] {
  return {
    planId,
    currency,
    ...details,
    seatRules: rules,
    limits,
    changeRules,
    ticketTypes: pricing.ticketTypes.map(({ name, note }) => ({ name, note })),
    priceTiers: pricing.priceTiers.map(({ id: _none, ...tier }) => tier),
    fees: pricing.fees,
  };
}

function isPricedBy({ tiers }: TypedPricing, categories: readonly { name: string }[]): boolean {
  return tiers.length === categories.length && tiers.every(({ category }, at) => category === categories[at]!.name);
}

const OF_DATES = new Set<string>([
  'title',
  'startsAt',
  'salesStartAt',
  'salesEndAt',
  ...LIMIT_NAMES,
  ...CHANGE_RULE_NAMES,
]);

function fieldsOfPrices(problems: FormProblems): FormProblems {
  return new Map([...problems].filter(([field]) => !OF_DATES.has(field)));
}

function stepInAddress(): Step {
  const step = new URLSearchParams(location.search).get('step');
  return STEPS.find((known) => known === step) ?? 'hall';
}
