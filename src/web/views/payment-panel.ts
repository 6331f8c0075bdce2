import { html, nothing, type TemplateResult } from 'lit-html';
import { areaLinesOf } from './area-lines.ts';
import { countdown } from './countdown.ts';
import type { HeldPanelOptions } from './held-panel.ts';
import { orderButton } from './order-button.ts';
import { orderLines } from './order-lines.ts';
import { problemNotice } from './problem-notice.ts';

/** The sandbox's cards, by the token that a payment provider's form would give. */
const CARDS = ['tok_ok', 'tok_declined', 'tok_insufficient_funds', 'tok_timeout', 'tok_late', 'tok_twice'] as const;

/** What is ordered, to be paid by a card: before and after the booking is made. Without a price it is only confirmed. */
export function paymentPanel(options: HeldPanelOptions): TemplateResult {
  const { texts, formats, purchase, left_ms, orderStopped } = options;
  const { booking, lock, busy } = purchase;
  const { total, lines } = (booking ?? lock)!;
  const isFree = total.amount === 0;
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (orderStopped !== null) return;
    void purchase.checkout.pay(String(new FormData(event.currentTarget as HTMLFormElement).get('card') ?? ''));
  };
  const pay = isFree ? texts.bookFree : texts.pay(formats.money(total));
  return html`
    <div class="panel-head"><h2 tabindex="-1">${isFree ? texts.order : texts.payment}</h2></div>
    ${countdown(options, { left_ms })}
    ${orderLines({ ...options, seats: purchase.seats, areas: areaLinesOf(options.hall, lines), total, lines })}
    ${customerLine(options)}
    <form @submit=${submit}>
      ${isFree ? html`<p class="muted">${texts.freeOrder}</p>` : cards(options)}
      ${problemNotice(options, purchase.problem)}
      <div class="actions">
        ${orderButton({
          content: busy === 'pay' || busy === 'book' ? (isFree ? texts.working : texts.paying) : pay,
          type: 'submit',
          isBusy: busy !== null,
          whyNot: orderStopped,
        })}
        <button type="button" class="secondary" aria-disabled=${busy !== null} @click=${() => purchase.cancel()}>
          ${busy === 'cancel' || busy === 'release' ? texts.working : texts.cancelOrder}
        </button>
      </div>
    </form>
  `;
}

function cards({ texts }: HeldPanelOptions): TemplateResult {
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

/** Where the tickets go; it can be mended until the booking is made. */
function customerLine({ texts, purchase }: HeldPanelOptions): TemplateResult {
  const { name, email } = purchase.booking?.customer ?? purchase.checkout.draft.customer;
  return html`
    <p class="customer">
      <span><small>${texts.ticketsGoTo}</small><b>${email}</b><span class="muted">${name}</span></span>
      ${
        purchase.booking
          ? nothing
          : html`<button type="button" class="quiet" @click=${() => purchase.checkout.edit()}>${texts.change}</button>`
      }
    </p>
  `;
}

/** The bank has not answered yet. */
export function waitingPanel(options: HeldPanelOptions): TemplateResult {
  const { texts, purchase } = options;
  return html`
    <div class="outcome">
      <span class="spinner" aria-hidden="true"></span>
      <h2 tabindex="-1">${texts.pendingTitle}</h2>
      <p class="muted">${texts.pendingBody}</p>
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
