import { html, nothing, type TemplateResult } from 'lit-html';
import { focusLater } from '../page-focus.ts';
import type { PaymentForm } from '../purchase/payment-form.ts';
import { areaLinesOf } from './area-lines.ts';
import { type ChangeRulesOptions, changeRules } from './change-rules.ts';
import { countdown } from './countdown.ts';
import { customerFields } from './customer-fields.ts';
import type { HeldPanelOptions } from './held-panel.ts';
import { orderButton } from './order-button.ts';
import { orderLines } from './order-lines.ts';
import { problemNotice } from './problem-notice.ts';
import type { ViewContext } from './view-context.ts';

/** The sandbox's cards, by the token that a payment provider's form would give. */
const CARDS = ['tok_ok', 'tok_declined', 'tok_insufficient_funds', 'tok_timeout', 'tok_late', 'tok_twice'] as const;

/** What is ordered, to be paid by a card: before and after the booking is made. Without a price it is only confirmed. */
export function paymentPanel(options: HeldPanelOptions & Pick<ChangeRulesOptions, 'show' | 'now'>): TemplateResult {
  const { texts, formats, purchase, left_ms, orderStopped } = options;
  const { booking, lock, busy } = purchase;
  const { total, lines } = (booking ?? lock)!;
  const isFree = total.amount === 0;
  const { form } = purchase.checkout;
  const isInForm = !isFree && form.isUsed !== false;
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (orderStopped !== null) return;
    if (form.isUsed === null && !isFree) void form.learn();
    else if (isInForm) void purchase.checkout.payInForm();
    else void purchase.checkout.pay(String(new FormData(event.currentTarget as HTMLFormElement).get('card') ?? ''));
  };
  const pay = isFree ? texts.bookFree : isInForm && !form.container ? texts.toPayment : texts.pay(formats.money(total));
  const isBusy = busy !== null || (isInForm && form.isBusy);
  return html`
    <div class="panel-head"><h2 tabindex="-1">${isFree ? texts.order : texts.payment}</h2></div>
    ${countdown(options, { left_ms })}
    ${orderLines({ ...options, seats: purchase.seats, areas: areaLinesOf(options.hall, lines), total, lines })}
    ${purchase.checkout.isCorrecting ? correction(options) : customerLine(options)}
    <form @submit=${submit}>
      ${isFree ? html`<p class="muted">${texts.freeOrder}</p>` : isInForm ? providersForm(options, form) : cards(options)}
      ${changeRules(options)} ${problemNotice(options, purchase.problem)}
      <div class="actions">
        ${orderButton({
          content: wordsOfButton(options, { isFree, isInForm, pay }),
          type: 'submit',
          isBusy,
          whyNot: orderStopped,
        })}
        <button type="button" class="secondary" aria-disabled=${isBusy} @click=${() => purchase.cancel()}>
          ${busy === 'cancel' || busy === 'release' ? texts.working : texts.cancelOrder}
        </button>
      </div>
    </form>
  `;
}

function wordsOfButton(
  { texts, purchase: { busy, checkout } }: HeldPanelOptions,
  { isFree, isInForm, pay }: { isFree: boolean; isInForm: boolean; pay: string },
): string {
  const isAsking = busy === 'pay' || busy === 'book' || (isInForm && checkout.form.isBusy);
  if (!isAsking) return pay;
  // Before the form is there nothing is paid.
  return isFree || (isInForm && !checkout.form.container) ? texts.working : texts.paying;
}

/** The payment provider's own form: what is typed there goes to the provider alone. */
export function providersForm({ texts }: ViewContext, { container, message, isBusy }: PaymentForm): TemplateResult {
  return html`
    ${container ?? (isBusy ? html`<p class="muted">${texts.loadingPaymentForm}</p>` : nothing)}
    ${message === null ? nothing : html`<p class="problem" role="alert">${message || texts.notPaid}</p>`}
  `;
}

export function cards({ texts }: ViewContext): TemplateResult {
  return html`
    <fieldset class="cards">
      <legend>${texts.testCards}</legend>
      ${CARDS.map(
        (card, index) => html`
          <label class="card">
            <input type="radio" name="card" value=${card} ?checked=${index === 0} />
            <span class="card-face" aria-hidden="true">${4242 + index * 1111}</span>
            <span><span class="visually-hidden">${texts.testCard}: </span>${texts.cards[card]}</span>
          </label>
        `,
      )}
    </fieldset>
  `;
}

/** Where the tickets go; it can be mended until the booking is paid. */
function customerLine({ texts, purchase }: HeldPanelOptions): TemplateResult {
  const { name, email } = purchase.booking?.customer ?? purchase.checkout.draft.customer;
  const edit = () => {
    purchase.checkout.edit();
    if (purchase.checkout.isCorrecting) focusLater('#field-name');
  };
  return html`
    <p class="customer">
      <span><small>${texts.ticketsGoTo}</small><b>${email}</b><span class="muted">${name}</span></span>
      <button type="button" class="quiet" @click=${edit}>${texts.change}</button>
    </p>
  `;
}

/** Name and e-mail address of the booking that is not paid, being mended. */
function correction(options: HeldPanelOptions): TemplateResult {
  const { texts, purchase } = options;
  const { checkout, busy } = purchase;
  const save = async (event: SubmitEvent) => {
    event.preventDefault();
    await checkout.correct();
    if (!checkout.isCorrecting) focusLater('.panel .customer button');
  };
  const leave = () => {
    checkout.leave();
    focusLater('.panel .customer button');
  };
  return html`
    <form novalidate class="correction" aria-label=${texts.yourDetails} @submit=${save}>
      ${customerFields(options)}
      <div class="correction-actions">
        <button class="secondary" aria-disabled=${busy !== null}>
          ${busy === 'correct' ? texts.working : texts.saveDetails}
        </button>
        <button type="button" class="quiet" @click=${leave}>${texts.keepDetails}</button>
      </div>
    </form>
  `;
}

/** The bank has not answered yet. */
export function waitingPanel(options: HeldPanelOptions): TemplateResult {
  const { texts, purchase } = options;
  const takesDays = purchase.booking!.payments.some(({ pendingReason }) => pendingReason === 'PROCESSING');
  return html`
    <div class="outcome">
      <span class="spinner" aria-hidden="true"></span>
      <h2 tabindex="-1">${takesDays ? texts.underWayTitle : texts.pendingTitle}</h2>
      <p class="muted">${takesDays ? texts.underWayBody : texts.pendingBody}</p>
    </div>
    ${orderLines({
      ...options,
      seats: purchase.seats,
      areas: areaLinesOf(options.hall, purchase.booking!.lines),
      total: purchase.booking!.total,
      lines: purchase.booking!.lines,
    })}
    ${problemNotice(options, purchase.problem) ?? nothing}
  `;
}
