import { html, nothing, type TemplateResult } from 'lit-html';
import type { DeskNews, OrganiserDesk } from '../organiser-desk.ts';
import type { OrganiserTexts } from '../organiser-texts.ts';

/** What was done last, and the way back. (The announcer has read it out.) */
export function doneNotice(words: OrganiserTexts, desk: OrganiserDesk): TemplateResult | typeof nothing {
  if (!desk.done) return nothing;
  const { undo } = desk.done;
  return html`
    <div class="done">
      <p>${doneText(words, desk.done)}</p>
      ${
        undo
          ? html`<button type="button" class="quiet" aria-disabled=${desk.isBusy} @click=${undo}>${words.undo}</button>`
          : nothing
      }
    </div>
  `;
}

export function doneText(words: OrganiserTexts, { kind, count }: DeskNews): string {
  return kind === 'blocked' ? words.wasBlocked(count) : words.wasUnblocked(count);
}
