import { describe, expect, it } from 'vitest';
import { IntentKeys } from '../../../packages/client/src/box-office/intent-keys.ts';
import { Overloaded, RateLimited } from '../api/graphql.ts';
import { problemOf, problemOfFailure } from './problem.ts';

const refusal = (code: string, more = {}) => ({ __typename: 'X', code, message: 'no', ...more });

describe('refusals', () => {
  it('mean something to the buyer', () => {
    const tooMany = [{ path: 'input.seatIds', message: 'too many', code: 'TOO_MANY', maximum: 10 }];
    const noName = [{ path: 'input.customer.name', message: 'is missing' }];
    expect(problemOf(refusal('INVALID_INPUT', { issues: tooMany }))).toEqual({ kind: 'atMost', max: 10 });
    const tooManyMore = [{ path: 'input.setAreas', message: 'too many', code: 'TOO_MANY', maximum: 10 }];
    expect(problemOf(refusal('INVALID_INPUT', { issues: tooManyMore }))).toEqual({ kind: 'atMost', max: 10 });
    const limit = { limit: 50, message: 'One buyer may have at most 50 seats in a show at a time.' };
    expect(problemOf(refusal('LIMIT_EXCEEDED', limit))).toEqual({ kind: 'atMost', max: 50 });
    expect(problemOf(refusal('LIMIT_EXCEEDED', { limit: 10 }))).toEqual({ kind: 'refused', message: 'no' });
    const wait = { kind: 'tooMany', retryAfterSeconds: 10 };
    expect(problemOf(refusal('LIMIT_EXCEEDED', { ...limit, limitRetryAfterSeconds: 10 }))).toEqual(wait);
    expect(problemOf(refusal('LIMIT_EXCEEDED', { ...limit, limitRetryAfterSeconds: null }))).toMatchObject({ max: 50 });
    expect(problemOfFailure(new RateLimited('no', 10))).toEqual(wait);
    const busy = { kind: 'unavailable', retryAfterSeconds: 4 };
    expect(problemOfFailure(new Overloaded('no', 4))).toEqual(busy);
    expect(problemOfFailure(new TypeError('fetch failed'))).toEqual({ kind: 'unreachable' });
    expect(problemOf(refusal('INVALID_INPUT', { issues: noName }))).toEqual({ kind: 'customer', fields: ['name'] });
    const noCustomer = [{ path: 'input.customer.email', message: 'is missing' }, ...noName];
    const both = { kind: 'customer', fields: ['name', 'email'] };
    expect(problemOf(refusal('INVALID_INPUT', { issues: noCustomer }))).toEqual(both);
    expect(problemOf(refusal('SEATS_UNAVAILABLE', { alternatives: [] }))).toEqual({ kind: 'noAlternatives' });
    expect(problemOf(refusal('LOCK_NOT_ACTIVE'))).toEqual({ kind: 'orderEnded' });
    expect(problemOf(refusal('NOT_ADMITTED'))).toEqual({ kind: 'notAdmitted' });
    expect(problemOf(refusal('NEW_CODE'))).toEqual({ kind: 'refused', message: 'no' });
    const refund = { amount: 3_000, currency: 'EUR', exponent: 2 };
    const less = { cancellationObstacle: 'LESS_GOES_BACK', refund };
    expect(problemOf(refusal('BOOKING_NOT_CANCELLABLE', less))).toEqual({ kind: 'lessGoesBack', refund });
    expect(problemOf(refusal('BOOKING_NOT_CANCELLABLE', { cancellationObstacle: 'TOO_LATE', refund: null }))).toEqual({
      kind: 'notCancellable',
    });
    expect(problemOf(refusal('QUOTE_NOT_USABLE', { flaw: 'EXPIRED' }))).toEqual({ kind: 'quoteOver' });
    expect(problemOf(refusal('QUOTE_NOT_USABLE', { flaw: 'PAID_TOO_LATE' }))).toEqual({ kind: 'paidTooLate' });
  });
});

describe('intent keys', () => {
  it('are the same until there is an answer, and another for another wish', () => {
    const keys = new IntentKeys();
    const first = keys.keyFor('hold', { seatIds: ['A'] });
    expect(keys.keyFor('hold', { seatIds: ['A'] })).toBe(first);
    expect(keys.keyFor('hold', { seatIds: ['B'] })).not.toBe(first);
    keys.answered('hold', { seatIds: ['A'] });
    expect(keys.keyFor('hold', { seatIds: ['A'] })).not.toBe(first);
  });
});
