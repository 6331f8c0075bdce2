import type { Customer } from '../api/box-office.ts';
import type { CustomerField, Problem } from './problem.ts';

const KEY = 'seatwire.customer';

/** What was typed of the customer: it stays while the tab does, whatever becomes of the order. */
export class CustomerDraft {
  #customer: Customer = readStored();

  get customer(): Customer {
    return this.#customer;
  }

  type(change: Partial<Customer>): void {
    this.#customer = { ...this.#customer, ...change };
    try {
      sessionStorage.setItem(KEY, JSON.stringify(this.#customer));
    } catch {
      // It is kept in memory all the same.
    }
  }
}

/** In the order of the form. */
const FIELDS: readonly CustomerField[] = ['name', 'email'];

export function isFieldWrong(customer: Customer, field: CustomerField): boolean {
  const text = customer[field].trim();
  return field === 'name' ? text === '' : !/^([^\s@]+|".+")@[^\s@]+$/u.test(text);
}

/** What can be told without the server, whose word is the last: it is asked when the order is paid. */
export function problemOfCustomer(customer: Customer): Problem | null {
  const fields = FIELDS.filter((field) => isFieldWrong(customer, field));
  return fields.length > 0 ? { kind: 'customer', fields } : null;
}

function readStored(): Customer {
  const empty = { name: '', email: '' };
  try {
    const stored: unknown = JSON.parse(sessionStorage.getItem(KEY) ?? 'null');
    if (typeof stored !== 'object' || stored === null) return empty;
    const { name, email } = stored as Partial<Customer>;
    return { name: typeof name === 'string' ? name : '', email: typeof email === 'string' ? email : '' };
  } catch {
    return empty;
  }
}
