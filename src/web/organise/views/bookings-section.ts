import { html, nothing, type TemplateResult } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';
import { isPaidAtDoor } from '../../../shared/money/door-providers.ts';
import { confirmDialog } from '../../views/confirm-dialog.ts';
import { BOOKING_STATUSES, type CancelledBooking } from '../bookings-desk.ts';
import { changeNotice, listedBooking, statusText, BOOKINGS_TITLE_ID as TITLE_ID } from './booking-card.ts';
import type { BookingsSectionOptions } from './bookings-section-options.ts';
import { fileButtons } from './file-buttons.ts';
import { focusElement } from './form-field.ts';

export const SECTION_ID = 'bookings';
/** As many as the API takes of a text that is searched for. */
const MAX_SEARCH_CHARACTERS = 100;
/** The API counts no further. */
const MAX_COUNTED = 10_000;

/** A show's bookings, the newest first, and a search for them; nothing until they are told. */
export function bookingsSection(options: BookingsSectionOptions): TemplateResult | typeof nothing {
  const { words, desk } = options;
  const { list, cancelling } = desk;
  if (!list) return nothing;
  const isFiltered = desk.search !== '' || desk.status !== null;
  return html`
    <section class="panel card-panel bookings" id=${SECTION_ID} aria-labelledby=${TITLE_ID}>
      <h2 id=${TITLE_ID} tabindex="-1">${words.title}</h2>
      ${list.some(({ id }) => id === desk.sentId) ? nothing : changeNotice(options)}
      ${isFiltered || list.length > 0 ? filterForm(options) : nothing}
      <p class="muted">${list.length > 0 ? countText(options, desk.totalCount) : isFiltered ? words.noneFound : words.none}</p>
      <div class="holders">
        ${repeat(
          list,
          ({ id }) => id,
          (booking) => listedBooking(options, booking),
        )}
      </div>
      ${
        desk.hasMore
          ? html`<button type="button" class="quiet" aria-disabled=${desk.isLoadingMore} @click=${() => desk.showMore()}>
              ${words.more}
            </button>`
          : nothing
      }
      ${isFiltered || list.length > 0 ? files(options) : nothing} ${cancelling ? askCancel(options, cancelling) : nothing}
    </section>
  `;
}

/** How many were found, as far as they are counted. */
export function countText(
  { words, formats }: Pick<BookingsSectionOptions, 'words' | 'formats'>,
  count: number,
): string {
  if (count === 0) return words.noneFound;
  if (count > MAX_COUNTED) return words.manyMore(formats.count(MAX_COUNTED));
  return count === 1 ? words.one : words.count(formats.count(count));
}

function filterForm(options: BookingsSectionOptions): TemplateResult {
  const { words, desk } = options;
  const find = (form: HTMLFormElement) => {
    const search = String(new FormData(form).get('search') ?? '');
    const status = BOOKING_STATUSES.find((one) => one === new FormData(form).get('status')) ?? null;
    void desk.find({ search, status });
  };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    find(event.currentTarget as HTMLFormElement);
  };
  const choose = (event: Event) => find((event.currentTarget as HTMLSelectElement).form!);
  return html`
    <form class="filter" role="search" aria-labelledby=${TITLE_ID} @submit=${submit}>
      <div class="field">
        <label for="bookings-search">${words.search}</label>
        <input
          id="bookings-search"
          name="search"
          type="search"
          maxlength=${MAX_SEARCH_CHARACTERS}
          autocomplete="off"
          .value=${desk.search}
          aria-describedby="bookings-search-hint"
        />
        <p class="hint" id="bookings-search-hint">${words.searchHint}</p>
      </div>
      <div class="field status">
        <label for="bookings-status">${words.status}</label>
        <select id="bookings-status" name="status" @change=${choose}>
          <option value="" .selected=${desk.status === null}>${words.anyStatus}</option>
          ${BOOKING_STATUSES.map(
            (one) => html`<option value=${one} .selected=${desk.status === one}>${statusText(options, one)}</option>`,
          )}
        </select>
      </div>
      <button class="secondary">${words.find}</button>
    </form>
  `;
}

/** All of the show's, whatever is searched for. */
function files({ words, desk }: BookingsSectionOptions): TemplateResult {
  return fileButtons({
    id: 'bookings-files',
    words,
    files: desk.files,
    buttons: [
      { text: words.saveBookings, onClick: () => desk.save('bookings') },
      { text: words.saveAttendees, onClick: () => desk.save('attendees') },
    ],
  });
}

function askCancel(options: BookingsSectionOptions, booking: CancelledBooking): TemplateResult {
  const { words, desk } = options;
  return confirmDialog({
    title: words.askCancel(booking.reference),
    body: cancelWords(options, booking).join(' '),
    yes: words.yesCancel,
    no: words.keep,
    onAnswer: (isYes) => {
      void desk.askCancel(null);
      if (isYes) void desk.cancel(booking).then(() => focusElement(TITLE_ID));
    },
  });
}

/** What follows from it: above all, of the money. */
function cancelWords({ words, formats }: BookingsSectionOptions, booking: CancelledBooking): string[] {
  const { balance, customer, payments, disputes } = booking;
  const goesBack = balance.amount > 0;
  const isContested = (disputes ?? []).some(
    ({ disputeStatus }) => disputeStatus === 'NEEDS_RESPONSE' || disputeStatus === 'UNDER_REVIEW',
  );
  return [
    words.askCancelBody,
    goesBack
      ? isContested
        ? words.cancelHolds
        : words.cancelRefunds(formats.money(balance))
      : words.cancelRefundsNothing,
    ...(goesBack && payments.some(({ provider }) => isPaidAtDoor(provider)) ? [words.byHand] : []),
    ...(customer.email === '' ? [] : [words.cancelTells(customer.name)]),
    words.cantBeUndone,
  ];
}
