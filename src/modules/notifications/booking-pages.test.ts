import { expect, it } from 'vitest';
import { BookingPages } from './booking-pages.ts';

const links = {
  sign: (_purpose: string, { bookingId, version }: { bookingId: string; version: number }) => `${bookingId}.${version}`,
};
const booking = { id: 'booking_1', showId: 'show_1', linkVersion: 2 };
const local = { givenUrl: null, publicUrl: 'http://localhost:4000' };
const given = { givenUrl: 'https://a.example', publicUrl: 'https://a.example' };

it.each([
  ['PUBLIC_URL', given, 'smtp://mail', 'https://a.example/booking#booking_1.2'],
  ['this machine, for mails that stay on it', local, null, 'http://localhost:4000/booking#booking_1.2'],
  ['nowhere, for mails that are sent', local, 'smtp://mail', null],
  ['nowhere, without a port of its own', { givenUrl: null, publicUrl: null }, null, null],
])('leads to %s', (_where, http, smtpUrl, url) => {
  expect(new BookingPages({ http, mail: { smtpUrl }, links }).urlOf('ticket', booking)).toBe(url);
});

it('leads the box office to the show on its own page, without a link of the customer', () => {
  expect(new BookingPages({ http: given, mail: { smtpUrl: null }, links }).urlOf('dispute', booking)).toBe(
    'https://a.example/organise/shows/show_1',
  );
});

it('leads to where the node listens, where that is known late and the mails stay on this machine', () => {
  const none = { givenUrl: null, publicUrl: null };
  const urlOf = (http: typeof given | typeof none, smtpUrl: string | null) => {
    const pages = new BookingPages({ http, mail: { smtpUrl }, links });
    pages.servedAt('http://127.0.0.1:5');
    return pages.urlOf('ticket', booking);
  };
  expect(urlOf(none, null)).toBe('http://127.0.0.1:5/booking#booking_1.2');
  expect(urlOf(none, 'smtp://mail')).toBeNull();
  expect(urlOf(given, null)).toBe('https://a.example/booking#booking_1.2');
});
