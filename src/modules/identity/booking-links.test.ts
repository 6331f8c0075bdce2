import { expect, it } from 'vitest';
import { newId } from '../../platform/ids.ts';
import { createBookingLinks, hasLinkForm } from './booking-links.ts';

const links = createBookingLinks('a secret');
const link = { bookingId: newId('booking'), version: 3 };

it('reads what it has signed, for that purpose alone', () => {
  const signed = links.sign('page', link);
  expect(links.read('page', signed)).toEqual(link);
  expect(hasLinkForm(signed)).toBe(true);
  expect(links.read('receipt', signed)).toBeNull();
  expect(links.read('tickets', signed)).toBeNull();
});

it('reads nothing that somebody has changed, or signed elsewhere', () => {
  const [bookingId, version, digest] = links.sign('page', link).split('.') as [string, string, string];
  const other = newId('booking');
  const last = digest.at(-1) === 'A' ? 'Q' : 'A';
  const made = [
    `${other}.${version}.${digest}`,
    `${bookingId}.4.${digest}`,
    `${bookingId}.03.${digest}`,
    `${bookingId}.${version}.${digest.slice(0, -1)}${last}`,
    `${bookingId}.${version}.${digest}A`,
    `${bookingId}.${version}`,
    `${bookingId}..${digest}`,
    ` ${bookingId}.${version}.${digest}`,
    '',
  ];
  for (const text of made) expect(links.read('page', text)).toBeNull();
  expect(createBookingLinks('another').read('page', links.sign('page', link))).toBeNull();
});

it('is never taken for a JWT', () => {
  expect(hasLinkForm('eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhIn0.AAAAAAAAAAAAAAAAAAAAAA')).toBe(false);
});
