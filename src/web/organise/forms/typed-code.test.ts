import { describe, expect, it } from 'vitest';
import { NO_CODE, type PromoCode, readCode, type TypedCode, typedCode } from './typed-code.ts';

const OPTIONS = { locale: 'de', exponent: 2, timezone: 'Europe/Berlin', incomplete: new Set<string>(), before: null };
const TYPED: TypedCode = { ...NO_CODE, code: ' SUMMER20 ', value: '20' };
const PRESENT = {
  id: 'code_1',
  code: 'SUMMER20',
  discount: { percent: null, amount: { amount: 1_050, currency: 'EUR', exponent: 2 }, price: null },
  tiers: [{ id: 'tier_1' }],
  ticketTypes: [],
  maxUses: 100,
  uses: 3,
  maxTickets: null,
  ticketsUsed: 5,
  validFrom: '2030-01-01T11:00:30.500Z',
  validUntil: null,
  endedAt: null,
} as unknown as PromoCode;

const read = (typed: Partial<TypedCode>, options: Partial<typeof OPTIONS & { before: PromoCode | null }> = {}) =>
  readCode({ ...TYPED, ...typed }, { ...OPTIONS, ...options });
const problemsOf = (...given: Parameters<typeof read>) => {
  const reading = read(...given);
  return reading.ok ? {} : Object.fromEntries([...reading.problems].map(([field, { kind }]) => [field, kind]));
};

describe('a typed promo code', () => {
  it.each([
    ['PERCENT', '20', { percent: 20 }],
    ['PERCENT', '7,5 %', { percent: 7.5 }],
    ['AMOUNT', '10,50', { amount: 1_050 }],
    ['PRICE', '0', { price: 0 }],
  ] as const)('is worth what was typed (%s %s)', (kind, value, discount) => {
    expect(read({ kind, value })).toMatchObject({ ok: true, input: { code: 'SUMMER20', discount } });
  });

  it.each([
    [{ code: ' ' }, { 'code-code': 'missing' }],
    [{ code: 'x'.repeat(51) }, { 'code-code': 'tooLong' }],
    [{ value: '' }, { 'code-value': 'noPercent' }],
    [{ value: '101' }, { 'code-value': 'noPercent' }],
    [{ value: '0' }, { 'code-value': 'noAmount' }],
    [{ kind: 'AMOUNT' as const, value: 'x' }, { 'code-value': 'noPrice' }],
    [{ kind: 'AMOUNT' as const, value: '0' }, { 'code-value': 'noAmount' }],
    [
      { maxUses: '0', maxTickets: '1.5' },
      { 'code-maxUses': 'noCount', 'code-maxTickets': 'noCount' },
    ],
    [{ validFrom: '2030-03-31T02:30' }, { 'code-validFrom': 'skipped' }],
    [{ validFrom: '2030-01-02T10:00', validUntil: '2030-01-02T10:00' }, { 'code-validUntil': 'notAfterValidFrom' }],
  ])('has its problems at their fields (%o)', (typed, problems) => {
    expect(problemsOf(typed)).toEqual(problems);
  });

  it('is not taken with a part of a time', () => {
    expect(problemsOf({}, { incomplete: new Set(['code-validUntil']) })).toEqual({ 'code-validUntil': 'incomplete' });
  });

  it('is by the clocks of the venue, and without bounds where nothing was typed', () => {
    expect(read({ validUntil: '2030-07-01T12:00' })).toMatchObject({
      input: { validFrom: null, validUntil: '2030-07-01T10:00:00.000Z', maxUses: null, maxTickets: null, tierIds: [] },
    });
  });

  it('that is there is written as it is read, times to the millisecond', () => {
    const typed = typedCode(PRESENT, OPTIONS);
    expect(typed).toMatchObject({ kind: 'AMOUNT', value: '10,50', validFrom: '2030-01-01T12:00', maxUses: '100' });
    expect(readCode(typed, { ...OPTIONS, before: PRESENT })).toMatchObject({
      input: { discount: { amount: 1_050 }, tierIds: ['tier_1'], validFrom: PRESENT.validFrom, maxUses: 100 },
    });
  });

  it('needs no discount where it opens an allotment, and else says so', () => {
    const allotment = { id: 'allotment_1', name: 'Press' };
    const before = { ...PRESENT, discount: null, allotment } as PromoCode;
    const typed = typedCode(before, OPTIONS);
    expect(typed).toMatchObject({ kind: 'NONE', allotmentId: 'allotment_1' });
    expect(readCode(typed, { ...OPTIONS, before })).toMatchObject({
      input: { discount: null, allotmentId: 'allotment_1' },
    });
    expect(problemsOf({ kind: 'NONE', value: '' })).toEqual({ 'code-allotment': 'missing' });
    expect(read({ allotmentId: 'allotment_1' })).toMatchObject({
      input: { discount: { percent: 20 }, allotmentId: 'allotment_1' },
    });
  });
});
