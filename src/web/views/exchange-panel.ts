import { html, nothing, type TemplateResult } from 'lit-html';
import { seatName } from '../../../packages/map/src/views/seat-names.ts';
import type { ReturnQuote, Show, Ticket } from '../api/box-office-types.ts';
import { goodTickets, mayExchange } from '../purchase/ticket-returns.ts';
import { orderButton } from './order-button.ts';
import type { PanelOptions } from './panel-options.ts';
import { cards, providersForm } from './payment-panel.ts';
import { quotedLines } from './returns-panel.ts';
import { admissionOf } from './ticket-list.ts';

export interface ExchangePanelOptions extends PanelOptions {
  show: Show;
  /** The server's time, ms since 1970. */
  now: number;
}

/** Which ticket is exchanged, for which seat of the map, what that comes to, and that it is meant; nothing where the show does not allow it. */
export function exchangePanel(options: ExchangePanelOptions): TemplateResult | typeof nothing {
  const { texts, purchase, show, now } = options;
  const { exchange } = purchase.checkout;
  if (exchange.isWaiting) return html`<p class="returns" role="status">${texts.exchangeWaiting}</p>`;
  if (!mayExchange(show, purchase.booking!, now)) return nothing;
  return html`
    <section class="returns exchange">
      <button type="button" class="secondary" aria-expanded=${exchange.isOpen} @click=${() => exchange.toggle()}>
        ${texts.exchange}
      </button>
      ${exchange.isOpen ? (exchange.quote ? quoted(options, exchange.quote) : choice(options)) : nothing}
    </section>
  `;
}

function choice(options: ExchangePanelOptions): TemplateResult {
  const { texts, purchase } = options;
  const { exchange } = purchase.checkout;
  const booking = purchase.booking!;
  const { seat } = exchange;
  const whyNot = exchange.ticketId === null || seat === null ? texts.exchangeNone : null;
  return html`
    <fieldset>
      <legend>${texts.exchangeWhich}</legend>
      ${goodTickets(booking).map(
        (ticket) => html`<label>
          <input
            type="radio"
            name="exchanged"
            .checked=${exchange.ticketId === ticket.id}
            @change=${() => exchange.choose(ticket.id)}
          />
          <span>${admissionOf({ ...options, booking }, ticket)?.spoken ?? ticket.code}</span>
        </label>`,
      )}
    </fieldset>
    ${
      exchange.ticketId === null
        ? nothing
        : html`<p role="status">${seat ? html`<b>${texts.exchangeTo(seatName(options, seat))}</b>` : texts.exchangeSeat}</p>`
    }
    ${orderButton({
      content: texts.exchangeAsk,
      isBusy: purchase.busy === 'quote',
      whyNot,
      onPress: () => exchange.ask(typeIdOf(options)),
    })}
  `;
}

/** What the ticket was sold as, where the other seat can be sold so; null: the first of its types. */
function typeIdOf({ purchase, show, typesOf }: ExchangePanelOptions): string | null {
  const { exchange } = purchase.checkout;
  const ticket = purchase.booking!.tickets.find(({ id }: Ticket) => id === exchange.ticketId);
  const type = show.ticketTypes.find(({ name }) => name === ticket?.ticketType?.name);
  const types = exchange.seat ? typesOf(exchange.seat) : [];
  return (types.find(({ id }) => id === type?.id) ?? types[0])?.id ?? null;
}

function quoted(options: ExchangePanelOptions, { lines, refund, charge }: ReturnQuote): TemplateResult {
  const { texts, formats, purchase } = options;
  const { exchange } = purchase.checkout;
  const { form } = exchange;
  const costs = charge.amount > 0;
  const isInForm = costs && form.isUsed !== false;
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (isInForm) void exchange.payInForm();
    else {
      const card = new FormData(event.currentTarget as HTMLFormElement).get('card');
      void exchange.apply(costs ? String(card ?? '') : null);
    }
  };
  const sum = costs
    ? texts.exchangeCharge(formats.money(charge))
    : refund.amount > 0
      ? texts.giveBackRefund(formats.money(refund))
      : texts.exchangeEven;
  const toForm = isInForm && !form.container;
  const isBusy = purchase.busy === 'return' || purchase.busy === 'pay' || form.isBusy;
  return html`
    ${exchange.seat ? html`<p><b>${texts.exchangeTo(seatName(options, exchange.seat))}</b></p>` : nothing}
    ${quotedLines(options, lines)}
    <p role="status"><b>${sum}</b></p>
    <form @submit=${submit}>
      ${costs ? (isInForm ? providersForm(options, form) : cards(options)) : nothing}
      <div class="actions">
        ${orderButton({
          content: isBusy
            ? texts.working
            : toForm
              ? texts.toPayment
              : costs
                ? texts.exchangePay(formats.money(charge))
                : texts.exchangeNow,
          type: 'submit',
          isBusy,
          whyNot: null,
        })}
        <button type="button" class="secondary" @click=${() => exchange.toggle()}>${texts.keepBooking}</button>
      </div>
    </form>
  `;
}
