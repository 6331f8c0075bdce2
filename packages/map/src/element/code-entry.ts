import { html, nothing, type TemplateResult } from 'lit-html';
import { live } from 'lit-html/directives/live.js';
import type { MapContext } from '../views/map-context.ts';
import type { MapCode } from './map-code.ts';
import { wordsOfCode } from './refusal-words.ts';

/** What a field for a code takes. */
export const MAX_CODE = 50;

export interface CodeEntryOptions extends MapContext {
  code: MapCode;
  /** Takes what was typed, or takes the code off. */
  onEnter(code: string | null): Promise<unknown>;
}

/** Where a promo code is entered before anything is held, or what the one that was entered opens. */
export function codeEntry(options: CodeEntryOptions): TemplateResult {
  return options.code.code === null ? entry(options) : entered(options);
}

/** In upper case, as codes usually are, however it was entered: how its organiser spells it is not told before it is applied. */
export function shownCode(code: string | null): string {
  return (code ?? '').toUpperCase();
}

/** What the code opens, or that it is for what will be held. */
export function codeOpens(
  { texts }: Pick<MapContext, 'texts'>,
  { code, part }: { code: string | null; part: { name: string } | null },
): string {
  return part === null ? texts.codeWaits(shownCode(code)) : texts.codeOpens(shownCode(code), part.name);
}

function entry({ texts, code, onEnter }: CodeEntryOptions): TemplateResult {
  const problem = code.isMissing ? texts.codeMissing : wordsOfCode(texts, code);
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = event.currentTarget as HTMLElement;
    if (code.isBusy) return;
    if (code.draft.trim() === '') {
      code.miss();
      focusSoon(form, '#promo-code');
      return;
    }
    await onEnter(code.draft);
    if (code.code !== null) focusSoon(form, '.code button');
  };
  return html`
    <details class="code" ?open=${problem !== null || code.draft !== ''}>
      <summary>${texts.haveCode}</summary>
      <form class="code-form" novalidate @submit=${submit}>
        <label for="promo-code">${texts.promoCode}</label>
        <div class="code-line">
          <input
            id="promo-code"
            autocomplete="off"
            autocapitalize="characters"
            spellcheck="false"
            enterkeyhint="done"
            maxlength=${MAX_CODE}
            .value=${live(code.draft)}
            @input=${(event: InputEvent) => code.type((event.target as HTMLInputElement).value)}
            aria-invalid=${problem !== null}
            aria-describedby="about-promo-code"
          />
          <button type="submit" class="secondary" part="button secondary" aria-disabled=${code.isBusy}>
            ${code.isBusy ? texts.working : texts.applyCode}
          </button>
        </div>
        <p id="about-promo-code" class=${problem ? 'problem' : nothing} role=${problem ? 'alert' : nothing}>${problem ?? nothing}</p>
      </form>
    </details>
  `;
}

function entered(options: CodeEntryOptions): TemplateResult {
  const { texts, code, onEnter } = options;
  const remove = async (event: Event) => {
    const button = event.currentTarget as HTMLElement;
    await onEnter(null);
    focusSoon(button, '.code summary');
  };
  return html`
    <div class="code code-entered">
      <span>${codeOpens(options, code)}</span>
      <button
        type="button"
        class="secondary"
        part="button secondary"
        aria-label=${texts.removeCodeNamed(shownCode(code.code))}
        @click=${remove}
      >
        ${texts.removeCode}
      </button>
    </div>
  `;
}

/** The part that had the focus has gone, and this one stands in its place. */
function focusSoon(within: HTMLElement, selector: string): void {
  const root = within.getRootNode() as ShadowRoot;
  requestAnimationFrame(() => root.querySelector<HTMLElement>(selector)?.focus());
}
