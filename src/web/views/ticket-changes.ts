import { html, nothing, type TemplateResult } from 'lit-html';
import { exchangePanel } from './exchange-panel.ts';
import { returnsPanel } from './returns-panel.ts';
import type { TicketChangesOptions } from './ticket-changes-options.ts';

/** Single tickets of a booking, to be exchanged and to be given back; while money for an exchange is on its way, that. */
export function ticketChanges(options: TicketChangesOptions): TemplateResult {
  const { texts, tickets, mayReturn, mayExchange } = options;
  const exchanging = tickets.exchange.isWaiting
    ? html`<p class="returns" role="status">${texts.exchangeWaiting}</p>`
    : mayExchange
      ? exchangePanel(options)
      : nothing;
  return html`${exchanging} ${mayReturn ? returnsPanel(options) : nothing}`;
}
