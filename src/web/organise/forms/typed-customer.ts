import type { FormProblem, Reading } from './form-problem.ts';

/** The customer of a booking as it stands in the fields of a form. */
export interface TypedCustomer {
  name: string;
  email: string;
  /** '': none. */
  phone: string;
}

export interface CustomerInput {
  name: string;
  email: string;
  phone: string | null;
}

/** As long as the API takes them. */
export const MOST_CHARACTERS = { name: 200, email: 254, phone: 30 } as const;

const FIELDS = ['name', 'email', 'phone'] as const;

/** What was typed of a customer, as the API takes it. Whether it is an address is the server's to say. */
export function readCustomer(typed: TypedCustomer): Reading<CustomerInput> {
  const [name, email, phone] = FIELDS.map((field) => typed[field].trim()) as [string, string, string];
  const problems = new Map<string, FormProblem>();
  if (name === '') problems.set('customer-name', { kind: 'missing' });
  if (email === '') problems.set('customer-email', { kind: 'missing' });
  if (problems.size > 0) return { ok: false, problems };
  const fieldOf = new Map(FIELDS.map((field) => [`input.${field}`, `customer-${field}`]));
  return { ok: true, input: { name, email, phone: phone === '' ? null : phone }, fieldOf };
}
