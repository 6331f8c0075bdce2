import { html, nothing, type TemplateResult } from 'lit-html';
import { seatsOfIds } from '../../../packages/map/src/hall/hall.ts';
import { lookSymbol } from '../../../packages/map/src/views/legend.ts';
import { seatName } from '../../../packages/map/src/views/seat-names.ts';
import type { RefusedChoice } from '../purchase/refused-choice.ts';
import { alternatives } from './alternatives.ts';
import type { PanelOptions } from './panel-options.ts';

/** Why a choice that leaves seats alone is refused, and what can be had instead in one tap. The map shows both. */
export function orphanNotice(options: PanelOptions): TemplateResult | typeof nothing {
  const { texts, purchase } = options;
  const { refused } = purchase;
  if (refused === null) return nothing;
  return html`
    <div class="orphans" role="alert">
      ${lookSymbol('orphan')}
      <div>
        <b>${texts.orphansTitle(refused.orphanIds.size)}</b>
        <span>${texts.orphansBody(orphanNames(options, refused))}</span>
      </div>
    </div>
    ${
      refused.alternatives.length > 0
        ? alternatives(options, {
            title: texts.orphansInstead,
            groups: refused.alternatives,
            onTake: (group) => void purchase.takeInstead(group),
            onPreview: (group) => purchase.previewInstead(group),
          })
        : html`<p class="muted">${texts.orphansOther}</p>`
    }
  `;
}

function orphanNames(options: PanelOptions, { orphanIds }: RefusedChoice): string {
  return seatsOfIds(options.hall, orphanIds)
    .map((seat) => seatName(options, seat))
    .join('; ');
}
