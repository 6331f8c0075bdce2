import type { BookingCustomer, Customer } from '../api/box-office.ts';
import type { Booking } from '../api/box-office-types.ts';
import { cancelInput } from './cancel-input.ts';
import type { CurrentOrder } from './current-order.ts';
import { CustomerDraft, isFieldWrong, problemOfCustomer } from './customer-draft.ts';
import type { OrderRequests } from './order-requests.ts';
import { PaymentForm } from './payment-form.ts';
import type { PurchaseDeps } from './purchase-deps.ts';
import { stepOf } from './step.ts';
import { TicketChanges } from './ticket-changes.ts';

export interface CheckoutDeps extends Pick<PurchaseDeps, 'boxOffice' | 'locale' | 'onChange' | 'onNews'> {
  order: CurrentOrder;
  requests: OrderRequests;
  /** What was held is booked, with the promo code that was applied. */
  onBooked(): void;
}

/** From what is held to the tickets: the customer, the booking, its payment, and its cancellation. */
export class Checkout {
  readonly #deps: CheckoutDeps;
  /** What was typed of the customer. */
  readonly draft = new CustomerDraft();
  /** The booking whose customer is being mended: it was made, and is not paid. */
  #correctedId: string | null = null;

  /** The payment provider's, where there is one. */
  readonly form: PaymentForm;
  /** Single ones of what is paid. */
  readonly tickets: TicketChanges;

  constructor(deps: CheckoutDeps) {
    this.#deps = deps;
    const { order, boxOffice } = deps;
    this.form = new PaymentForm({
      ...deps,
      toBePaid: () => {
        const { booking } = order;
        if (booking?.status !== 'PENDING_PAYMENT') return null;
        const input = { bookingId: booking.id };
        return { id: booking.id, input, start: (key) => boxOffice.startPayment({ ...input, ...key }) };
      },
      onPaid: (bookingId) => {
        order.paidInForm = bookingId;
      },
    });
    this.tickets = new TicketChanges(deps);
  }

  /** Goes on to the payment. The booking is made as it is paid: until then the customer can be changed. */
  async review(): Promise<void> {
    const { order, requests, onChange } = this.#deps;
    if (!order.lock || requests.busy) return;
    requests.problem = problemOfCustomer(this.draft.customer);
    if (requests.problem === null && !(await this.form.learn())) return;
    order.isReviewing = requests.problem === null;
    onChange();
  }

  /** Takes what is typed of the customer. What was wrong with the field is no longer said as soon as it is right. */
  type(change: Partial<Customer>): void {
    const { requests, onChange } = this.#deps;
    this.draft.type(change);
    const { problem } = requests;
    if (problem?.kind !== 'customer') return;
    const left = problem.fields.filter((field) => !(field in change) || isFieldWrong(this.draft.customer, field));
    if (left.length === problem.fields.length) return;
    // The same problem, of fewer fields: another one would take the focus to its first field.
    problem.fields = left;
    if (left.length === 0) requests.problem = null;
    onChange();
  }

  /** Back to the customer's details; of a booking that is not paid, beside its payment. */
  edit(): void {
    const { order, requests, onChange } = this.#deps;
    if (requests.busy) return;
    requests.problem = null;
    if (order.booking) {
      this.#correctedId = order.booking.id;
      this.draft.type({ ...order.booking.customer });
    } else order.isReviewing = false;
    onChange();
  }

  /** Whether the fields of the booking's customer are open. */
  get isCorrecting(): boolean {
    const { booking } = this.#deps.order;
    return booking?.status === 'PENDING_PAYMENT' && booking.id === this.#correctedId;
  }

  /** The customer of the booking stays as it is. */
  leave(): void {
    const { requests, onChange } = this.#deps;
    this.#correctedId = null;
    if (requests.problem?.kind === 'customer') requests.problem = null;
    onChange();
  }

  /** Has the booking's customer be what was typed. */
  async correct(): Promise<void> {
    const { order, requests, boxOffice, onChange } = this.#deps;
    const { booking } = order;
    if (!booking || requests.busy) return;
    requests.problem = problemOfCustomer(this.draft.customer);
    if (requests.problem !== null) return onChange();
    const { name, email } = this.draft.customer;
    await order.act({
      busy: 'correct',
      input: { bookingId: booking.id, name: name.trim(), email: email.trim() },
      send: ({ idempotencyKey: _, ...input }) => boxOffice.updateBookingCustomer(input),
      done: (corrected) => {
        order.booking = corrected;
        this.#correctedId = null;
      },
    });
  }

  async pay(paymentToken: string): Promise<void> {
    const { order, boxOffice } = this.#deps;
    if (!(await this.#settleCustomer())) return;
    if (!order.booking) await this.#book();
    if (order.booking?.status !== 'PENDING_PAYMENT') return;
    await order.act({
      busy: 'pay',
      input: { bookingId: order.booking.id, paymentToken },
      send: boxOffice.payBooking,
      done: (booking) => {
        order.booking = booking;
      },
    });
  }

  /** Books, and opens the payment provider's form; once that is open, pays what is typed in there. */
  async payInForm(): Promise<void> {
    const { order } = this.#deps;
    if (!(await this.#settleCustomer())) return;
    if (this.form.container) return await this.form.pay();
    if (!order.booking) await this.#book();
    await this.form.open();
  }

  /** Who pays while the customer is being mended, means it to be so. False: it could not be. */
  async #settleCustomer(): Promise<boolean> {
    if (this.isCorrecting) await this.correct();
    return !this.isCorrecting;
  }

  /** Cancels a booking that was not paid. */
  async cancel(): Promise<void> {
    const { order, onNews } = this.#deps;
    await this.#cancelBooking(order.booking, () => {
      order.booking = null;
      onNews({ kind: 'cancelled' });
    });
  }

  /** Gives paid seats back for their price. The booking stays in view: its tickets are void. */
  async cancelBooked(): Promise<void> {
    const { order } = this.#deps;
    if (stepOf(order) !== 'confirmed' || !order.booking) return;
    await this.#cancelBooking(order.booking, (cancelled) => {
      order.booking = cancelled;
    });
  }

  async #cancelBooking(booking: Booking | null, done: (cancelled: Booking) => void): Promise<void> {
    const { order, boxOffice } = this.#deps;
    if (!booking) return;
    await order.act({ busy: 'cancel', input: cancelInput(booking), send: boxOffice.cancelBooking, done });
  }

  async #book(): Promise<void> {
    const { order, requests, boxOffice, locale, onBooked } = this.#deps;
    if (!order.lock) return;
    const { name, email } = this.draft.customer;
    const customer: BookingCustomer = { name: name.trim(), email: email.trim(), locale: locale() };
    await order.act({
      busy: 'book',
      input: { lockId: order.lock.id, customer },
      send: boxOffice.createBooking,
      done: (booking) => {
        order.booking = booking;
        order.lock = null;
        onBooked();
      },
      refused: () => {
        // Both are mended a step before.
        const { problem } = requests;
        if (problem?.kind === 'customer' || problem?.kind === 'code') order.isReviewing = false;
      },
    });
  }
}
