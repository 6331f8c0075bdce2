import { html, nothing, type TemplateResult } from 'lit-html';
import type { HallSeat } from '../../../../packages/map/src/hall/hall.ts';
import { rowName, type Words } from '../../../../packages/map/src/views/seat-names.ts';
import type { Money } from '../../api/box-office-types.ts';
import type { ViewContext } from '../../views/view-context.ts';
import type { Holder } from '../holders.ts';
import type { OrganiserTexts } from '../organiser-texts.ts';

export interface HolderCardOptions extends ViewContext {
  words: OrganiserTexts;
  holder: Holder;
  timezone: string;
  /** The server's time, ms since 1970. */
  now: number;
  onBooking(booking: { id: string; reference: string }): void;
}

/** Who has some of the selected seats: a customer with their booking, a buyer with their hold, an allotment, or the organiser's reason. */
export function holderCard(options: HolderCardOptions): TemplateResult {
  const { booking, lock } = options.holder.holding;
  if (booking) return bookingCard(options, booking);
  if (lock) return lockCard(options, lock);
  return blockedCard(options);
}

function bookingCard(options: HolderCardOptions, booking: NonNullable<Holder['holding']['booking']>): TemplateResult {
  const { words, texts, formats, holder, timezone, now, onBooking } = options;
  const { customer, reference } = booking;
  return html`
    <article class="holder">
      <h3>${customer.name || words.noName} <span class="tag">${texts.statuses[booking.status]}</span></h3>
      <p class="muted">${places(options, holder.seats)}</p>
      <dl>
        ${fact(words.booking, html`<b>${booking.reference}</b>`)}
        ${fact(words.wholeBooking, whole(options, booking))}
        ${customer.email === '' ? nothing : fact(texts.email, customer.email)}
        ${fact(words.buyer, html`<code>${holder.holding.lock?.ownerId ?? ''}</code>`)}
        ${fact(words.made, formats.moment(booking.createdAt, timezone))}
        ${booking.expiresAt ? fact(words.ends, remaining(formats, booking.expiresAt, now)) : nothing}
      </dl>
      <button type="button" class="secondary" @click=${() => onBooking(booking)}>${words.showBooking(reference)}</button>
    </article>
  `;
}

function lockCard(options: HolderCardOptions, lock: NonNullable<Holder['holding']['lock']>): TemplateResult {
  const { words, formats, holder, now } = options;
  return html`
    <article class="holder">
      <h3>${words.heldBy}</h3>
      <p class="muted">${places(options, holder.seats)}</p>
      <dl>
        ${fact(words.ends, remaining(formats, lock.expiresAt, now))}
        ${fact(words.wholeHold, whole(options, lock))}
        ${fact(words.buyer, html`<code>${lock.ownerId}</code>`)}
      </dl>
    </article>
  `;
}

function blockedCard(options: HolderCardOptions): TemplateResult {
  const { words, holder } = options;
  return html`
    <article class="holder">
      <h3>${holder.allotment ? words.setAside : words.blockedSeat}</h3>
      <p class="muted">${places(options, holder.seats)}</p>
      <p>${holder.allotment ?? holder.holding.reason ?? words.noReason}</p>
    </article>
  `;
}

/** `1 seat and 3 places without numbers, €120.00`: of the seats perhaps only some are selected. */
function whole({ texts, formats, words }: HolderCardOptions, { seats, areas, total }: Whole): string {
  const places = areas.reduce((sum, { quantity }) => sum + quantity, 0);
  const seatCount = texts.seatCount(seats.length);
  return `${places === 0 ? seatCount : words.withPlaces(seatCount, places)}, ${formats.money(total)}`;
}

interface Whole {
  seats: readonly unknown[];
  areas: readonly { quantity: number }[];
  total: Money;
}

function fact(name: string, value: unknown): TemplateResult {
  return html`<div><dt>${name}</dt><dd>${value}</dd></div>`;
}

function remaining(formats: ViewContext['formats'], at: string, now: number): TemplateResult {
  return html`<b role="timer" aria-live="off">${formats.duration(Date.parse(at) - now)}</b>`;
}

/** `Block A, row 3: 4, 5`, a line for each row. */
function places(words: Words, seats: readonly HallSeat[]): string {
  const rows = new Map<string, string[]>();
  for (const seat of seats) {
    const name = [seat.zone, rowName(words, seat)].filter((part) => part !== '').join(', ');
    const number = seat.seatLabel ?? (seat.number.trim() || words.texts.withoutNumber);
    rows.set(name, [...(rows.get(name) ?? []), number]);
  }
  return [...rows].map(([name, numbers]) => `${name}: ${numbers.join(', ')}`).join(' · ');
}
