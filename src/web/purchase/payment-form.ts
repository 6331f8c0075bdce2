import type { Stripe, StripeElements } from '@stripe/stripe-js';
import type { BoxOffice } from '../api/box-office.ts';
import type { Outcome, PaymentSession } from '../api/box-office-types.ts';
import { loadStripeScript } from '../stripe-script.ts';
import type { ChangedOrder } from './changed-order.ts';
import type { OrderRequests } from './order-requests.ts';

/** What is to be paid: a booking, or what a change of one costs more. */
export interface ToBePaid {
  id: string;
  input: object;
  /** Of the input, with a key. */
  start(input: { idempotencyKey: string }): Promise<Outcome<PaymentSession>>;
}

export interface PaymentFormDeps {
  boxOffice: Pick<BoxOffice, 'paymentProvider'>;
  order: Pick<ChangedOrder, 'act' | 'refresh'>;
  requests: Pick<OrderRequests, 'problem'>;
  /** Null: nothing is to be paid now. */
  toBePaid(): ToBePaid | null;
  /** It was paid in the form just now: its payment is told of later. */
  onPaid(id: string): void;
  /** BCP 47: of the page. */
  locale(): string;
  onChange(): void;
}

const MAX_FRAMES = 120;

/** A form that is drawn. */
interface OpenForm {
  /** Of what is paid. */
  id: string;
  stripe: Stripe;
  elements: StripeElements;
}

/**
 * The payment provider's own form, where there is one: Stripe's Payment Element. What is typed there goes to Stripe alone; how the payment
 * ends is told by the booking.
 */
export class PaymentForm {
  readonly #deps: PaymentFormDeps;
  #publishableKey: string | null | undefined;
  /** The last question for it; null: there was none. */
  #learning: Promise<boolean> | null = null;
  #isLearning = false;
  #open: OpenForm | null = null;
  #container: HTMLElement | null = null;
  /** In Stripe's words, in the buyer's language. */
  message: string | null = null;
  isBusy = false;

  constructor(deps: PaymentFormDeps) {
    this.#deps = deps;
  }

  /** Whether buyers pay in the provider's form; null: it is not known yet, and asked for where it was not before. */
  get isUsed(): boolean | null {
    if (this.#publishableKey === undefined && this.#learning === null) void this.learn();
    return this.#publishableKey === undefined ? null : this.#publishableKey !== null;
  }

  /** What the form is drawn in, while it is open for what is to be paid now. */
  get container(): HTMLElement | null {
    return this.#open && this.#open.id === this.#deps.toBePaid()?.id ? this.#container : null;
  }

  /** Asks once which provider there is. False: there was no answer, and the buyer is told so. */
  learn(): Promise<boolean> {
    if (this.#publishableKey !== undefined) return Promise.resolve(true);
    if (!this.#isLearning) this.#learning = this.#ask();
    return this.#learning!;
  }

  async #ask(): Promise<boolean> {
    this.#isLearning = true;
    const { boxOffice, requests, onChange } = this.#deps;
    try {
      this.#publishableKey = (await boxOffice.paymentProvider()).publishableKey;
    } catch {
      requests.problem = { kind: 'unreachable' };
    } finally {
      this.#isLearning = false;
    }
    onChange();
    return this.#publishableKey !== undefined;
  }

  /** Opens the form for what is to be paid. */
  async open(): Promise<void> {
    const { order, toBePaid } = this.#deps;
    const due = toBePaid();
    if (!due || this.isBusy) return;
    await order.act({
      busy: 'pay',
      input: due.input,
      send: due.start,
      done: (session) => void this.#draw(due.id, session),
    });
  }

  /** Has Stripe charge what is typed in. The booking tells what became of it. */
  async pay(): Promise<void> {
    const { order, onChange, onPaid } = this.#deps;
    const form = this.#open;
    if (!form || this.isBusy) return;
    await this.#busily(async () => {
      const { error } = await form.stripe.confirmPayment({
        elements: form.elements,
        confirmParams: { return_url: `${location.origin}${location.pathname}` },
        redirect: 'if_required',
      });
      this.message = error ? (error.message ?? '') : null;
      if (error) return;
      onPaid(form.id);
      this.#close();
      await order.refresh();
      onChange();
    });
  }

  async #draw(id: string, { publishableKey, clientSecret }: PaymentSession): Promise<void> {
    if (publishableKey === null) return;
    const { locale, requests, onChange } = this.#deps;
    await this.#busily(async () => {
      try {
        const stripe = await loadStripeScript(publishableKey);
        const isDark = matchMedia('(prefers-color-scheme: dark)').matches;
        const elements = stripe.elements({
          clientSecret,
          locale: locale().startsWith('de') ? 'de' : 'en',
          appearance: { theme: isDark ? 'night' : 'stripe' },
        });
        this.#close();
        const container = document.createElement('div');
        container.className = 'payment-form';
        this.#container = container;
        this.#open = { id, stripe, elements };
        onChange();
        await untilConnected(container);
        elements.create('payment').mount(container);
      } catch {
        requests.problem = { kind: 'noForm' };
      }
    });
  }

  async #busily(work: () => Promise<void>): Promise<void> {
    const { onChange } = this.#deps;
    this.isBusy = true;
    this.message = null;
    onChange();
    try {
      await work();
    } finally {
      this.isBusy = false;
      onChange();
    }
  }

  #close(): void {
    this.#open?.elements.getElement('payment')?.destroy();
    this.#open = null;
    this.#container = null;
  }
}

/** Stripe draws into what is in the document; the page draws in its next frame. */
async function untilConnected(element: HTMLElement): Promise<void> {
  for (let frame = 0; frame < MAX_FRAMES && !element.isConnected; frame += 1) {
    await new Promise((resolve) => requestAnimationFrame(resolve));
  }
}
