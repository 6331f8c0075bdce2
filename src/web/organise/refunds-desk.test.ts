import { expect, it, onTestFinished, vi } from 'vitest';
import type { OrganiserRequests } from './organiser-requests.ts';
import { REFUNDABLE_BOOKING } from './refunds.graphql.ts';
import { RefundsDesk } from './refunds-desk.ts';

const euros = (amount: number) => ({ amount, currency: 'EUR', exponent: 2 });
const NONE = { edges: [], pageInfo: { hasNextPage: false } };
const bookingOf = (balance: number) => {
  return { id: 'booking_1', reference: 'ABCD-1234', customer: { name: 'Ada' }, balance: euros(balance) };
};

it('refunds a booking that has no seat to be selected, and says at the amount what is left of it', async () => {
  let balance = 5_000;
  const request = vi.fn(async (document: unknown) =>
    document === REFUNDABLE_BOOKING ? { booking: bookingOf(balance) } : { show: { failed: NONE, latest: NONE } },
  );
  const changeOnce = vi.fn(async (_document: unknown, _input: object) => ({ ok: true, value: null }) as object);
  const desk = new RefundsDesk({
    requests: { request, changeOnce } as unknown as OrganiserRequests,
    show: () => ({ id: 'show_1' }),
    selected: () => [],
    locale: () => 'en',
    onChange: () => {},
    onNews: () => {},
    onSignedOut: () => {},
  });
  onTestFinished(() => desk.dispose());
  expect(await desk.choose({ id: 'booking_1', reference: 'ABCD-1234' })).toBe(true);
  // The selection is as it was: the booking stays chosen.
  desk.follow();
  desk.type({ amount: '50.01' });
  expect(await desk.refund(desk.booking!)).toBe(false);
  expect(changeOnce).not.toHaveBeenCalled();
  expect([...desk.sender.problems]).toEqual([['refund-amount', { kind: 'tooMuch', most: 5_000 }]]);

  // Somebody else has refunded most of it meanwhile.
  desk.type({ amount: '20' });
  balance = 1_000;
  const refusal = { __typename: 'RefundNotPossibleError', code: 'REFUND_NOT_POSSIBLE', message: 'No.' };
  changeOnce.mockResolvedValueOnce({ ok: false, refusal });
  expect(await desk.refund(desk.booking!)).toBe(false);
  expect([...desk.sender.problems]).toEqual([['refund-amount', { kind: 'tooMuch', most: 1_000 }]]);

  desk.type({ amount: '10' });
  expect(await desk.refund(desk.booking!)).toBe(true);
  expect(changeOnce.mock.lastCall?.[1]).toEqual({ bookingId: 'booking_1', amount: 1_000 });
});
