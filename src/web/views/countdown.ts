import { html, nothing, type TemplateResult } from 'lit-html';
import type { ViewContext } from './view-context.ts';

const HURRY_MS = 60_000;

export interface CountdownOptions {
  left_ms: number;
  /** What the time is for, where it is not that of what is held. */
  label?: string;
  /** What asks for more of it. */
  more?: string;
  /** Asks for more time; null: there is no more. */
  onExtend?: (() => void) | null;
}

/** How long it is until something begins. `now`: the server's time, ms since 1970. */
export function beginsIn(
  { formats }: Pick<ViewContext, 'formats'>,
  label: string,
  { at, now }: { at: string; now: number },
): TemplateResult {
  return html`<p class="begins"><small>${label}</small
    ><b role="timer" aria-live="off">${formats.duration(Date.parse(at) - now)}</b></p>`;
}

/** How long what is held stays so. Read out at a few moments only, by the page's live region. */
export function countdown(
  { texts, formats }: ViewContext,
  { left_ms, label = texts.timeLeft, more = texts.moreTime, onExtend = null }: CountdownOptions,
): TemplateResult {
  return html`
    <div class="countdown" data-hurry=${left_ms < HURRY_MS}>
      <svg viewBox="0 0 20 20" width="18" height="18" aria-hidden="true">
        <circle cx="10" cy="11" r="7"></circle><path d="M10 7v4l2.5 2M8 1.5h4"></path>
      </svg>
      <span>${label}</span>
      <b role="timer" aria-live="off">${formats.duration(left_ms)}</b>
      ${onExtend ? html`<button type="button" class="quiet" @click=${onExtend}>${more}</button>` : nothing}
    </div>
  `;
}
