import { html, nothing, type TemplateResult } from 'lit-html';
import { seatsOfIds } from '../../../../packages/map/src/hall/hall.ts';
import { seatName } from '../../../../packages/map/src/views/seat-names.ts';
import { type BookingHistoryTexts, bookingHistoryTextsIn } from '../booking-history-texts.ts';
import type { OpenedBooking } from '../bookings-desk.ts';
import type { BookingsSectionOptions } from './bookings-section-options.ts';

type Entry = NonNullable<OpenedBooking['history']>[number];

/** What became of an order, the first first. */
export function bookingHistory(options: BookingsSectionOptions, { history }: OpenedBooking): TemplateResult {
  const words = bookingHistoryTextsIn(options.language);
  const entries = history ?? [];
  return html`
    <h4>${words.title}</h4>
    ${
      entries.length === 0
        ? html`<p class="muted">${words.none}</p>`
        : html`<ol class="timeline">${entries.map((entry) => line(options, entry))}</ol>`
    }
  `;
}

function line(options: BookingsSectionOptions, entry: Entry): TemplateResult {
  const { formats, timezone } = options;
  const more = moreOf(options, entry);
  return html`
    <li>
      <span>${whatOf(options, entry)}</span>
      ${entry.amount === null ? nothing : html`<span class="price">${formats.money(entry.amount)}</span>`}
      ${more.map((each) => html`<span class="muted">${each}</span>`)}
      <time class="muted" datetime=${entry.at}>${formats.moment(entry.at, timezone)}</time>
    </li>
  `;
}

function whatOf({ language, organiserWords }: BookingsSectionOptions, { kind, actor, detail }: Entry): string {
  const words = bookingHistoryTextsIn(language);
  const name = words.kinds[kind] ?? kind;
  const by = words.actors[actor];
  const isNotification = kind === 'NOTIFICATION_SENT' || kind === 'NOTIFICATION_FAILED';
  if (isNotification && detail !== null) return `${name}: ${organiserWords.mailKinds[detail.toUpperCase()] ?? detail}`;
  return by === undefined ? name : `${name} ${by}`;
}

function moreOf(options: BookingsSectionOptions, entry: Entry): string[] {
  const { language, formats } = options;
  const words = bookingHistoryTextsIn(language);
  const { kind, seatIds, addedSeatIds, places, kept } = entry;
  const isNotification = kind === 'NOTIFICATION_SENT' || kind === 'NOTIFICATION_FAILED';
  const told = toldOf(words, entry);
  return [
    ...(seatIds.length > 0 ? [words.seats(namesOf(options, seatIds))] : []),
    ...(addedSeatIds.length > 0 ? [words.addedSeats(namesOf(options, addedSeatIds))] : []),
    ...(places > 0 ? [words.places(formats.count(places))] : []),
    ...(kept === null ? [] : [words.kept(formats.money(kept))]),
    ...(told === null || isNotification ? [] : [told]),
  ];
}

function toldOf(words: BookingHistoryTexts, { kind, detail }: Entry): string | null {
  if (kind === 'CUSTOMER_CORRECTED')
    return (
      detail
        ?.split(', ')
        .map((field) => words.fields[field] ?? field)
        .join(', ') ?? null
    );
  return detail === 'show_cancelled' ? words.withShow : detail;
}

function namesOf(options: BookingsSectionOptions, seatIds: readonly string[]): string {
  return seatsOfIds(options.hall, [...seatIds])
    .map((seat) => seatName(options, seat))
    .join('; ');
}
