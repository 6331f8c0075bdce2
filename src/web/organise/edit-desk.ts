import type { Announcer } from '../../../packages/map/src/announcer.ts';
import { exponentOf } from '../../shared/money/currencies.ts';
import type { Language } from '../i18n/language.ts';
import type { ViewContext } from '../views/view-context.ts';
import { type FormTexts, formTextsIn } from './form-texts.ts';
import { allProblems, type Reading } from './forms/form-problem.ts';
import { FormSender } from './forms/form-sender.ts';
import { readPricing } from './forms/pricing-reading.ts';
import { changeRulesOfShow, readChangeRules, type TypedChangeRules } from './forms/typed-change-rules.ts';
import { type DetailsInput, detailsOfShow, readDetails, type TypedDetails } from './forms/typed-details.ts';
import { type LimitsInput, limitsOfShow, readLimits, type TypedLimits } from './forms/typed-limits.ts';
import { pricingOfShow, shapeOf, type TypedPricing, withIdsOf } from './forms/typed-pricing.ts';
import type { EditedShow, ShowOffice } from './show-office.ts';

export interface EditDeskDeps {
  show: EditedShow;
  office: ShowOffice;
  announcer: Announcer;
  /** The server's time, ms since 1970. */
  now(): number;
  context(): ViewContext;
  language(): Language;
  redraw(): void;
  onSignedOut(): void;
}

/** All that can be changed of a show's title, times, limits, prices, and of what buyers may do with their tickets. */
export class EditDesk {
  readonly #deps: EditDeskDeps;
  readonly details: FormSender;
  readonly prices: FormSender;
  readonly changes: FormSender;
  readonly pause: FormSender;
  show: EditedShow;
  typedDetails: TypedDetails;
  typedLimits: TypedLimits;
  typedPricing: TypedPricing;
  typedChangeRules: TypedChangeRules;
  /** How many bookings have tickets, where that was asked; null: it was not. */
  #holders: number | null = null;

  constructor(deps: EditDeskDeps) {
    this.#deps = deps;
    const sender = () => new FormSender({ onChange: deps.redraw, onSignedOut: deps.onSignedOut });
    [this.details, this.prices, this.changes, this.pause] = [sender(), sender(), sender(), sender()];
    this.show = deps.show;
    this.typedDetails = detailsOfShow(deps.show);
    this.typedLimits = limitsOfShow(deps.show.ownLimits);
    this.typedPricing = pricingOfShow(deps.show, deps.context().locale);
    this.typedChangeRules = this.#changeRulesOf(deps.show);
  }

  /** What is said of the times, once they are saved: nothing is sold by times that are past, which may be meant so. */
  get detailsNews(): 'detailsSaved' | 'salesOver' {
    const { startsAt, salesEndAt, status } = this.show;
    const isOver = Date.parse(salesEndAt ?? startsAt) <= this.#deps.now();
    return isOver && status !== 'CLOSED' && status !== 'CANCELLED' ? 'salesOver' : 'detailsSaved';
  }

  /** How many bookings get a mail with the new time once what was typed is saved. */
  get toldCount(): number {
    const isMoved = this.typedDetails.startsAt !== detailsOfShow(this.show).startsAt;
    return isMoved ? (this.#holders ?? 0) : 0;
  }

  typeDetails(details: TypedDetails): void {
    this.typedDetails = details;
    this.details.typed();
    if (details.startsAt !== detailsOfShow(this.show).startsAt) void this.#countHolders();
    this.#deps.redraw();
  }

  typeLimits(limits: TypedLimits): void {
    this.typedLimits = limits;
    this.details.typed();
    this.#deps.redraw();
  }

  typePricing(pricing: TypedPricing): void {
    // What was wrong was so in fields that may have other names now.
    if (shapeOf(pricing) !== shapeOf(this.typedPricing)) this.prices.forget();
    this.typedPricing = pricing;
    this.prices.typed();
    this.#deps.redraw();
  }

  typeChangeRules(rules: TypedChangeRules): void {
    this.typedChangeRules = rules;
    this.changes.typed();
    this.#deps.redraw();
  }

  async saveDetails(incomplete: ReadonlySet<string>): Promise<void> {
    const { office } = this.#deps;
    const { id: showId, venue } = this.show;
    const [sentDetails, sentLimits] = [this.typedDetails, this.typedLimits];
    const details = readDetails(this.typedDetails, { timezone: venue.timezone, incomplete, before: this.show });
    const limits = readLimits(this.typedLimits);
    const reading: Reading<DetailsInput & { limits: LimitsInput }> =
      details.ok && limits.ok
        ? {
            ok: true,
            input: { ...details.input, limits: limits.input },
            fieldOf: new Map([...details.fieldOf, ...limits.fieldOf]),
          }
        : allProblems([details, limits]);
    const sent = await this.details.send(reading, (input) => office.updateShow({ showId, ...input }));
    if (!sent) return;
    await this.#saved(
      (show) => {
        if (this.typedDetails === sentDetails) this.typedDetails = detailsOfShow(show);
        if (this.typedLimits === sentLimits) this.typedLimits = limitsOfShow(show.ownLimits);
      },
      (texts) => texts[this.detailsNews],
    );
  }

