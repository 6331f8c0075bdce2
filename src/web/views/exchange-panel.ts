import { html, nothing, type TemplateResult } from 'lit-html';
import type { HallSeat } from '../../../packages/map/src/hall/hall.ts';
import { seatName } from '../../../packages/map/src/views/seat-names.ts';
import type { ReturnQuote } from '../api/box-office-types.ts';
import type { ExchangedTicket } from '../api/change-office.ts';
import { focusLater, goToMap } from '../page-focus.ts';
import type { ChangeableTicket } from '../purchase/changed-order.ts';
import type { ExchangeWish } from '../purchase/ticket-exchange.ts';
import { goodTickets } from '../purchase/ticket-returns.ts';
import { orderButton } from './order-button.ts';
import { cards, providersForm } from './payment-panel.ts';
import { problemNotice } from './problem-notice.ts';
import { QUOTED, quotedLines } from './returns-panel.ts';
import type { TicketChangesOptions } from './ticket-changes-options.ts';
import { admissionOf } from './ticket-list.ts';
import { type TypeOfTicket, typeSelect, typesOfTier } from './ticket-types.ts';

/** Which tickets are exchanged, for which seats of the map and as what, what that comes to, and that it is meant. */
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
  const pointed = chosenTickets(options).find(({ ticket }) => ticket.id === exchange.ticketId);
  const isSeatWanted = pointed !== undefined && pointed.wish.seat === null;
  const hint = exchange.wishes.size > 1 ? texts.exchangeSeatOf(pointed?.name ?? '') : texts.exchangeSeat;
  return html`
    <fieldset>
      <legend>${texts.exchangeWhich}</legend>
      ${goodTickets(booking).map((ticket) => {
        const wish = exchange.wishes.get(ticket.id);
        return html`<label>
            <input
              type="checkbox"
              .checked=${wish !== undefined}
              @change=${(event: Event) => exchange.choose(ticket.id, (event.currentTarget as HTMLInputElement).checked)}
            />
            <span>${nameOf(options, ticket)}</span>
          </label>
          ${wish ? wished(options, { ticket, wish, name: nameOf(options, ticket) }) : nothing}`;
      })}
    </fieldset>
    ${
      pointed === undefined
        ? nothing
        : html`
            <p role="status">${isSeatWanted ? hint : nothing}</p>
            ${options.map ?? html`<button type="button" class="quiet" @click=${goToMap}>${texts.exchangeMap}</button>`}
          `
    }
    ${problemNotice(options, options.problem)}
    ${orderButton({
      content: texts.exchangeAsk,
      isBusy: busy === 'quote',
      whyNot: whyNotYet(options),
      onPress: () => void exchange.ask(wantedOf(options)).then(() => focusLater(QUOTED)),
    })}
  `;
}

/** A chosen ticket, and what it is exchanged for. */
interface ChosenTicket {
  ticket: ChangeableTicket;
  wish: ExchangeWish;
  name: string;
}

/** In the order in which the booking has them. */
function chosenTickets(options: TicketChangesOptions): ChosenTicket[] {
  const { wishes } = options.tickets.exchange;
  return goodTickets(options.booking).flatMap((ticket) => {
    const wish = wishes.get(ticket.id);
    return wish ? [{ ticket, wish, name: nameOf(options, ticket) }] : [];
  });
}

function nameOf(options: TicketChangesOptions, ticket: ChangeableTicket): string {
  return admissionOf(options, ticket)?.spoken ?? ticket.code;
}

