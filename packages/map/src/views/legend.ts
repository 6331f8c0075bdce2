import { html, nothing, type TemplateResult } from 'lit-html';
import type { PriceTier } from '../hall/price-tier.ts';
import type { SeatLook } from '../map/seat-look.ts';
import type { MapContext } from './map-context.ts';
import { wheelchairSymbol } from './wheelchair.ts';

export interface LegendOptions extends MapContext {
  show: { priceTiers: readonly PriceTier[] };
  /** The colour of a category, as it is drawn. */
  colorOf(category: string): string;
  /** Those that occur; without it, the buyers' page's. */
  looks?: readonly SeatLook[];
  /** Those that are on the map for the moment. */
  extra?: readonly SeatLook[];
  /** The hall has wheelchair places. */
  hasAccessible: boolean;
}

const LOOKS: readonly SeatLook[] = ['available', 'picked', 'mine', 'held', 'booked', 'blocked'];

/** Prices by colour, and what the shapes mean. */
export function legend(options: LegendOptions): TemplateResult {
  const { texts, formats, show, colorOf, looks = LOOKS, extra = [], hasAccessible } = options;
  const tiers = [...show.priceTiers].sort((a, b) => b.price.amount - a.price.amount);
  return html`
    <div class="legend" part="legend">
      <ul class="tiers" aria-label=${texts.prices}>
        ${tiers.map(
          (tier) => html`
            <li>
              <i class="dot" aria-hidden="true" .style=${`background:${colorOf(tier.category)}`}></i>
              <span>${tier.name}</span> <b>${formats.money(tier.price)}</b>
            </li>
          `,
        )}
      </ul>
      <ul class="looks" aria-label=${texts.whatSymbolsMean}>
        ${[...looks, ...extra].map((look) => html`<li>${lookSymbol(look)} <span>${texts.legend[look]}</span></li>`)}
        ${hasAccessible ? html`<li>${wheelchairSymbol()} <span>${texts.wheelchair}</span></li>` : nothing}
      </ul>
    </div>
  `;
}

/** The map's shapes, as they are drawn there. */
export function lookSymbol(look: SeatLook): TemplateResult {
  return html`<svg class="look look-${look}" viewBox="0 0 20 20" width="16" height="16" aria-hidden="true">
    <circle cx="10" cy="10" r="8"></circle>
    <path d=${PATHS[look]}></path>
  </svg>`;
}

const PATHS: Record<SeatLook, string> = {
  available: '',
  held: 'M4 9 9 4M5 15 15 5M11 16l5-5',
  booked: 'm7 7 6 6m0-6-6 6',
  blocked: 'M10 10h.01',
  excluded: 'M10 10h.01',
  allotted: 'm10 3 7 7-7 7-7-7z',
  picked: 'm6 10.2 2.8 2.8L14 7.4',
  mine: 'm10 5 1.5 3.3 3.6.4-2.7 2.4.8 3.5L10 12.8l-3.2 1.8.8-3.5-2.7-2.4 3.6-.4z',
  gone: 'm7 7 6 6m0-6-6 6',
  offered: 'M10 6.5a3.5 3.5 0 1 0 .01 0z',
  orphan: 'M10 5.6v5M10 14.2h.01',
  unknown: '',
};
