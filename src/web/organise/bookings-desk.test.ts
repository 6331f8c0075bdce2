import { expect, it, onTestFinished, vi } from 'vitest';
import { eventually } from '../../../test/kit/basics/eventually.ts';
import { CANCEL_BOOKING_OF_SHOW, OPENED_BOOKING } from './bookings.graphql.ts';
import { BookingsDesk, type ListedBooking } from './bookings-desk.ts';
import type { OrganiserRequests } from './organiser-requests.ts';

const BOOKING = { id: 'booking_1', reference: 'ABCD-1234', bookingStatus: 'CONFIRMED', payableUntil: null };
const LIST = { totalCount: 1, edges: [{ node: BOOKING }], pageInfo: { hasNextPage: false, endCursor: null } };
const CANCELLED = { id: 'booking_1', bookingStatus: 'CANCELLED', payableUntil: null };

it('shows that a booking is cancelled as soon as that is answered, not only when the list is', async () => {
  const request = vi.fn<(document: unknown) => Promise<object>>(async (document) =>
    document === OPENED_BOOKING ? { booking: BOOKING } : { bookings: LIST },
  );
  const makeOnce = vi.fn(async (document: unknown, _input: object, pick: (success: object) => unknown) => {
    expect(document).toBe(CANCEL_BOOKING_OF_SHOW);
    return { ok: true, value: pick({ booking: CANCELLED }) };
  });
  const onDone = vi.fn();
  const desk = new BookingsDesk({
    requests: { request, makeOnce } as unknown as OrganiserRequests,
    showId: 'show_1',
    locale: () => 'en',
    stateOf: () => 'AVAILABLE',
    allotmentOf: () => null,
    onChange: () => {},
    onFound: () => {},
    onDone,
    onSignedOut: () => {},
  });
  onTestFinished(() => desk.dispose());
  await desk.open('booking_1');
  expect(desk.opened?.bookingStatus).toBe('CONFIRMED');
  // The list does not come any more.
  request.mockImplementation(() => new Promise(() => {}));
  void desk.cancel(BOOKING as unknown as ListedBooking);
  await eventually(() => expect(onDone).toHaveBeenCalled());
  expect(desk.list?.map(({ bookingStatus }) => bookingStatus)).toEqual(['CANCELLED']);
  expect(desk.opened?.bookingStatus).toBe('CANCELLED');
});
