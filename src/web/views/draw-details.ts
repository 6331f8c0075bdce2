import { html, nothing, type TemplateResult } from 'lit-html';
import type { Room, RoomEntry } from '../api/box-office-types.ts';
import type { ViewContext } from './view-context.ts';

export interface DrawDetailsOptions extends ViewContext {
  show: { id: string };
  known: Room;
  entry: RoomEntry | null;
}

/** How places are drawn, for those who want to check it: what is published before, and what after. */
export function drawDetails({ texts, show, known, entry }: DrawDetailsOptions): TemplateResult {
  const words = texts.room;
  const isDrawn = known.drawnAt !== null;
  return html`
    <details class="draw">
      <summary>${words.check}</summary>
      <p class="muted">${isDrawn ? words.checkAfter : words.checkBefore}</p>
      <dl>
        <dt>${words.seedHash}</dt>
        <dd><code>${known.seedHash}</code></dd>
        ${
          entry
            ? html`<dt>${words.ownEntry}</dt>
                <dd><code>${entry.id}</code></dd>`
            : nothing
        }
      </dl>
      ${isDrawn ? html`<a href="/shows/${show.id}/draw#${entry?.id ?? ''}" target="_blank">${words.list}</a>` : nothing}
    </details>
  `;
}