  async savePrices(): Promise<void> {
    const { office, context } = this.#deps;
    const { id: showId } = this.show;
    const sentPricing = this.typedPricing;
    const sent = await this.prices.send(readPricing(sentPricing, context().locale), (input) =>
      office.updateShow({
        showId,
        ticketTypes: input.ticketTypes,
        priceTiers: input.priceTiers.map(({ category: _category, id, ...tier }) => ({ ...tier, id: id! })),
        fees: input.fees,
      }),
    );
    if (sent)
      await this.#saved(
        (show) => {
          const saved = pricingOfShow(show, context().locale);
          this.typedPricing = this.typedPricing === sentPricing ? saved : withIdsOf(this.typedPricing, saved);
        },
        (texts) => texts.pricesSaved,
      );
  }

  async saveChangeRules(incomplete: ReadonlySet<string>): Promise<void> {
    const { office, context, now } = this.#deps;
    const { id: showId, venue, currency, changeRules: before } = this.show;
    const typed = this.typedChangeRules;
    const reading = readChangeRules(typed, {
      ...{ timezone: venue.timezone, locale: context().locale, exponent: exponentOf(currency) },
      ...{ incomplete, now: now(), before },
    });
    const sent = await this.changes.send(reading, (changeRules) => office.updateShow({ showId, changeRules }));
    if (!sent) return;
    await this.#saved(
      (show) => {
        if (this.typedChangeRules === typed) this.typedChangeRules = this.#changeRulesOf(show);
      },
      (texts) => texts.changes.saved,
    );
  }

  async pauseSales(): Promise<void> {
    const { office } = this.#deps;
    const reading = { ok: true, input: this.show.id, fieldOf: new Map<string, string>() } as const;
    if (await this.pause.send(reading, (showId) => office.pauseShow(showId))) await this.#reload();
    this.#deps.redraw();
  }

  /** As the server has it now: what was sent may be written differently, and new types have their ids. What was typed meanwhile stays. */
  async #saved(take: (show: EditedShow) => void, said: (texts: FormTexts) => string): Promise<void> {
    const { announcer, language, redraw } = this.#deps;
    await this.#reload();
    take(this.show);
    announcer.say(said(formTextsIn(language())));
    redraw();
  }

  #changeRulesOf({ changeRules, venue: { timezone } }: EditedShow): TypedChangeRules {
    return changeRulesOfShow(changeRules, { timezone, locale: this.#deps.context().locale });
  }

  /** Asked once: without an answer, at the next change. */
  async #countHolders(): Promise<void> {
    const { office, redraw } = this.#deps;
    const { id, status } = this.show;
    if (this.#holders !== null || status === 'DRAFT' || status === 'CANCELLED') return;
    this.#holders = await office.ticketHolders(id).catch(() => null);
    redraw();
  }

  /** What can't be read anew stays as it was. */
  async #reload(): Promise<void> {
    const { office, announcer, context } = this.#deps;
    try {
      this.show = (await office.editedShow(this.show.id)) ?? this.show;
    } catch {
      announcer.say(context().texts.serverAway);
    }
  }
}
