import { html, nothing, type TemplateResult } from 'lit-html';

export interface AllotmentLegendOptions {
  label: string;
  /** With their colours, `#rrggbb`. */
  parts: readonly { name: string; color: string }[];
}

/** The allotments that seats on the map are set aside in, in the colours in which these are drawn; nothing where there are none. */
export function allotmentLegend({ label, parts }: AllotmentLegendOptions): TemplateResult | typeof nothing {
  if (parts.length === 0) return nothing;
  return html`
    <div class="legend allotment-names">
      <ul class="looks" aria-label=${label}>
        ${parts.map(({ name, color }) => html`<li><i class="swatch" aria-hidden="true" .style=${`background:${color}`}></i> <span>${name}</span></li>`)}
      </ul>
    </div>
  `;
}
