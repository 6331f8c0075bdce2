import { html, type TemplateResult } from 'lit-html';
import { areaLinesOf } from './area-lines.ts';
import { areaPlacesPanel } from './area-places-panel.ts';
import { codeField } from './code-field.ts';
import { countdown } from './countdown.ts';
import { customerFields } from './customer-fields.ts';
import { orderButton } from './order-button.ts';
import { orderLines } from './order-lines.ts';
import { orphanNotice } from './orphan-notice.ts';
import type { PanelOptions } from './panel-options.ts';
import { problemNotice } from './problem-notice.ts';
import { seatLimit } from './seat-limit.ts';

export interface HeldPanelOptions extends PanelOptions {
  left_ms: number;
}

/** The seats are held: who are they for? */
export function heldPanel(options: HeldPanelOptions): TemplateResult {
  const { texts, purchase, left_ms, orderStopped } = options;
  const { problem, busy } = purchase;
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (orderStopped === null) purchase.checkout.review();
  };
  return html`
    <div class="panel-head"><h2 tabindex="-1">${texts.heldTitle}</h2></div>
    ${countdown(options, { left_ms, onExtend: purchase.lock?.extensionsLeft ? () => purchase.extend() : null })}
    ${orphanNotice(options)} ${areaPlacesPanel({ ...options, areas: options.hall.saleAreas })}
    ${orderLines({
      ...options,
      seats: purchase.seats,
      total: purchase.lock?.total ?? null,
      lines: purchase.lock?.lines ?? [],
      areas: areaLinesOf(options.hall, purchase.lock?.lines ?? []),
      types: { typesOf: options.typesOf, onType: (seat, typeId) => purchase.setType(seat, typeId) },
      ...(purchase.seatCount > 1 ? { onRemove: (seat) => purchase.giveBack(seat) } : {}),
    })}
    ${seatLimit(options)} ${codeField(options)}
    <form novalidate @submit=${submit}>
      <h3>${texts.yourDetails}</h3>
      ${customerFields(options)}
      ${problemNotice(options, problem)}
      <div class="actions">
        ${orderButton({
          content: purchase.lock?.total.amount === 0 ? texts.toOrder : texts.toPayment,
          type: 'submit',
          isBusy: busy !== null,
          whyNot: orderStopped,
        })}
        <button type="button" class="secondary" aria-disabled=${busy !== null} @click=${() => purchase.release()}>
          ${busy === 'release' ? texts.releasing : texts.release}
        </button>
      </div>
    </form>
  `;
}
