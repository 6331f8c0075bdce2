import { html, type TemplateResult } from 'lit-html';
import type { OrganiserTexts } from '../organiser-texts.ts';

export interface MapToolsOptions {
  words: OrganiserTexts;
  isBanding: boolean;
  onSwitch(isBanding: boolean): void;
}

/** What dragging on the map does: move it, or select by a rectangle. */
export function mapTools({ words, isBanding, onSwitch }: MapToolsOptions): TemplateResult {
  const tool = (label: string, path: string, isChosen: boolean, onClick: () => void) => html`
    <button type="button" class="icon" aria-label=${label} title=${label} aria-pressed=${isChosen} @click=${onClick}>
      <svg viewBox="0 0 20 20" width="20" height="20" aria-hidden="true"><path d=${path}></path></svg>
    </button>
  `;
  return html`
    <div class="zoom tools" role="group" aria-label=${words.tools}>
      ${tool(words.move, MOVE, !isBanding, () => onSwitch(false))}
      ${tool(words.select, RECTANGLE, isBanding, () => onSwitch(true))}
    </div>
  `;
}

const MOVE = 'M10 3v14M3 10h14M8 5l2-2 2 2M8 15l2 2 2-2M5 8l-2 2 2 2M15 8l2 2-2 2';
const RECTANGLE = 'M4 7V4h3M9 4h2M13 4h3v3M16 9v2M16 13v3h-3M11 16H9M7 16H4v-3M4 11V9';
