import { expect, it } from 'vitest';
import { newId } from '../../platform/ids.ts';
import type { Role } from '../../shared/principal.ts';
import { countedAddress } from './counted-address.ts';

it.each([
  ['a guest', newId('guest'), 'customer', '192.0.2.1'],
  ['a customer with an account', 'auth0|5f7c8ec7', 'customer', null],
  ['a customer whose account is called like a guest', 'guest_of_honour', 'customer', null],
  ['an organiser', 'organiser', 'organiser', null],
  ['an organiser with the id of a guest', newId('guest'), 'organiser', null],
] satisfies [string, string, Role, string | null][])('of %s counts the address, or not', (_who, id, role, counted) => {
  expect(countedAddress({ id, role, email: null }, '192.0.2.1')).toBe(counted);
  expect(countedAddress({ id, role, email: null }, null)).toBeNull();
});
