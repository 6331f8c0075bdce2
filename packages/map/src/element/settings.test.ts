import { describe, expect, it } from 'vitest';
import type { PriceTier } from '../hall/price-tier.ts';
import { contextIn, isWanted, listOf, partySizeOf, textOfList, wholeOf } from './settings.ts';

const tier = (name: string, amount: number): PriceTier => ({
  ...{ id: `tier_${name}`, name, category: `${name} seats` },
  price: { amount, currency: 'EUR', exponent: 2 },
});

describe('the element’s attributes', () => {
  it.each([
    ['2', 2],
    [' 3 ', 3],
    ['0', null],
    ['-1', null],
    ['2.5', null],
    ['two', null],
    ['', null],
    [null, null],
  ])('take %j for the number %j', (text, number) => {
    expect([wholeOf(text), partySizeOf(text)]).toEqual([number, number]);
  });

  it('let nobody choose more seats than one lock can have', () => {
    expect([partySizeOf('50'), partySizeOf('51'), wholeOf('51')]).toEqual([50, 50, 51]);
  });

  it.each([
    ['Stalls', 'Stalls'],
    ['Stalls, Balcony', 'Stalls, Balcony'],
    [['Stalls', 'Balcony'], 'Stalls,Balcony'],
    [[], null],
    ['', null],
    [null, null],
    [undefined, null],
  ])('take the list %j for the text %j', (list, text) => {
    expect(textOfList(list)).toBe(text);
  });

  it('name tiers by id, name or category, separated by commas', () => {
    expect([listOf(' a, ,b c,'), listOf(null), listOf('')]).toEqual([['a', 'b c'], [], []]);
    const [stalls, balcony] = [tier('Stalls', 4_500), tier('Balcony', 2_900)];
    const settings = { partySize: null, tiers: [] as string[], maxPrice: null as number | null };
    expect(isWanted(settings, stalls)).toBe(true);
    for (const name of ['tier_Stalls', 'Stalls', 'Stalls seats']) {
      expect([stalls, balcony].map((each) => isWanted({ ...settings, tiers: [name] }, each))).toEqual([true, false]);
    }
    expect([stalls, balcony].map((each) => isWanted({ ...settings, maxPrice: 2_900 }, each))).toEqual([false, true]);
  });
});

describe('the element’s language', () => {
  it.each([
    [['de-AT', 'en'], 'de', '€ 45,00'],
    [['fr', 'en-GB'], 'en', '€45.00'],
    [['fr'], 'en', '€45.00'],
    [['de_DE!', 'de'], 'de', '45,00 €'],
    [[], 'en', '€45.00'],
  ])('of %j is %s, with numbers as %s', (tags, language, price) => {
    const context = contextIn(tags);
    expect(context.language).toBe(language);
    expect(context.formats.money(tier('Stalls', 4_500).price).replaceAll('\u00a0', ' ')).toBe(price);
  });

  it('writes as many decimals as the API says', () => {
    const { money } = contextIn(['en-GB']).formats;
    expect(money({ amount: 1_200, currency: 'JPY', exponent: 0 })).toBe('JP¥1,200');
    expect(money({ amount: 1_500_000, currency: 'IQD', exponent: 3 })).toBe('IQD\u00a01,500.000');
  });
});
