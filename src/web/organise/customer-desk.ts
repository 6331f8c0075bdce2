import type { Outcome } from '../api/box-office-types.ts';
import { FormSender, type FormSenderDeps } from './forms/form-sender.ts';
import { type CustomerInput, readCustomer, type TypedCustomer } from './forms/typed-customer.ts';

export interface CustomerDeskDeps extends FormSenderDeps {
  send(input: CustomerInput & { bookingId: string }): Promise<Outcome<null>>;
}

/** The customer of an opened booking, being corrected. */
export class CustomerDesk {
  readonly #deps: CustomerDeskDeps;
  /** Of which booking; null: none is. */
  bookingId: string | null = null;
  typed: TypedCustomer = { name: '', email: '', phone: '' };
  readonly sender: FormSender;

  constructor(deps: CustomerDeskDeps) {
    this.#deps = deps;
    this.sender = new FormSender(deps);
  }

  begin({ id, customer }: { id: string; customer: CustomerInput }): void {
    this.bookingId = id;
    this.typed = { ...customer, phone: customer.phone ?? '' };
    this.sender.forget();
    this.#deps.onChange();
  }

  type(change: Partial<TypedCustomer>): void {
    this.typed = { ...this.typed, ...change };
    this.sender.forget();
    this.#deps.onChange();
  }

  end(): void {
    this.bookingId = null;
    this.sender.forget();
    this.#deps.onChange();
  }

  /** The name, once it is taken; null otherwise. */
  async send(): Promise<string | null> {
    const { bookingId } = this;
    if (bookingId === null) return null;
    const reading = readCustomer(this.typed);
    const sent = await this.sender.send(reading, (input) => this.#deps.send({ bookingId, ...input }));
    if (!sent || !reading.ok) return null;
    this.end();
    return reading.input.name;
  }
}
