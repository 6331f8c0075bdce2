import { html, nothing, type TemplateResult } from 'lit-html';
import type { SeatGroup } from '../api/box-office-types.ts';
import type { Purchase } from '../purchase/purchase.ts';
import { bestSeatsPanel, proposalButtons } from './best-seats-panel.ts';
import { placesOf } from './group-places.ts';
import { orderButton } from './order-button.ts';
import { orderLines } from './order-lines.ts';
import { orphanNotice } from './orphan-notice.ts';
import type { PanelOptions } from './panel-options.ts';
import { problemNotice } from './problem-notice.ts';
import { seatLimit } from './seat-limit.ts';

/** The seats that were picked, to be held; when some have gone, what can be had instead. */
export function pickingPanel(options: PanelOptions): TemplateResult {
  const { texts, purchase } = options;
  if (purchase.selection.size === 0) {
    return html`
      <h2 tabindex="-1">${texts.chooseSeats}</h2>
      ${
        // Makes room for the proposals below the map of a phone.
        purchase.best.shown ? nothing : html`<p class="muted">${texts.chooseHint} ${texts.upTo(purchase.maxSeats)}</p>`
      }
      ${bestSeatsPanel(options)} ${problemNotice(options, purchase.problem)} ${proposalButtons(options)}
    `;
  }
  return html`
    <div class="panel-head">
      <h2 tabindex="-1">${texts.yourSeats}</h2>
      <button type="button" class="quiet" @click=${() => purchase.clear()}>${texts.clear}</button>
    </div>
    ${purchase.selection.goneCount > 0 ? goneNotice(options) : nothing} ${orphanNotice(options)}
    ${orderLines({
      ...options,
      seats: purchase.selection.seats,
      total: null,
      isGone: (seatId) => purchase.selection.isGone(seatId),
      onRemove: options.onPick,
    })}
    ${seatLimit(options)} ${problemNotice(options, purchase.problem)} ${holdButtons(options)}
  `;
}

function holdButtons({ texts, formats, purchase, offSale }: PanelOptions): TemplateResult | typeof nothing {
  const isBusy = purchase.busy === 'hold';
  const kept = purchase.selection.seats.filter(({ id }) => !purchase.selection.isGone(id));
  const label = purchase.selection.goneCount > 0 ? texts.findAlternatives : holdLabel(texts, purchase);
  // The server has the alternatives: it is asked for what has gone. Should that be free again by then, so much the better.
  const canAsk = purchase.selection.goneCount === 0 || purchase.alternatives.length === 0;
  const canDrop = purchase.selection.goneCount > 0 && kept.length > 0;
  if (!canAsk && !canDrop) return nothing;
  const amount = kept.reduce((sum, { tier }) => sum + tier.price.amount, 0);
  const { currency, exponent } = purchase.selection.seats[0]!.tier.price;
  return html`
    <div class="actions">
      ${
        canAsk
          ? orderButton({
              content: html`${isBusy ? texts.holding : label}
                ${kept.length > 0 ? html`<span class="price">${formats.money({ amount, currency, exponent })}</span>` : nothing}`,
              isBusy,
              whyNot: offSale,
              onPress: () => purchase.hold(),
            })
          : nothing
      }
      ${
        canDrop
          ? html`<button type="button" class="secondary" @click=${() => purchase.dropGone()}>${texts.dropGone(purchase.selection.goneCount)}</button>`
          : nothing
      }
    </div>
  `;
}

function holdLabel(texts: PanelOptions['texts'], { selection, problem }: Purchase): string {
  return problem?.kind === 'orderEnded' ? texts.holdAgain : texts.holdSeats(selection.size);
}

function goneNotice(options: PanelOptions): TemplateResult {
  const { texts, purchase } = options;
  return html`
    <div class="gone" role="alert">
      <b>${texts.goneTitle}</b>
      <span>${texts.goneBody(purchase.selection.goneCount)}</span>
    </div>
    ${
      purchase.alternatives.length > 0
        ? html`
            <h3>${texts.alternatives}</h3>
            <ul class="alternatives">
              ${purchase.alternatives.map((group) => html`<li>${alternative(options, group)}</li>`)}
            </ul>
          `
        : nothing
    }
  `;
}

function alternative(options: PanelOptions, group: SeatGroup): TemplateResult {
  const { texts, formats, hall, purchase, colorOf, offSale } = options;
  const seats = group.seatIds.map((id) => hall.byId.get(id)).filter((seat) => seat !== undefined);
  const first = seats[0]!;
  const { places, zones } = placesOf(options, seats);
  return html`
    <button
      type="button"
      class="alternative"
      aria-disabled=${purchase.busy !== null || offSale !== null}
      aria-description=${offSale ?? nothing}
      @click=${() => offSale === null && purchase.take(group)}
    >
      <i class="dot" aria-hidden="true" .style=${`background:${colorOf(first.tier.category)}`}></i>
      <span class="line-name">
        <b><span class="visually-hidden">${texts.take}</span> ${places}</b>
        <small>${zones}</small></span>
      <span class="price">${formats.money(group.total)}</span>
    </button>
  `;
}
