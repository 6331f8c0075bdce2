import { describe, expect, it } from 'vitest';
import { changeRulesOfShow, NO_CHANGE_RULES, readChangeRules, type TypedChangeRules } from './typed-change-rules.ts';

const options = {
  timezone: 'Europe/Lisbon',
  locale: 'de',
  exponent: 2,
  incomplete: new Set<string>(),
  now: Date.parse('2030-06-01T12:00:00Z'),
};
const read = (typed: Partial<TypedChangeRules>, more: Partial<Parameters<typeof readChangeRules>[1]> = {}) =>
  readChangeRules({ ...NO_CHANGE_RULES, ...typed }, { ...options, ...more });
const money = (amount: number) => ({ amount, exponent: 2 });
const NOTHING = {
  returnsUntil: null,
  returnFee: 0,
  exchangesUntil: null,
  exchangeFee: 0,
  feeTaxRate: 0,
  keepsFees: true,
};

describe('what buyers may do, as it is typed', () => {
  it('is nothing where nothing is typed', () => {
    expect(read({})).toMatchObject({ ok: true, input: NOTHING });
    const known = { ...NOTHING, returnFee: money(0), exchangeFee: money(0) };
    expect(changeRulesOfShow(known, options)).toEqual(NO_CHANGE_RULES);
  });

  it('is until a time by the clocks of the venue, and costs money as it is typed there', () => {
    const typed = {
      returnsUntil: '2030-06-10T20:00',
      returnFee: '2,5',
      exchangesUntil: '2030-06-11T20:00',
      exchangeFee: '1',
      feeTaxRate: '7,7',
      keepsFees: false,
    };
    const input = {
      returnsUntil: '2030-06-10T19:00:00.000Z',
      returnFee: 250,
      exchangesUntil: '2030-06-11T19:00:00.000Z',
      exchangeFee: 100,
      feeTaxRate: 7.7,
      keepsFees: false,
    };
    expect(read(typed)).toMatchObject({ ok: true, input });
    const known = { ...input, returnFee: money(250), exchangeFee: money(100) };
    expect(changeRulesOfShow(known, options)).toEqual({ ...typed, returnFee: '2,50', exchangeFee: '1,00' });
  });

  it('has its problems where they are, each of them', () => {
    const typed = { returnsUntil: '2030-06-01T12:00', returnFee: '-1', exchangeFee: '2,555', feeTaxRate: '101' };
    expect(read(typed, { incomplete: new Set(['exchangesUntil']) })).toEqual({
      ok: false,
      problems: new Map([
        ['returnsUntil', { kind: 'past' }],
        ['returnFee', { kind: 'noPrice' }],
        ['exchangesUntil', { kind: 'incomplete' }],
        ['exchangeFee', { kind: 'noPrice' }],
        ['feeTaxRate', { kind: 'noPercent' }],
      ]),
    });
  });

  it('keeps a time that is past by now, to the second, where nobody changes it', () => {
    const before = { returnsUntil: '2030-05-01T10:00:27Z', exchangesUntil: null };
    const typed = { returnsUntil: '2030-05-01T11:00' };
    expect(read(typed, { before })).toMatchObject({ ok: true, input: { returnsUntil: before.returnsUntil } });
  });

  it('knows the field of what the server finds', () => {
    const reading = read({});
    expect(reading.ok && reading.fieldOf.get('input.changeRules.returnFee')).toBe('returnFee');
  });
});
