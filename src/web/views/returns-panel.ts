import { html, nothing, type TemplateResult } from 'lit-html';
import type { Booking, PriceLine, ReturnQuote, Show } from '../api/box-office-types.ts';
import { goodTickets, mayReturn } from '../purchase/ticket-returns.ts';
import { orderButton } from './order-button.ts';
import type { PanelOptions } from './panel-options.ts';
import { admissionOf } from './ticket-list.ts';

export interface ReturnsPanelOptions extends PanelOptions {
  show: Show;
  /** The server's time, ms since 1970. */
  now: number;
}

/** Which tickets are given back, what that comes to, and that it is meant; nothing where the show does not allow it. */
export function returnsPanel(options: ReturnsPanelOptions): TemplateResult | typeof nothing {
  const { texts, purchase, show, now } = options;
  const booking = purchase.booking!;
  const { returns } = purchase.checkout;
  if (!mayReturn(show, booking, now)) return nothing;
  return html`
    <section class="returns">
      <button type="button" class="secondary" aria-expanded=${returns.isOpen} @click=${() => returns.toggle()}>
        ${texts.giveBack}
      </button>
      ${returns.isOpen ? choice(options, booking) : nothing}
    </section>
  `;
}

function choice(options: ReturnsPanelOptions, booking: Booking): TemplateResult {
  const { texts, purchase } = options;
  const { returns } = purchase.checkout;
  const good = goodTickets(booking);
  const isAll = returns.chosen.size === good.length;
  return html`
    <fieldset>
      <legend>${texts.giveBackWhich}</legend>
      ${good.map((ticket) => {
        const place = admissionOf({ ...options, booking }, ticket);
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
            isBusy: purchase.busy === 'quote',
            whyNot: isAll ? texts.giveBackAll : returns.chosen.size === 0 ? texts.giveBackNone : null,
            onPress: () => returns.ask(),
          })
    }
  `;
}

function quoted(options: ReturnsPanelOptions, { lines, refund }: ReturnQuote): TemplateResult {
  const { texts, formats, purchase } = options;
  const { returns } = purchase.checkout;
  return html`
    <ul class="lines">${lines.map((line) => quotedLine(options, line))}</ul>
    <p role="status"><b>${texts.giveBackRefund(formats.money(refund))}</b></p>
    <div class="actions">
      ${orderButton({
        content: texts.giveBackNow(returns.chosen.size),
        isBusy: purchase.busy === 'return',
        whyNot: null,
        onPress: () => returns.give(),
      })}
      <button type="button" class="secondary" @click=${() => returns.toggle()}>${texts.keepBooking}</button>
    </div>
  `;
}

function quotedLine({ formats }: ReturnsPanelOptions, { description, quantity, total }: PriceLine): TemplateResult {
  const count = Math.abs(quantity);
  return html`<li class="other-line">
    <span class="line-name"><b>${count > 1 ? `${description} × ${count}` : description}</b></span>
    <span class="price">${formats.money(total)}</span>
  </li>`;
}
