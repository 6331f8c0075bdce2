import { expect, it } from 'vitest';
import { problemOfCustomer } from './customer-draft.ts';

it('asks for a name and something that may be an address, and leaves the rest to the server', () => {
  expect(problemOfCustomer({ name: ' ', email: 'ada@example.org' })).toEqual({ kind: 'name' });
  expect(problemOfCustomer({ name: 'Ada', email: 'ada' })).toEqual({ kind: 'email' });
  expect(problemOfCustomer({ name: 'Ada', email: 'ada @example.org' })).toEqual({ kind: 'email' });
  for (const email of ['ada@example.org', ' ada&co/x=1@bücher.example ', 'ada@xn--bcher-kva.example']) {
    expect(problemOfCustomer({ name: 'Ada', email })).toBeNull();
  }
});
