import { html, nothing, type TemplateResult } from 'lit-html';
import { keyed } from 'lit-html/directives/keyed.js';
import { seatsOfIds } from '../../../../packages/map/src/hall/hall.ts';
import { seatName } from '../../../../packages/map/src/views/seat-names.ts';
import { confirmDialog } from '../../views/confirm-dialog.ts';
import { placesOf } from '../../views/group-places.ts';
import type { Allotment } from '../allotment-terms.ts';
import type { AllotmentTexts } from '../allotment-texts.ts';
import type { AllotmentNews } from '../allotments-desk.ts';
import { allotmentForm } from './allotment-form.ts';
import type { AllotmentsSectionOptions } from './allotments-section-options.ts';
import { cardButton, cardList, overList } from './card-panel.ts';
import { focusElement } from './form-field.ts';
import { refusalText } from './refusal-text.ts';

const TITLE_ID = 'allotments-title';
/** Of more, only how many seats they are is told. */
const MOST_ROWS = 8;

/** A show's allotments; they are the legend of their colours on the map, too. */
export function allotmentsSection(options: AllotmentsSectionOptions): TemplateResult {
  const { words, desk } = options;
  const { present, released, editing, releasing, isOver } = desk;
  const isEditing = editing !== null && !isOver;
  return html`
    <section class="panel card-panel allotments" id="allotments" aria-labelledby=${TITLE_ID}>
      <h2 id=${TITLE_ID} tabindex="-1">${words.title}</h2>
      ${desk.news ? html`<p class="done">${newsText(words, desk.news)}</p>` : nothing} ${problem(options)}
      ${cardList(present, {
        none: words.none,
        cardOf: (one) => (isEditing && editing?.allotment?.id === one.id ? formOf(options) : card(options, one)),
      })}
      ${isEditing && editing.allotment === null ? formOf(options) : newButton(options)}
      ${released.length === 0 ? nothing : releasedList(options, released)}
      ${releasing && !isOver ? askRelease(options, releasing) : nothing}
    </section>
  `;
}

export function newsText(words: AllotmentTexts, news: AllotmentNews): string {
  if (news.kind === 'added' || news.kind === 'removed') return words.news[news.kind](news.name, news.count);
  return words.news[news.kind](news.name);
}

function newButton({ words, desk, hall }: AllotmentsSectionOptions): TemplateResult | typeof nothing {
  if (desk.isOver) return nothing;
  const { length } = desk.addable;
  if (length === 0 && hall.saleAreas.length === 0) return html`<p class="hint">${words.selectFirst}</p>`;
  const open = () => {
    desk.edit({ allotment: null });
    focusElement('allotment-name');
  };
  return html`<button type="button" class="secondary" aria-disabled=${desk.isBusy} @click=${open}>
    ${words.make(length)}
  </button>`;
}

/** Anew for each that is edited, so that what was typed for another one is not in it. */
function formOf(options: AllotmentsSectionOptions): TemplateResult {
  const { desk } = options;
  const key = desk.editing?.allotment?.id ?? 'new';
  return html`${keyed(key, allotmentForm({ ...options, onClosed: () => focusElement(TITLE_ID) }))}`;
}

function card(options: AllotmentsSectionOptions, allotment: Allotment): TemplateResult {
  const { words, formats, venue } = options;
  const { name, color, access, releaseAt } = allotment;
  return html`
    <article class="holder">
      <h3>
        <i class="swatch" aria-hidden="true" .style=${`background:${color}`}></i>
        ${name} <span class="tag">${words.accesses[access].name}</span>
      </h3>
      <dl>
        ${allotment.seats.length === 0 ? nothing : html`<div><dt>${words.seats}</dt><dd>${seatCounts(options, allotment)}</dd></div>`}
        ${allotment.areas.map(
          ({ area, quantity, taken }) =>
            html`<div data-area=${area.id}><dt>${area.name}</dt><dd>${words.placeCounts(formats.count(quantity), taken)}</dd></div>`,
        )}
        <div>
          <dt>${words.released}</dt>
          <dd>${releaseAt === null ? words.byHand : formats.moment(releaseAt, venue.timezone)}</dd>
        </div>
      </dl>
      <div class="card-actions">${actions(options, allotment)}</div>
    </article>
  `;
}

