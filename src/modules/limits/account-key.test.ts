import { expect, it } from 'vitest';
import type { Principal } from '../../shared/principal.ts';
import { accountKey } from './account-key.ts';

const account = (email: string | null, emailVerified?: boolean): Principal => ({
  id: 'a',
  role: 'customer',
  email,
  ...(emailVerified === undefined ? {} : { emailVerified }),
});

it('is the same for one mailbox however it is written, and names nobody', () => {
  const key = accountKey(account('ada@example.org', true));
  expect(key).toMatch(/^account [\w-]{22}$/);
  expect(accountKey(account('Ada+tickets@EXAMPLE.org', true))).toBe(key);
  expect(accountKey(account('ada.l@example.org', true))).not.toBe(key);
});

it('is of verified addresses alone', () => {
  expect(accountKey(account('ada@example.org'))).toBeNull();
  expect(accountKey(account('ada@example.org', false))).toBeNull();
  expect(accountKey(account(null, true))).toBeNull();
  expect(accountKey(account('nobody', true))).toBeNull();
});
