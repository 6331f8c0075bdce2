import { describe, expect, it } from 'vitest';
import { readPricing } from './pricing-reading.ts';
import {
  isRemovable,
  MOST_TYPES,
  NO_PRICING,
  pricingOfPlan,
  type TypedPricing,
  withFee,
  withFeeChanged,
  withoutFee,
  withoutType,
  withPrice,
  withTierChanged,
  withType,
  withTypeChanged,
} from './typed-pricing.ts';

const CATEGORIES = [{ name: 'Stalls' }, { name: 'Balcony' }];

/** Stalls at 45.00 and a balcony at 29.50 for adults, 20.00 and not at all for children. */
function typed(): TypedPricing {
  let pricing = pricingOfPlan(CATEGORIES, NO_PRICING);
  pricing = withPrice(pricing, { tier: 0, type: 0 }, '45');
  pricing = withPrice(pricing, { tier: 1, type: 0 }, '29,50');
  pricing = withTypeChanged(withTypeChanged(withType(pricing), 0, { name: 'Adult ' }), 1, {
    name: 'Child',
    note: 'Up to 14',
  });
  pricing = withPrice(pricing, { tier: 0, type: 1 }, '20');
  return withTierChanged(pricing, 0, { taxRate: '7' });
}

const inputOf = (pricing: TypedPricing, locale = 'en') => {
  const reading = readPricing(pricing, locale);
  if (!reading.ok) throw new Error(JSON.stringify([...reading.problems]));
  return reading;
};
const problemsOf = (pricing: TypedPricing) => {
  const reading = readPricing(pricing, 'en');
  return reading.ok ? {} : Object.fromEntries([...reading.problems].map(([field, { kind }]) => [field, kind]));
};

describe('the table of prices', () => {
  it('has a row for each category, and keeps what was typed for one of the same name on another plan', () => {
    const other = pricingOfPlan([{ name: 'Balcony' }, { name: 'Boxes' }], typed());
    expect(other.tiers.map(({ category, prices }) => [category, prices])).toEqual([
      ['Balcony', ['29,50', '']],
      ['Boxes', ['', '']],
    ]);
  });

  it('takes the price so far as that of the first of two types, and is one price again when the last is gone', () => {
    const pricing = typed();
    expect(pricing.tiers[0]!.prices).toEqual(['45', '20']);
    const one = withoutType(pricing, 1);
    expect(one.tiers[0]!.prices).toEqual(['45']);
    expect(withoutType(one, 0)).toMatchObject({ types: [], tiers: [{ prices: ['45'] }, { prices: ['29,50'] }] });
    expect(withoutType(pricing, 0).tiers[0]!.prices).toEqual(['20']);
  });

  it('has no more types than the API takes', () => {
    let pricing = typed();
    for (let time = 0; time < MOST_TYPES; time += 1) pricing = withType(pricing);
    expect(pricing.types).toHaveLength(MOST_TYPES);
    expect(pricing.tiers.every(({ prices }) => prices.length === MOST_TYPES)).toBe(true);
  });

  it('keeps the first type of a show that is there, as long as there are others', () => {
    const fresh = typed();
    expect([0, 1].map((at) => isRemovable(fresh, at))).toEqual([true, true]);
    const there = withTypeChanged(fresh, 0, { id: 'tickettype_1' });
    expect([0, 1].map((at) => isRemovable(there, at))).toEqual([false, true]);
    expect(isRemovable(withoutType(there, 1), 0)).toBe(true);
  });

  it('is read as the API takes it: minor units, what is left blank is not sold', () => {
    expect(inputOf(typed()).input).toEqual({
      ticketTypes: [
        { id: null, name: 'Adult', note: null },
        { id: null, name: 'Child', note: 'Up to 14' },
      ],
      priceTiers: [
        {
          id: null,
          category: 'Stalls',
          name: 'Stalls',
          price: 4_500,
          taxRate: 7,
          prices: [{ ticketType: 'Child', price: 2_000 }],
        },
        { id: null, category: 'Balcony', name: 'Balcony', price: 2_950, taxRate: 0, prices: [] },
      ],
      fees: [],
    });
  });

  it('is read by the digits of its currency', () => {
    const yen = { ...typed(), currency: 'JPY' };
    expect(problemsOf(yen)).toEqual({ 'tier-1-price-0': 'noPrice' });
    const dinars = withPrice({ ...typed(), currency: 'KWD' }, { tier: 1, type: 0 }, '1,500');
    expect(inputOf(dinars, 'de').input.priceTiers.map(({ price }) => price)).toEqual([45_000, 1_500]);
  });

  it('says what is wrong at the field that it is of', () => {
    let pricing = withTypeChanged(typed(), 1, { name: 'Adult' });
    pricing = withTypeChanged(withType(pricing), 2, { name: ' ' });
    pricing = withPrice(withPrice(pricing, { tier: 0, type: 0 }, ''), { tier: 1, type: 1 }, 'lots');
    pricing = withTierChanged(pricing, 1, { name: '', taxRate: '101' });
    expect(problemsOf(pricing)).toEqual({
      'type-1-name': 'sameName',
      'type-2-name': 'missing',
      'tier-0-price-0': 'noPrice',
      'tier-1-name': 'missing',
      'tier-1-price-1': 'noPrice',
      'tier-1-tax': 'noPercent',
    });
  });

  it('knows of each path of the input which field it is of, though blank prices are not sent', () => {
    let pricing = withTypeChanged(withType(typed()), 2, { name: 'Student' });
    pricing = withPrice(withPrice(pricing, { tier: 0, type: 1 }, ''), { tier: 0, type: 2 }, '30');
    const { input, fieldOf } = inputOf(pricing);
    expect(input.priceTiers[0]!.prices).toEqual([{ ticketType: 'Student', price: 3_000 }]);
    expect(fieldOf.get('input.priceTiers.0.prices.0.price')).toBe('tier-0-price-2');
    expect(fieldOf.get('input.ticketTypes.2.name')).toBe('type-2-name');
  });
});