function seatCounts({ words, formats, stateOf }: AllotmentsSectionOptions, { seats }: Allotment): string {
  const states = seats.map(({ id }) => stateOf(id));
  return words.seatCounts({
    total: formats.count(seats.length),
    held: states.filter((state) => state === 'LOCKED').length,
    sold: states.filter((state) => state === 'BOOKED').length,
  });
}

function actions(options: AllotmentsSectionOptions, allotment: Allotment): TemplateResult | typeof nothing {
  if (options.desk.isOver) return nothing;
  const { words, desk, onSelect } = options;
  const { name, seats } = allotment;
  const [addable, own] = [desk.addable.length, desk.ownSelected(allotment).length];
  const button = (text: string, onClick: () => void) => cardButton(text, { of: name, isBusy: desk.isBusy, onClick });
  const edit = () => {
    desk.edit({ allotment });
    focusElement('allotment-name');
  };
  const change = async (work: Promise<void>) => {
    await work;
    focusElement(TITLE_ID);
  };
  return html`
    ${addable > 0 ? button(words.add(addable), () => void change(desk.addSelected(allotment))) : nothing}
    ${own > 0 ? button(words.remove(own), () => void change(desk.removeSelected(allotment))) : nothing}
    ${seats.length > 0 ? button(words.show, () => onSelect(seats.map(({ id }) => id))) : nothing} ${button(words.edit, edit)}
    ${button(words.release, () => desk.isBusy || desk.askRelease(allotment))}
  `;
}

function askRelease(options: AllotmentsSectionOptions, allotment: Allotment): TemplateResult {
  const { words, desk } = options;
  return confirmDialog({
    title: words.askRelease(allotment.name),
    body: words.askReleaseBody(placesOfAllotment(options, allotment).join('; ')),
    yes: words.yesRelease,
    no: words.keep,
    onAnswer: (isYes) => {
      desk.askRelease(null);
      if (isYes) void desk.release(allotment).then(() => focusElement(TITLE_ID));
    },
  });
}

/** Its seats by row, and its places by area. */
function placesOfAllotment(
  options: AllotmentsSectionOptions,
  { seats, areas }: Pick<Allotment, 'seats' | 'areas'>,
): string[] {
  const { words, formats, hall } = options;
  const placed = seatsOfIds(
    hall,
    seats.map(({ id }) => id),
  );
  const ofAreas = areas.map(({ area, quantity }) => `${area.name}: ${words.placeCounts(formats.count(quantity), 0)}`);
  if (placed.length === 0) return ofAreas;
  const { places, zones } = placesOf(options, placed);
  const rows = places.split('; ').length;
  const ofSeats = zones === '' || places.includes(zones) ? places : `${zones} · ${places}`;
  return [rows > MOST_ROWS ? words.manySeats(formats.count(placed.length), zones) : ofSeats, ...ofAreas];
}

function releasedList(
  { words, formats, venue }: AllotmentsSectionOptions,
  released: readonly Allotment[],
): TemplateResult {
  return overList(
    words.releasedBefore(released.length),
    released.map(({ name, releasedAt }) => ({ name, fact: formats.moment(releasedAt!, venue.timezone) })),
  );
}

function problem(options: AllotmentsSectionOptions): TemplateResult | typeof nothing {
  const { words, organiserWords, desk, hall } = options;
  const { refusal } = desk;
  if (!refusal) {
    return desk.isUnreachable ? html`<p class="problem" role="alert">${organiserWords.unreachable}</p>` : nothing;
  }
  const taken = refusal.conflicts?.map(({ seatId }) => seatId) ?? [];
  const names = seatsOfIds(hall, taken).map((seat) => seatName(options, seat));
  const short = refusal.areas?.map(({ areaId, available }) => {
    return words.placesLeft(hall.saleAreas.find(({ id }) => id === areaId)?.name ?? areaId, available);
  });
  const what = [...names, ...(short ?? [])];
  const text = what.length > 0 ? `${words.notFree} ${what.join('; ')}.` : refusalText(organiserWords, refusal);
  return html`<p class="problem" role="alert">${text}</p>`;
}
