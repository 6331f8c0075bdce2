import { html, nothing, type TemplateResult } from 'lit-html';
import type { ViewContext } from '../../views/view-context.ts';
import type { OrganisedShow } from '../organiser-office.ts';
import type { OrganiserTexts } from '../organiser-texts.ts';
import type { SeatCounts } from '../seat-counts.ts';

export interface SalesBoardOptions extends ViewContext {
  words: OrganiserTexts;
  show: OrganisedShow;
  counts: SeatCounts;
  colorOf(category: string): string;
}

/** How the sales go: seats by the live map, places of areas as they were told last, money by the API's last word. */
export function salesBoard(options: SalesBoardOptions): TemplateResult {
  const { words, formats, show, counts } = options;
  const { sold, awaitingPayment } = show.sales;
  return html`
    <section class="panel sales-board" aria-label=${words.sales}>
      <dl>
        <div class="wide"><dt>${words.ticketMoney}</dt><dd data-figure="ticket-money">${formats.money(sold.amount)}</dd></div>
        ${figure(options, 'sold', words.sold, counts.BOOKED)}
        ${figure(options, 'held', words.held, counts.LOCKED)}
        ${figure(options, 'blocked', words.blocked, counts.BLOCKED)}
        ${figure(options, 'free', words.free, counts.AVAILABLE)}
      </dl>
      ${
        awaitingPayment.seats > 0
          ? html`<p class="muted">${words.awaiting(formats.count(awaitingPayment.seats), formats.money(awaitingPayment.amount))}</p>`
          : nothing
      }
      <details>
        <summary>${words.byTier}</summary>
        <ul>${show.priceTiers.map((tier) => tierLine(options, tier.id))}</ul>
      </details>
    </section>
  `;
}

function figure({ formats }: SalesBoardOptions, name: string, label: string, count: number): TemplateResult {
  return html`<div><dt>${label}</dt><dd data-figure=${name}>${formats.count(count)}</dd></div>`;
}

function tierLine({ formats, show, colorOf }: SalesBoardOptions, tierId: string): TemplateResult {
  const tier = show.priceTiers.find(({ id }) => id === tierId)!;
  const sold = show.sales.tiers.find((each) => each.tier.id === tierId)?.sold;
  return html`
    <li>
      <i class="dot" aria-hidden="true" .style=${`background:${colorOf(tier.category)}`}></i>
      <span>${tier.name}</span>
      <b>${formats.count(sold?.seats ?? 0)}</b>
      <span class="price">${sold ? formats.money(sold.amount) : ''}</span>
    </li>
  `;
}