/** The new seat of a chosen ticket, and what it is to be sold as. */
function wished(options: TicketChangesOptions, chosen: ChosenTicket): TemplateResult {
  const { texts, tickets } = options;
  const { exchange } = tickets;
  const { ticket, wish, name } = chosen;
  const seat = seatOf(options, chosen);
  const types = typesOf(options, seat);
  const isPointedTo = exchange.ticketId === ticket.id;
  return html`
    <div class="exchanged" role="group" aria-label=${name}>
      ${wish.seat ? html`<b>${texts.exchangeTo(seatName(options, wish.seat))}</b>` : seat ? html`<span class="muted">${texts.exchangeSame}</span>` : nothing}
      ${
        seat && types.length > 1
          ? html`<span class="exchanged-type">
              ${typeSelect(options, { seat, types, chosenId: typeIdOf(options, chosen)!, onType: (_seat, typeId) => exchange.setType(ticket.id, typeId) })}
            </span>`
          : onlyAs(options, chosen, types)
      }
      ${
        isPointedTo
          ? nothing
          : html`<button
              type="button"
              class="quiet"
              @click=${() => exchange.pointTo(ticket.id)}
            >
              ${texts.exchangeOther}
            </button>`
      }
    </div>
  `;
}

/** That the ticket will be for: another one, or its own; null: it is for a place of an area, and has no other yet. */
function seatOf({ hall }: TicketChangesOptions, { ticket, wish }: ChosenTicket): HallSeat | null {
  return wish.seat ?? (ticket.area ? null : (hall.byId.get(ticket.seatId) ?? null));
}

function typesOf({ show }: TicketChangesOptions, seat: HallSeat | null): TypeOfTicket[] {
  return seat ? typesOfTier(show, seat.tier.id) : [];
}

/** Where the new seat is not sold as what the ticket was, and there is nothing to choose. */
function onlyAs(options: TicketChangesOptions, chosen: ChosenTicket, types: readonly TypeOfTicket[]) {
  const [only, ...others] = types;
  if (!only || others.length > 0 || only.id === soldAs(options, chosen)) return nothing;
  return html`<span class="muted">${options.texts.exchangeOnlyAs(only.name)}</span>`;
}

/** What was chosen for it, or what it was sold as, where its seat can be sold so; else the first of its types; null: there are none. */
function typeIdOf(options: TicketChangesOptions, chosen: ChosenTicket): string | null {
  const types = typesOf(options, seatOf(options, chosen));
  const wanted = [chosen.wish.typeId, soldAs(options, chosen)].find((id) => types.some((type) => type.id === id));
  return wanted ?? types[0]?.id ?? null;
}

function soldAs({ show }: TicketChangesOptions, { ticket }: ChosenTicket): string | null {
  return show.ticketTypes.find(({ name }) => name === ticket.ticketType?.name)?.id ?? null;
}

/** Null: each chosen ticket is exchanged for something else. */
function whyNotYet(options: TicketChangesOptions): string | null {
  const { texts, show } = options;
  const chosen = chosenTickets(options);
  const isSame = (one: ChosenTicket) => one.wish.seat === null && typeIdOf(options, one) === soldAs(options, one);
  const unchanged = chosen.find((one) => isSame(one) || seatOf(options, one) === null);
  const none = show.ticketTypes.length > 1 ? texts.exchangeNoneTyped : texts.exchangeNone;
  if (chosen.length > 1 && unchanged) return texts.exchangeUnchanged(unchanged.name);
  return chosen.length === 0 || unchanged ? none : null;
}

function wantedOf(options: TicketChangesOptions): ExchangedTicket[] {
  return chosenTickets(options).map((one) => ({
    ticketId: one.ticket.id,
    toSeatId: seatOf(options, one)!.id,
    ticketTypeId: typeIdOf(options, one),
  }));
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
    ${chosenTickets(options).map(({ wish: { seat } }) => (seat ? html`<p><b>${texts.exchangeTo(seatName(options, seat))}</b></p>` : nothing))}
    ${quotedLines(options, lines)}
    <p role="status" class="quoted" tabindex="-1"><b>${sum}</b></p>
    <form @submit=${submit}>
      ${costs ? payment : nothing} ${problemNotice(options, options.problem)}
      <div class="actions">
        ${orderButton({
          content: isBusy
            ? texts.working
            : toForm
              ? texts.toPayment
              : costs
                ? texts.exchangePay(formats.money(charge))
                : texts.exchangeNow(exchange.wishes.size),
          type: 'submit',
          isBusy,
          whyNot: null,
        })}
        <button type="button" class="secondary" @click=${leave}>${texts.keepBooking}</button>
      </div>
    </form>
  `;
}
