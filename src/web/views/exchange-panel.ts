import { html, nothing, type TemplateResult } from 'lit-html';
import { seatName } from '../../../packages/map/src/views/seat-names.ts';
import type { ReturnQuote } from '../api/box-office-types.ts';
import { focusLater, goToMap } from '../page-focus.ts';
import { goodTickets } from '../purchase/ticket-returns.ts';
import { orderButton } from './order-button.ts';
import { cards, providersForm } from './payment-panel.ts';
import { QUOTED, quotedLines } from './returns-panel.ts';
import type { TicketChangesOptions } from './ticket-changes-options.ts';
import { admissionOf } from './ticket-list.ts';
import { typesOfTier } from './ticket-types.ts';

/** Which ticket is exchanged, for which seat of the map, what that comes to, and that it is meant. */
export function exchangePanel(options: TicketChangesOptions): TemplateResult {
  const { texts, tickets } = options;
  const { exchange } = tickets;
  return html`
    <section class="returns exchange">
      <button type="button" class="secondary" aria-expanded=${exchange.isOpen} @click=${() => exchange.toggle()}>
        ${texts.exchange}
      </button>
      ${exchange.isOpen ? (exchange.quote ? quoted(options, exchange.quote) : choice(options)) : nothing}
    </section>
  `;
}

function choice(options: TicketChangesOptions): TemplateResult {
  const { texts, booking, tickets, busy } = options;
  const { exchange } = tickets;
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
          <span>${admissionOf(options, ticket)?.spoken ?? ticket.code}</span>
        </label>`,
      )}
    </fieldset>
    ${
      exchange.ticketId === null
        ? nothing
        : html`
            <p role="status">${seat ? html`<b>${texts.exchangeTo(seatName(options, seat))}</b>` : texts.exchangeSeat}</p>
            ${options.map ?? html`<button type="button" class="quiet" @click=${goToMap}>${texts.exchangeMap}</button>`}
          `
    }
    ${orderButton({
      content: texts.exchangeAsk,
      isBusy: busy === 'quote',
      whyNot,
      onPress: () => void exchange.ask(typeIdOf(options)).then(() => focusLater(QUOTED)),
    })}
  `;
}

/** What the ticket was sold as, where the other seat can be sold so; null: the first of its types. */
function typeIdOf({ booking, show, tickets: { exchange } }: TicketChangesOptions): string | null {
  const ticket = booking.tickets.find(({ id }) => id === exchange.ticketId);
  const type = show.ticketTypes.find(({ name }) => name === ticket?.ticketType?.name);
  const types = exchange.seat ? typesOfTier(show, exchange.seat.tier.id) : [];
  return (types.find(({ id }) => id === type?.id) ?? types[0])?.id ?? null;
}

function quoted(options: TicketChangesOptions, { lines, refund, charge }: ReturnQuote): TemplateResult {
  const { texts, formats, tickets, busy, officePayment } = options;
  const { exchange } = tickets;
  const { form } = exchange;
  const costs = charge.amount > 0;
  const isInForm = costs && form !== null && form.isUsed !== false;
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (isInForm) return void exchange.payInForm();
    const card = new FormData(event.currentTarget as HTMLFormElement).get('card');
    const paid = officePayment ? officePayment.paid : { paymentToken: String(card ?? '') };
    void exchange.apply(costs ? paid : {});
  };
  const leave = () => {
    exchange.toggle();
    focusLater('.exchange > button');
  };
  const sum = costs
    ? texts.exchangeCharge(formats.money(charge))
    : refund.amount > 0
      ? texts.giveBackRefund(formats.money(refund))
      : texts.exchangeEven;
  const toForm = isInForm && !form.container;
  const isBusy = busy === 'return' || busy === 'pay' || (form?.isBusy ?? false);
  const payment = officePayment ? officePayment.fields : isInForm ? providersForm(options, form) : cards(options);
  return html`
    ${exchange.seat ? html`<p><b>${texts.exchangeTo(seatName(options, exchange.seat))}</b></p>` : nothing}
    ${quotedLines(options, lines)}
    <p role="status" class="quoted" tabindex="-1"><b>${sum}</b></p>
    <form @submit=${submit}>
      ${costs ? payment : nothing}
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
        <button type="button" class="secondary" @click=${leave}>${texts.keepBooking}</button>
      </div>
    </form>
  `;
}