describe('fees', () => {
  const fee = (change: Parameters<typeof withFeeChanged>[2]) =>
    withFeeChanged(withFee(typed()), 0, { name: 'Service', ...change });

  it('are an amount in the currency or a percentage, with a tax', () => {
    const amount = fee({ value: '1,50', taxRate: '19', basis: 'PER_BOOKING' });
    expect(inputOf(amount, 'de').input.fees).toEqual([
      { name: 'Service', basis: 'PER_BOOKING', amount: 150, percent: null, taxRate: 19 },
    ]);
    const percent = fee({ value: '7,7 %', unit: 'PERCENT' });
    expect(inputOf(percent, 'de').input.fees).toEqual([
      { name: 'Service', basis: 'PER_TICKET', amount: null, percent: 7.7, taxRate: 0 },
    ]);
  });

  it('begin with the tax of the one before, and go one by one', () => {
    const two = withFee(fee({ taxRate: '19' }));
    expect(two.fees.map(({ taxRate }) => taxRate)).toEqual(['19', '19']);
    expect(withoutFee(two, 0).fees.map(({ name }) => name)).toEqual(['']);
  });

  it.each([
    [{ value: '0' }, { 'fee-0-value': 'noAmount' }],
    [{ value: '' }, { 'fee-0-value': 'noPrice' }],
    [{ value: '', unit: 'PERCENT' }, { 'fee-0-value': 'noAmount' }],
    [{ value: '101', unit: 'PERCENT' }, { 'fee-0-value': 'noPercent' }],
    [{ value: '1', name: '' }, { 'fee-0-name': 'missing' }],
  ] as const)('with %j are none', (change, problems) => {
    expect(problemsOf(fee(change))).toEqual(problems);
  });
});
