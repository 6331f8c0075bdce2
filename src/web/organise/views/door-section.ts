import { html, nothing, type TemplateResult } from 'lit-html';
import { type Hall, type HallSeat, seatsOfIds } from '../../../../packages/map/src/hall/hall.ts';
import { areaSteps, leftWords } from '../../../../packages/map/src/views/area-steps.ts';
import { seatName } from '../../../../packages/map/src/views/seat-names.ts';
import type { Refusal } from '../../api/box-office-types.ts';
import { documentLink } from '../../views/document-link.ts';
import { costLines, orderLines } from '../../views/order-lines.ts';
import { ticketList } from '../../views/ticket-list.ts';
import type { ViewContext } from '../../views/view-context.ts';
import type { DoorCosts } from '../door-costs.ts';
import { DOOR_METHODS, type DoorDesk } from '../door-desk.ts';
import type { DoorTexts } from '../door-texts.ts';
import type { FormTexts } from '../form-texts.ts';
import { MOST_CHARACTERS } from '../forms/typed-customer.ts';
import type { OrganisedShow } from '../organiser-office.ts';
import type { OrganiserTexts } from '../organiser-texts.ts';
import { focusElement, focusFirstProblem, textField } from './form-field.ts';
import { formNotice } from './form-notice.ts';
import { methodChoice } from './method-choice.ts';

export interface DoorSectionOptions extends ViewContext {
  words: DoorTexts;
  organiserWords: OrganiserTexts;
  forms: FormTexts;
  desk: DoorDesk;
  hall: Hall;
  show: OrganisedShow;
  colorOf(category: string): string;
}

const TITLE_ID = 'door-title';
const SOLD_ID = 'door-sold';

/** The box office: what is selected, what it costs, how it is paid; and the tickets of the last sale. */
export function doorSection(options: DoorSectionOptions): TemplateResult | typeof nothing {
  const { words, desk } = options;
  const { sold } = desk;
  const isSelling = desk.isOpen && desk.show !== null;
  if (!isSelling && !sold) return nothing;
  return html`
    <section class="panel card-panel door" id="door" aria-labelledby=${TITLE_ID}>
      <h2 id=${TITLE_ID} tabindex="-1">${words.title}</h2>
      ${sold ? soldCard(options, sold) : nothing} ${isSelling ? saleForm(options) : nothing}
    </section>
  `;
}

function saleForm(options: DoorSectionOptions): TemplateResult {
  const { words, desk, hall } = options;
  if (desk.unanswered) return unansweredNotice(options);
  const notForSale = desk.selectedCount - desk.seats.length;
  const hint = hall.saleAreas.length > 0 ? words.hintWithAreas : words.hint;
  return html`
    ${desk.selectedCount === 0 && !desk.sold ? html`<p class="muted">${hint}</p>` : nothing}
    ${notForSale > 0 ? html`<p class="muted">${desk.seats.length === 0 ? words.none : words.notForSale(notForSale)}</p>` : nothing}
    ${steps(options)} ${desk.ticketCount > 0 ? form(options) : problem(options)}
  `;
}

/** Whether it was sold nobody knows yet: nothing else is, until the box office has said so. */
function unansweredNotice({ words, desk }: DoorSectionOptions): TemplateResult {
  const { isBusy } = desk.sender;
  const ask = async () => {
    if (await desk.askAgain()) focusElement(SOLD_ID);
  };
  return html`
    <p class="problem" role="alert">${words.unanswered}</p>
    <button type="button" class="primary" aria-disabled=${isBusy} @click=${ask}>
      ${isBusy ? words.selling : words.askAgain}
    </button>
  `;
}

function steps(options: DoorSectionOptions): TemplateResult | typeof nothing {
  const { texts, desk, hall } = options;
  if (hall.saleAreas.length === 0) return nothing;
  const counter = desk.places.counter(desk.canAdd && !desk.sender.isBusy);
  return html`
    <ul class="area-steps" aria-label=${texts.standing}>${areaSteps({ ...options, areas: hall.saleAreas, counter })}</ul>
  `;
}

