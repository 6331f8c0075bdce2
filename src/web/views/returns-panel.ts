import { html, nothing, type TemplateResult } from 'lit-html';
import type { Hall } from '../../../packages/map/src/hall/hall.ts';
import type { Booking, PriceLine, ReturnQuote, Show } from '../api/box-office-types.ts';
import type { Busy } from '../purchase/purchase-deps.ts';
import { goodTickets, mayReturn, type TicketReturns } from '../purchase/ticket-returns.ts';
import { orderButton } from './order-button.ts';
import { admissionOf } from './ticket-list.ts';
import type { ViewContext } from './view-context.ts';

export interface ReturnsPanelOptions extends ViewContext {
  hall: Hall;
  show: Show;
  booking: Booking;
  returns: TicketReturns;
  /** What the server is being asked for. */
  busy: Busy | null;
  /** The server's time, ms since 1970. */
  now: number;
}

/** Which tickets are given back, what that comes to, and that it is meant; nothing where the show does not allow it. */
export function returnsPanel(options: ReturnsPanelOptions): TemplateResult | typeof nothing {
  const { texts, returns, booking, show, now } = options;
  if (!mayReturn(show, booking, now)) return nothing;
  return html`
    <section class="returns">
      <button type="button" class="secondary" aria-expanded=${returns.isOpen} @click=${() => returns.toggle()}>
        ${texts.giveBack}
      </button>
      ${returns.isOpen ? choice(options) : nothing}
    </section>
  `;
}

function choice(options: ReturnsPanelOptions): TemplateResult {
  const { texts, returns, booking, busy } = options;
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
        : orderButton({
            content: texts.giveBackAsk,
            isBusy: busy === 'quote',
            whyNot: isAll ? texts.giveBackAll : returns.chosen.size === 0 ? texts.giveBackNone : null,
            onPress: () => returns.ask(),
          })
    }
  `;
}

function quoted(options: ReturnsPanelOptions, { lines, refund }: ReturnQuote): TemplateResult {
  const { texts, formats, returns, busy } = options;
  return html`
    ${quotedLines(options, lines)}
    <p role="status"><b>${texts.giveBackRefund(formats.money(refund))}</b></p>
    <div class="actions">
      ${orderButton({
        content: texts.giveBackNow(returns.chosen.size),
        isBusy: busy === 'return',
        whyNot: null,
        onPress: () => returns.give(),
      })}
      <button type="button" class="secondary" @click=${() => returns.toggle()}>${texts.keepBooking}</button>
    </div>
  `;
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
