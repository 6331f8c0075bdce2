import { exponentOf } from '../../../shared/money/currencies.ts';
import type { FormProblem, Reading } from './form-problem.ts';
import { percentOfText, priceOfText } from './typed-money.ts';
import type { FeeBasis, TypedFee, TypedPricing, TypedTier } from './typed-pricing.ts';

/** The names of the form's fields. */
export const pricingField = {
  currency: 'currency',
  typeName: (type: number) => `type-${type}-name`,
  typeNote: (type: number) => `type-${type}-note`,
  tierName: (tier: number) => `tier-${tier}-name`,
  tierTax: (tier: number) => `tier-${tier}-tax`,
  price: (tier: number, type: number) => `tier-${tier}-price-${type}`,
  feeName: (fee: number) => `fee-${fee}-name`,
  feeValue: (fee: number) => `fee-${fee}-value`,
  feeTax: (fee: number) => `fee-${fee}-tax`,
};

export interface PricingInput {
  priceTiers: {
    id: string | null;
    category: string;
    name: string;
    price: number;
    taxRate: number;
    prices: { ticketType: string; price: number }[];
  }[];
  ticketTypes: { id: string | null; name: string; note: string | null }[];
  fees: {
    name: string;
    basis: FeeBasis;
    amount: number | null;
    percent: number | null;
    taxRate: number;
  }[];
}

/** Of what is shown to buyers, as the API takes them. */
const MOST_NAME_CHARACTERS = 100;
const MOST_NOTE_CHARACTERS = 300;

/** What was typed, as the API takes it: money in minor units, percentages as numbers. */
export function readPricing(typed: TypedPricing, locale: string): Reading<PricingInput> {
  return new PricingReader(typed, locale).read();
}

class PricingReader {
  readonly #typed: TypedPricing;
  readonly #locale: string;
  readonly #exponent: number;
  readonly #problems = new Map<string, FormProblem>();
  readonly #fieldOf = new Map<string, string>();

  constructor(typed: TypedPricing, locale: string) {
    this.#typed = typed;
    this.#locale = locale;
    this.#exponent = exponentOf(typed.currency);
  }

  read(): Reading<PricingInput> {
    const { types, tiers, fees } = this.#typed;
    this.#fieldOf.set('input.currency', pricingField.currency);
    const input = {
      ticketTypes: types.map((_type, index) => this.#type(index)),
      priceTiers: tiers.map((tier, index) => this.#tier(tier, index)),
      fees: fees.map((fee, index) => this.#fee(fee, index)),
    };
    if (this.#problems.size > 0) return { ok: false, problems: this.#problems };
    return { ok: true, input, fieldOf: this.#fieldOf };
  }

  #type(at: number): PricingInput['ticketTypes'][number] {
    const { id, note } = this.#typed.types[at]!;
    const field = pricingField.typeName(at);
    const path = `input.ticketTypes.${at}`;
    const name = this.#name(this.#typed.types[at]!.name, field, `${path}.name`);
    const isRepeated = this.#typed.types.slice(0, at).some((other) => other.name.trim() === name);
    if (name !== '' && isRepeated) this.#problems.set(field, { kind: 'sameName' });
    this.#at(`${path}.note`, pricingField.typeNote(at));
    if (note.trim().length > MOST_NOTE_CHARACTERS) this.#problems.set(pricingField.typeNote(at), { kind: 'tooLong' });
    return { id, name, note: note.trim() === '' ? null : note.trim() };
  }

  #tier({ id, category, name, taxRate, prices }: TypedTier, at: number): PricingInput['priceTiers'][number] {
    const path = `input.priceTiers.${at}`;
    const tierName = this.#name(name, pricingField.tierName(at), `${path}.name`);
    this.#at(`${path}.category`, pricingField.tierName(at));
    const price = this.#price(prices[0]!, pricingField.price(at, 0), `${path}.price`);
    const others: PricingInput['priceTiers'][number]['prices'] = [];
    for (const [index, { name: ticketType }] of this.#typed.types.entries()) {
      const text = prices[index]!;
      if (index === 0 || text.trim() === '') continue;
      const field = pricingField.price(at, index);
      const sent = `${path}.prices.${others.length}`;
      this.#at(`${sent}.ticketType`, field);
      others.push({ ticketType: ticketType.trim(), price: this.#price(text, field, `${sent}.price`) });
    }
    const rate = this.#percent(taxRate, pricingField.tierTax(at), `${path}.taxRate`);
    return { id, category, name: tierName, price, taxRate: rate, prices: others };
  }

  #fee({ name, basis, unit, value, taxRate }: TypedFee, at: number): PricingInput['fees'][number] {
    const path = `input.fees.${at}`;
    const feeName = this.#name(name, pricingField.feeName(at), `${path}.name`);
    const field = pricingField.feeValue(at);
    const isAmount = unit === 'AMOUNT';
    const amount = isAmount ? this.#price(value, field, `${path}.amount`) : null;
    const percent = isAmount ? null : this.#percent(value, field, `${path}.percent`);
    // Nothing is charged: then it is no fee.
    if (!this.#problems.has(field) && !amount && !percent) this.#problems.set(field, { kind: 'noAmount' });
    const rate = this.#percent(taxRate, pricingField.feeTax(at), `${path}.taxRate`);
    return { name: feeName, basis, amount, percent, taxRate: rate };
  }

  #name(text: string, field: string, path: string): string {
    this.#at(path, field);
    const name = text.trim();
    if (name === '') this.#problems.set(field, { kind: 'missing' });
    else if (name.length > MOST_NAME_CHARACTERS) this.#problems.set(field, { kind: 'tooLong' });
    return name;
  }

  #price(text: string, field: string, path: string): number {
    this.#at(path, field);
    const price = priceOfText(text, { exponent: this.#exponent, locale: this.#locale });
    if (price === null) this.#problems.set(field, { kind: 'noPrice' });
    return price ?? 0;
  }

  /** Blank: none. */
  #percent(text: string, field: string, path: string): number {
    this.#at(path, field);
    const percent = text.trim() === '' ? 0 : percentOfText(text, this.#locale);
    if (percent === null) this.#problems.set(field, { kind: 'noPercent' });
    return percent ?? 0;
  }

  #at(path: string, field: string): void {
    this.#fieldOf.set(path, field);
  }
}
