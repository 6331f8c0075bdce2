import { describe, expect, it } from 'vitest';
import { readCustomer } from './typed-customer.ts';

describe('readCustomer', () => {
  it('takes what was typed, without the space around it, and no phone number for none', () => {
    expect(readCustomer({ name: ' Ada Lovelace ', email: 'ada@example.org ', phone: ' ' })).toMatchObject({
      ok: true,
      input: { name: 'Ada Lovelace', email: 'ada@example.org', phone: null },
    });
    expect(readCustomer({ name: 'Ada', email: 'ada@example.org', phone: '+49 30 1234567' })).toMatchObject({
      input: { phone: '+49 30 1234567' },
    });
  });

  it('misses name and address, at their fields', () => {
    const reading = readCustomer({ name: ' ', email: '', phone: '' });
    expect(reading).toEqual({
      ok: false,
      problems: new Map([
        ['customer-name', { kind: 'missing' }],
        ['customer-email', { kind: 'missing' }],
      ]),
    });
  });

  it('knows which field the server means', () => {
    const reading = readCustomer({ name: 'Ada', email: 'ada@example', phone: '' });
    expect(reading.ok && [...reading.fieldOf]).toEqual([
      ['input.name', 'customer-name'],
      ['input.email', 'customer-email'],
      ['input.phone', 'customer-phone'],
    ]);
  });
});
