import { html, nothing, type TemplateResult } from 'lit-html';
import type { Booking, PriceLine, ReturnQuote } from '../api/box-office-types.ts';
import { focusLater } from '../page-focus.ts';
import { goodTickets } from '../purchase/ticket-returns.ts';
import { orderButton } from './order-button.ts';
import { problemNotice } from './problem-notice.ts';
import type { TicketChangesOptions } from './ticket-changes-options.ts';
import { admissionOf } from './ticket-list.ts';
import type { ViewContext } from './view-context.ts';

/** What a change comes to: the keyboard goes on there when it is told. */
export const QUOTED = '.returns .quoted';

/** Which tickets are given back, what that comes to, and that it is meant. */
export function returnsPanel(options: TicketChangesOptions): TemplateResult {
  const { texts, tickets } = options;
  const { returns } = tickets;
  return html`
    <section class="returns giving-back">
      <button type="button" class="secondary" aria-expanded=${returns.isOpen} @click=${() => returns.toggle()}>
        ${texts.giveBack}
      </button>
      ${returns.isOpen ? choice(options) : nothing}
    </section>
  `;
}

function choice(options: TicketChangesOptions): TemplateResult {
  const { texts, tickets, booking, busy } = options;
  const { returns } = tickets;
  const good = goodTickets(booking);
  const isAll = returns.chosen.size === good.length;
  return html`
    <fieldset>
      <legend>${texts.giveBackWhich}</legend>
      ${good.map((ticket) => {
        const place = admissionOf(options, ticket);
        return html`<label>
          <input
            type="checkbox"
            .checked=${returns.chosen.has(ticket.id)}
            @change=${(event: Event) => returns.choose(ticket.id, (event.currentTarget as HTMLInputElement).checked)}
          />
          <span>${place?.spoken ?? ticket.code}</span>
        </label>`;
      })}
    </fieldset>
    ${
      returns.quote
        ? quoted(options, returns.quote)
        : html`${problemNotice(options, options.problem)} ${orderButton({
            content: texts.giveBackAsk,
            isBusy: busy === 'quote',
            whyNot: isAll ? texts.giveBackAll : returns.chosen.size === 0 ? texts.giveBackNone : null,
            onPress: () => void returns.ask().then(() => focusLater(QUOTED)),
          })}`
    }
  `;
}

function quoted(options: TicketChangesOptions, { lines, refund }: ReturnQuote): TemplateResult {
  const { texts, formats, tickets, busy } = options;
  const { returns } = tickets;
  const leave = () => {
    returns.toggle();
    focusLater('.giving-back > button');
  };
  return html`
    ${quotedLines(options, lines)}
    ${keepsFees(options.booking, lines) ? html`<p class="muted">${texts.feesStay}</p>` : nothing}
    <p role="status" class="quoted" tabindex="-1"><b>${texts.giveBackRefund(formats.money(refund))}</b></p>
    ${problemNotice(options, options.problem)}
    <div class="actions">
      ${orderButton({
        content: texts.giveBackNow(returns.chosen.size),
        isBusy: busy === 'return',
        whyNot: null,
        onPress: () => returns.give(),
      })}
      <button type="button" class="secondary" @click=${leave}>${texts.keepBooking}</button>
    </div>
  `;
}

/** Whether fees were paid with the booking, and a change gives none of them back. */
export function keepsFees(booking: Pick<Booking, 'lines'>, changed: readonly PriceLine[]): boolean {
  const goesBack = changed.some(({ kind, total }) => kind === 'FEE' && total.amount < 0);
  return !goesBack && booking.lines.some(({ kind, total }) => kind === 'FEE' && total.amount > 0);
}

/** The difference to what the booking costs. */
export function quotedLines(context: ViewContext, lines: readonly PriceLine[]): TemplateResult {
  return html`<ul class="lines">${lines.map((line) => quotedLine(context, line))}</ul>`;
}

function quotedLine({ formats }: ViewContext, { description, quantity, total }: PriceLine): TemplateResult {
  const count = Math.abs(quantity);
  return html`<li class="other-line">
    <span class="line-name"><b>${count > 1 ? `${description} × ${count}` : description}</b></span>
    <span class="price">${formats.money(total)}</span>
  </li>`;
}
