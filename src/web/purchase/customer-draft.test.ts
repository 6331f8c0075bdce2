import { expect, it } from 'vitest';
import { problemOfCustomer } from './customer-draft.ts';

it('asks for a name and something that may be an address, and leaves the rest to the server', () => {
  const problem = (...fields: string[]) => ({ kind: 'customer', fields });
  expect(problemOfCustomer({ name: ' ', email: 'ada@example.org' })).toEqual(problem('name'));
  expect(problemOfCustomer({ name: 'Ada', email: 'ada' })).toEqual(problem('email'));
  expect(problemOfCustomer({ name: 'Ada', email: 'ada @example.org' })).toEqual(problem('email'));
  expect(problemOfCustomer({ name: '', email: '' })).toEqual(problem('name', 'email'));
  for (const email of [
    'ada@example.org',
    ' ada&co/x=1@bücher.example ',
    'ada@xn--bcher-kva.example',
    '"a d@a"@example.org',
  ]) {
    expect(problemOfCustomer({ name: 'Ada', email })).toBeNull();
  }
});
