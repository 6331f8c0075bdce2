import { html, nothing, type TemplateResult } from 'lit-html';
import { type Hall, type HallSeat, seatsOfIds } from '../../../../packages/map/src/hall/hall.ts';
import { seatName } from '../../../../packages/map/src/views/seat-names.ts';
import type { Refusal } from '../../api/box-office-types.ts';
import type { ViewContext } from '../../views/view-context.ts';
import { holdersOf } from '../holders.ts';
import type { OrganiserDesk } from '../organiser-desk.ts';
import type { OrganiserTexts } from '../organiser-texts.ts';
import { doneNotice } from './done-notice.ts';
import { holderCard } from './holder-card.ts';
import { refusalText } from './refusal-text.ts';

export interface MarkedPanelOptions extends ViewContext {
  words: OrganiserTexts;
  hall: Hall;
  desk: OrganiserDesk;
  /** The server's time, ms since 1970. */
  now: number;
  onBooking(booking: { id: string; reference: string }): void;
  /** The name of the allotment that a blocked seat is of, if it is of one. */
  allotmentOf(seat: HallSeat): string | null;
}

/** The selected seats: who has them, and blocking. */
export function markedPanel(options: MarkedPanelOptions): TemplateResult {
  const { words, formats, desk } = options;
  const { size } = desk.marked;
  if (size === 0) {
    return html`
      <h2 tabindex="-1">${words.selectTitle}</h2>
      ${doneNotice(words, desk)} ${problem(options)}
      <p class="muted">${words.selectHint}</p>
    `;
  }
  return html`
    <div class="panel-head">
      <h2 tabindex="-1">${words.selected(formats.count(size))}</h2>
      <button type="button" class="quiet" @click=${() => desk.clear()}>${words.clear}</button>
    </div>
    ${summary(options)} ${problem(options)} ${changeForm(options)} ${holders(options)}
  `;
}

function summary({ words, formats, desk }: MarkedPanelOptions): TemplateResult {
  const counts = desk.markedCounts;
  const parts = (
    [
      [words.free, counts.AVAILABLE],
      [words.held, counts.LOCKED],
      [words.sold, counts.BOOKED],
      [words.blocked, counts.BLOCKED],
    ] as const
  ).filter(([, count]) => count > 0);
  return html`<ul class="tags">${parts.map(([name, count]) => html`<li class="tag">${name} ${formats.count(count)}</li>`)}</ul>`;
}

function changeForm({ words, desk }: MarkedPanelOptions): TemplateResult | typeof nothing {
  const { AVAILABLE: free } = desk.markedCounts;
  const blocked = desk.unblockable;
  if (free + blocked === 0) return nothing;
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const reason = new FormData(event.target as HTMLFormElement).get('reason');
    void desk.block(String(reason ?? '').trim());
  };
  return html`
    <form @submit=${submit}>
      ${
        free > 0
          ? html`<div class="field">
                <label for="reason">${words.reason}</label>
                <input id="reason" name="reason" maxlength="500" autocomplete="off" />
              </div>
              <button class="primary" aria-disabled=${desk.isBusy}>${words.block(free)}</button>`
          : nothing
      }
      ${
        blocked > 0
          ? html`<button type="button" class="secondary" aria-disabled=${desk.isBusy} @click=${() => desk.unblock()}>
              ${words.unblock(blocked)}
            </button>`
          : nothing
      }
    </form>
  `;
}

function holders(options: MarkedPanelOptions): TemplateResult | typeof nothing {
  const { words, desk, hall, now } = options;
  const counts = desk.markedCounts;
  if (counts.LOCKED + counts.BOOKED + counts.BLOCKED === 0) return nothing;
  if (desk.areTooManyToLookUp) return html`<p class="muted">${words.tooMany}</p>`;
  if (desk.holdings === null) return html`<p class="muted">${words.lookingUp}</p>`;
  const { timezone } = desk.show.venue;
  return html`
    <div class="holders">
      ${holdersOf(desk.holdings, hall, options.allotmentOf).map((holder) => holderCard({ ...options, holder, timezone, now }))}
    </div>
  `;
}

function problem(options: MarkedPanelOptions): TemplateResult | typeof nothing {
  const { words, desk } = options;
  if (desk.refusal) return html`<p class="problem" role="alert">${wordsOf(options, desk.refusal)}</p>`;
  return desk.isUnreachable ? html`<p class="problem" role="alert">${words.unreachable}</p>` : nothing;
}

function wordsOf(options: MarkedPanelOptions, refusal: Refusal): string {
  const { words, hall } = options;
  const { code, conflicts = [] } = refusal;
  if (code === 'SEATS_UNAVAILABLE') {
    const seats = seatsOfIds(
      hall,
      conflicts.map(({ seatId }) => seatId),
    );
    return `${words.changedMeanwhile} ${seats.map((seat) => seatName(options, seat)).join('; ')}.`;
  }
  return refusalText(words, refusal);
}
