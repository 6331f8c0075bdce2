import { describe, expect, it } from 'vitest';
import { parseBookingEvent } from './parse-booking-event.ts';

const event = {
  event_type: 'booking.created',
  event_id: 'event_1',
  occurred_at: '2026-07-01T12:00:00.000Z',
  booking_id: 'booking_1',
  show_id: 'show_1',
  lock_id: 'lock_1',
  seat_ids: ['A-1', 'A-2'],
  total: { amount: 2_500, currency: 'EUR' },
  revision: 3,
};

describe('a booking event', () => {
  it.each(['created', 'confirmed', 'cancelled', 'expired', 'refunded'])('may be booking.%s', (what) => {
    const told = { ...event, event_type: `booking.${what}` };
    expect(parseBookingEvent(told)).toEqual(told);
  });

  it('may have places of areas alone', () => {
    const told = { ...event, seat_ids: [], areas: [{ area_id: 'front', quantity: 2 }] };
    expect(parseBookingEvent(told)).toEqual(told);
  });

  it('may cost nothing, and have what a later version adds', () => {
    const told = { ...event, total: { amount: 0, currency: 'EUR' } };
    expect(parseBookingEvent({ ...told, colour: 'red' })).toEqual(told);
  });

  it.each([
    [{ event_type: 'seat.locked' }],
    [{ event_id: '' }],
    [{ occurred_at: 'yesterday' }],
    [{ booking_id: '' }],
    [{ show_id: '' }],
    [{ lock_id: '' }],
    [{ seat_ids: [''] }],
    [{ total: { amount: -1, currency: 'EUR' } }],
    [{ total: { amount: 1.5, currency: 'EUR' } }],
    [{ total: { amount: 1, currency: 'EURO' } }],
    [{ areas: [{ area_id: 'front', quantity: 0 }] }],
    [{ revision: 0 }],
  ])('is none with %j', (wrong) => {
    expect(() => parseBookingEvent({ ...event, ...wrong })).toThrow(Object.keys(wrong)[0]);
  });

  it.each([null, 'text', {}])('is not %j', (payload) => {
    expect(() => parseBookingEvent(payload)).toThrow();
  });
});