function form(options: DoorSectionOptions): TemplateResult {
  const { words, desk } = options;
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const element = event.currentTarget as HTMLFormElement;
    if (await desk.sell()) focusElement(SOLD_ID);
    else focusFirstProblem(element);
  };
  const { isBusy } = desk.sender;
  const { costs } = desk;
  const { total } = costs;
  const label = desk.method === 'FREE' ? words.give(desk.ticketCount) : words.sell(desk.ticketCount);
  return html`
    <form novalidate aria-labelledby=${TITLE_ID} @submit=${submit}>
      ${chosen(options, costs)} ${methods(options)} ${customerFields(options)} ${problem(options)}
      <button class="primary" aria-disabled=${isBusy}>
        ${isBusy ? words.selling : label}
        ${total === null || isBusy ? nothing : html`<span class="price">${options.formats.money(total)}</span>`}
      </button>
    </form>
  `;
}

function chosen(options: DoorSectionOptions, { feeLines, total }: DoorCosts): TemplateResult {
  const { desk } = options;
  return orderLines({
    ...options,
    seats: desk.seats,
    areas: desk.places.lines,
    total,
    lines: [...desk.lines, ...feeLines],
    types: { typesOf: (seat) => desk.typesOf(seat), onType: (seat, typeId) => desk.setType(seat, typeId) },
    onRemove: (seat) => desk.deselect(seat),
  });
}

function methods({ words, desk }: DoorSectionOptions): TemplateResult {
  return methodChoice({
    legend: words.method,
    name: 'door-method',
    methods: DOOR_METHODS,
    names: words.methods,
    chosen: desk.method,
    onChoose: (method) => desk.setMethod(method),
  });
}

function customerFields({ words, forms, locale, desk }: DoorSectionOptions): TemplateResult {
  const context = { forms, locale, exponent: 0, problems: desk.sender.problems };
  return html`
    ${textField(context, {
      name: 'door-name',
      label: words.name,
      value: desk.customer.name,
      maxlength: MOST_CHARACTERS.name,
      hint: words.nameHint,
      onInput: (name) => desk.type({ name }),
    })}
    ${textField(context, {
      name: 'door-email',
      label: words.email,
      value: desk.customer.email,
      maxlength: MOST_CHARACTERS.email,
      hint: words.emailHint,
      onInput: (email) => desk.type({ email }),
    })}
  `;
}

function problem(options: DoorSectionOptions): TemplateResult | typeof nothing {
  const { desk, forms, organiserWords } = options;
  const { refusal } = desk.sender;
  if (refusal?.code === 'SEATS_UNAVAILABLE')
    return html`<p class="problem" role="alert">${goneText(options, refusal)}</p>`;
  return formNotice({ forms, words: organiserWords, sender: desk.sender, done: null });
}

function goneText(options: DoorSectionOptions, { conflicts = [], areas = [] }: Refusal): string {
  const { words, hall } = options;
  const seats = seatsOfIds(
    hall,
    conflicts.map(({ seatId }) => seatId),
  );
  const short = areas.map(({ areaId, available }) => {
    const name = hall.saleAreas.find(({ id }) => id === areaId)?.name ?? areaId;
    return leftWords(options, name, available);
  });
  const names = seats.map((seat: HallSeat) => seatName(options, seat));
  return [...(names.length > 0 ? [`${words.gone} ${names.join('; ')}.`] : []), ...short].join(' ');
}

function soldCard(options: DoorSectionOptions, { booking, method }: NonNullable<DoorDesk['sold']>): TemplateResult {
  const { texts, words, formats, desk } = options;
  const { customer, total, reference } = booking;
  const putAway = () => {
    desk.putAway();
    focusElement(TITLE_ID);
  };
  return html`
    <div class="outcome">
      <h3 id=${SOLD_ID} tabindex="-1">${words.soldTitle}</h3>
      <p class="collect">${words.collect[total.amount === 0 ? 'FREE' : method](formats.money(total))}</p>
      ${customer.email === '' ? nothing : html`<p class="muted">${words.mailed(customer.email)}</p>`}
      <p class="reference"><small>${texts.reference}</small><b>${reference}</b></p>
    </div>
    <div class="form-actions">
      <button type="button" class="primary" @click=${() => print()}>${words.print}</button>
      ${documentLink(booking.ticketsUrl, texts.ticketsPdf)} ${documentLink(booking.receiptUrl, texts.receiptPdf)}
      <button type="button" class="secondary" @click=${putAway}>${words.close}</button>
    </div>
    ${ticketList({ ...options, booking })} ${costLines(options, booking)}
  `;
}
