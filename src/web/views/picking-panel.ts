import { html, nothing, type TemplateResult } from 'lit-html';
import type { HallSeat } from '../../../packages/map/src/hall/hall.ts';
import { feesNote } from '../../../packages/map/src/views/fees-note.ts';
import { totalOf } from '../../../packages/map/src/views/price-range.ts';
import type { Money, PriceLine } from '../api/box-office-types.ts';
import type { Purchase } from '../purchase/purchase.ts';
import { alternatives } from './alternatives.ts';
import { pickedAreaLines } from './area-lines.ts';
import { areaPlacesPanel } from './area-places-panel.ts';
import { bestSeatsPanel, proposalButtons } from './best-seats-panel.ts';
import { chosenLine } from './chosen-lines.ts';
import { codeField } from './code-field.ts';
import { orderButton } from './order-button.ts';
import { orderLines, totalWith } from './order-lines.ts';
import { orphanNotice } from './orphan-notice.ts';
import type { PanelOptions } from './panel-options.ts';
import { problemNotice } from './problem-notice.ts';
import { seatLimit } from './seat-limit.ts';

/** The seats that were picked, to be held; when some have gone, what can be had instead. */
export function pickingPanel(options: PanelOptions): TemplateResult {
  const { texts, purchase, hall, counter } = options;
  const steps = areaPlacesPanel({ ...options, areas: hall.saleAreas });
  if (purchase.seatCount === 0) {
    return html`
      <h2 tabindex="-1">${texts.chooseSeats}</h2>
      ${
        // Makes room for the proposals below the map of a phone.
        purchase.best.shown
          ? nothing
          : html`<p class="muted">${texts.chooseHint} ${texts.upTo(purchase.maxSeats, hall.saleAreas.length > 0)}</p>`
      }
      ${steps}
      ${hall.seats.length === 0 ? nothing : bestSeatsPanel(options)} ${problemNotice(options, purchase.problem)}
      ${proposalButtons(options)} ${codeField(options)}
    `;
  }
  const areas = pickedAreaLines(hall, purchase.areas, counter);
  const total = totalWith(pickedTotal(purchase), areas);
  const fees = feesNote(options, { fees: options.fees, total });
  return html`
    <div class="panel-head">
      <h2 tabindex="-1">${texts.yourSeats}</h2>
      <button type="button" class="quiet" @click=${() => purchase.clear()}>${texts.clear}</button>
    </div>
    ${purchase.selection.goneCount > 0 ? goneNotice(options) : nothing} ${orphanNotice(options)} ${steps}
    ${orderLines({
      ...options,
      seats: purchase.selection.seats,
      areas,
      total,
      lines: pickedLines(options),
      types: { typesOf: options.typesOf, onType: (seat, typeId) => sellAs(options, seat, typeId) },
      isGone: (seatId) => purchase.selection.isGone(seatId),
      onRemove: options.onPick,
    })}
    ${fees === null ? nothing : html`<p class="muted">${fees}</p>`}
    ${seatLimit(options)} ${codeField(options)} ${problemNotice(options, purchase.problem)} ${holdButtons(options, total)}
  `;
}

function holdButtons(
  { texts, formats, purchase, offSale }: PanelOptions,
  total: Money | null,
): TemplateResult | typeof nothing {
  const isBusy = purchase.busy === 'hold';
  const label = purchase.selection.goneCount > 0 ? texts.findAlternatives : holdLabel(texts, purchase);
  // The server has the alternatives: it is asked for what has gone. Should that be free again by then, so much the better.
  const canAsk = purchase.selection.goneCount === 0 || purchase.alternatives.length === 0;
  const canDrop = purchase.selection.goneCount > 0 && total !== null;
  if (!canAsk && !canDrop) return nothing;
  return html`
    <div class="actions">
      ${
        canAsk
          ? orderButton({
              content: html`${isBusy ? texts.holding : label}
                ${total === null ? nothing : html`<span class="price">${formats.money(total)}</span>`}`,
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

/** What each seat is to be sold as: as was chosen or held before, else as the first type. Their taxes are told once they are held. */
function pickedLines({ purchase, typesOf }: PanelOptions): PriceLine[] {
  const before = new Map(purchase.linesBefore.map((line) => [line.seat?.id, { ...line, taxRate: 0 }]));
  return purchase.selection.seats.flatMap((seat) => {
    const [first] = typesOf(seat);
    return before.get(seat.id) ?? (first ? chosenLine(seat, first) : []);
  });
}

function sellAs({ purchase, typesOf }: PanelOptions, seat: HallSeat, typeId: string): void {
  const type = typesOf(seat).find(({ id }) => id === typeId);
  if (type) purchase.sellAs(seat, chosenLine(seat, type));
}

/** What those that are still there cost: as what they were held before, else as the first type. Null: there are none. */
function pickedTotal({ selection, linesBefore }: Purchase): Money | null {
  const total = totalOf(selection.kept);
  if (total === null) return null;
  const before = new Map(linesBefore.map((line) => [line.seat?.id, line.total.amount]));
  const amount = selection.kept.reduce((sum, { id, tier }) => sum + (before.get(id) ?? tier.price.amount), 0);
  return { ...total, amount };
}

function holdLabel(texts: PanelOptions['texts'], { areas, seatCount, problem }: Purchase): string {
  if (problem?.kind === 'orderEnded') return texts.holdAgain;
  return areas.size > 0 ? texts.holdPlaces(seatCount) : texts.holdSeats(seatCount);
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
        ? alternatives(options, {
            title: texts.alternatives,
            groups: purchase.alternatives,
            onTake: (group) => void purchase.take(group),
          })
        : nothing
    }
  `;
}
