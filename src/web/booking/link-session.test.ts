import { expect, it } from 'vitest';
import { linkIn, linkSession } from './link-session.ts';

const token = 'booking_01k8000000e008002ymwrqw002.3.AbC-_dEfGhIjKlMnOpQrSt';

it('takes the link from behind the address', async () => {
  const link = linkIn(`#${token}`)!;
  expect(link).toEqual({ bookingId: 'booking_01k8000000e008002ymwrqw002', token });
  const session = linkSession(link);
  session.forget(token);
  expect([session.token, await session.ensure()]).toEqual([token, token]);
});

it.each(['', '#', '#main', '#booking_01', `#${token}?x`, `#${token}/`, `#x${token}`])(
  'takes nothing else: %s',
  (hash) => {
    expect(linkIn(hash)).toBeNull();
  },
);
