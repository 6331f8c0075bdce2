import { expect, it } from 'vitest';
import { textsIn } from '../i18n/language.ts';
import { orderStatus } from './order-status.ts';

const english = { texts: textsIn('en') };
const german = { texts: textsIn('de') };

it('does not call a booking confirmed whose show is cancelled', () => {
  expect(orderStatus(english, 'CONFIRMED', { status: 'CLOSED' })).toBe('Confirmed');
  expect(orderStatus(english, 'CONFIRMED', { status: 'CANCELLED' })).toBe('Show cancelled');
  expect(orderStatus(german, 'CONFIRMED', { status: 'CANCELLED' })).toBe('Veranstaltung abgesagt');
});

it('still tells what became of the money of such a booking', () => {
  expect(orderStatus(english, 'PARTLY_REFUNDED', { status: 'CANCELLED' })).toBe('Show cancelled, Partly refunded');
  expect(orderStatus(english, 'REFUNDED', { status: 'CANCELLED' })).toBe('Refunded');
});
