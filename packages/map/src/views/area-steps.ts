import { html, nothing, type TemplateResult } from 'lit-html';
import type { PriceTier } from '../hall/price-tier.ts';
import type { SaleArea } from '../hall/sale-areas.ts';
import type { MapContext } from './map-context.ts';

/** What places of an area are sold as; null: the show has no ticket types. */
export interface AreaType {
  id: string | null;
  name: string | null;
  /** For whom it is. */
  note?: string | null;
  price: PriceTier['price'];
}

/** How many places of areas the buyer has, and changes of that. */
export interface AreaCounter {
  /** How many can be had beside those that the buyer holds; null: not known yet. */
  freeOf(area: SaleArea): number | null;
  /** The first at the front: at least one. */
  typesOf(area: SaleArea): readonly AreaType[];
  countOf(area: SaleArea, ticketTypeId: string | null): number;
  /** How many are chosen and not held yet. */
  pickedOf(area: SaleArea): number;
  /** Whether one more can be chosen. */
  canAdd(area: SaleArea): boolean;
  /** Whether one can be given back: of what is held something must stay. */
  canRemove(area: SaleArea, ticketTypeId: string | null): boolean;
  set(area: SaleArea, ticketTypeId: string | null, quantity: number): void;
}

/** Of plans with more areas, the map and the list have the steppers of all: they don't stand with what is chosen. */
export const FEW_AREAS = 6;

export interface AreaStepsOptions extends MapContext {
  areas: readonly SaleArea[];
  counter: AreaCounter;
  colorOf(category: string): string;
  /** The area that has the focus: shown on the map, too. */
  onFocusArea?(area: SaleArea | null): void;
}

/** Areas with what is free of them, each with a stepper for each ticket type: list items, for a list of the caller's. */
export function areaSteps(options: AreaStepsOptions): TemplateResult[] {
  return options.areas.map((area) => areaItem(options, area));
}

/** What is free of an area, in words. `chosen`: how many of these are the buyer's choice. */
export function freeWords({ texts, formats }: MapContext, free: number | null, chosen = 0): string {
  if (free === null) return '';
  if (free === 0) return texts.soldOut;
  return free < chosen ? texts.onlyLeft(formats.count(free)) : texts.free(formats.count(free));
}

/** What stands below an area's name on the map. `picked`: how many of its places are chosen and not held yet. */
export function areaFact(
  context: MapContext,
  { free, own, picked }: { free: number | null; own: number; picked: number },
): string {
  const words = freeWords(context, free, picked);
  return own > 0 ? `${context.texts.chosenPlaces(own)} · ${words}` : words;
}

/** That an area has fewer places left than somebody wants, in a sentence. */
export function leftWords(
  { texts, formats }: { texts: MapContext['texts']; formats: Pick<MapContext['formats'], 'count'> },
  name: string,
  free: number,
): string {
  return free === 0 ? texts.noneLeftOf(name) : texts.onlyLeftOf(name, formats.count(free));
}

/** An area and all that the map says of it. */
export function spokenArea(
  context: MapContext,
  area: SaleArea,
  { free, own }: { free: number | null; own: number },
): string {
  const { texts, formats } = context;
  const facts = [freeWords(context, free), formats.money(area.tier.price), own > 0 ? texts.chosenPlaces(own) : ''];
  return `${area.name}: ${facts.filter((fact) => fact !== '').join(', ')}`;
}

function areaItem(options: AreaStepsOptions, area: SaleArea): TemplateResult {
  const { counter, colorOf, onFocusArea } = options;
  const free = counter.freeOf(area);
  const types = counter.typesOf(area);
  return html`
    <li class="area" @focusin=${() => onFocusArea?.(area)} @focusout=${() => onFocusArea?.(null)}>
      <div class="area-head">
        <i class="dot" aria-hidden="true" .style=${`background:${colorOf(area.tier.category)}`}></i>
        <b>${area.name}</b>
        <small>${freeWords(options, free, counter.pickedOf(area))}</small>
      </div>
      ${types.map((type) => stepper(options, area, type))}
    </li>
  `;
}

function stepper(options: AreaStepsOptions, area: SaleArea, { id, name, note, price }: AreaType): TemplateResult {
  const { texts, formats, counter } = options;
  const count = counter.countOf(area, id);
  const what = name === null ? area.name : `${area.name}, ${name}`;
  const step = (label: string, path: string, { by, can }: { by: number; can: boolean }) => html`
    <button
      type="button"
      class="step"
      aria-label=${label}
      aria-disabled=${!can}
      @click=${() => can && counter.set(area, id, count + by)}
    >
      <svg viewBox="0 0 20 20" width="18" height="18" aria-hidden="true"><path d=${path}></path></svg>
    </button>
  `;
  return html`
    <div class="stepper" role="group" aria-label=${`${what}: ${texts.chosenPlaces(count)}`}>
      <span>${name === null ? nothing : html`${name} `}<span class="price">${formats.money(price)}</span></span>
      ${note ? html`<small>${note}</small>` : nothing}
      ${step(texts.oneFewer(what), 'M4 10h12', { by: -1, can: count > 0 && counter.canRemove(area, id) })}
      <b class="count" aria-hidden="true">${formats.count(count)}</b>
      ${step(texts.oneMore(what), 'M10 4v12M4 10h12', { by: 1, can: counter.canAdd(area) })}
    </div>
  `;
}
