import { describe, expect, it } from 'vitest';
import { normalisedCode } from './code.ts';
import { refusalOf } from './codes.errors.ts';

describe('a code that is entered', () => {
  it.each([
    ['SUMMER20', 'summer20'],
    ['  Summer20\t', 'SUMMER20'],
    ['ＳＵＭＭＥＲ２０', 'summer20'],
    ['Straße', 'STRASSE'],
    ['éte\u0301', 'ÉTÉ'],
    ['SUM\u200BMER\u00AD20\uFEFF', 'summer20'],
    ['SUMMER \u00A0 20', 'summer 20'],
  ])('is the same as %j and as %j', (one, other) => {
    expect(normalisedCode(one)).toBe(normalisedCode(other));
  });

  it.each([
    ['SUMMER20', 'SUMMER2O'],
    ['SUMMER 20', 'SUMMER20'],
  ])('is another one as %j than as %j', (one, other) => {
    expect(normalisedCode(one)).not.toBe(normalisedCode(other));
  });

  it.each(['', '  ', '\u3000', '\u200B \u2800'])('is none where there is nothing but blanks (%j)', (text) => {
    expect(normalisedCode(text)).toBe('');
  });
});

describe('why a code is refused', () => {
  const fresh = {
    ...{ isCurrent: true, maxUses: null, maxTickets: null, uses: 0, tickets: 0 },
    ...{ percent: null, amount: 500, price: null },
  };

  it.each([
    [{}, 1, null],
    [{ maxUses: 2, uses: 1, maxTickets: 4, tickets: 3 }, 1, null],
    [{ isCurrent: false, maxUses: 1, uses: 1 }, 0, 'NOT_VALID'],
    [{ maxUses: 1, uses: 1 }, 0, 'USED_UP'],
    [{ maxTickets: 4, tickets: 4 }, 2, 'USED_UP'],
    [{ maxTickets: 4, tickets: 3 }, 2, 'TOO_MANY_TICKETS'],
    [{}, 0, 'NOTHING_APPLIES'],
    // It opens an allotment.
    [{ amount: null }, 0, null],
    [{ amount: null, maxUses: 1, uses: 1 }, 0, 'USED_UP'],
  ])('%o for %d tickets: %s', (state, count, reason) => {
    expect(refusalOf({ ...fresh, ...state }, count)).toBe(reason);
  });
});
