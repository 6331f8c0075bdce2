import { html, nothing, type TemplateResult } from 'lit-html';
import type { ViewContext } from '../views/view-context.ts';
import type { DrawState, EntryCheck } from './draw-check.ts';
import type { DrawTexts } from './draw-texts.ts';

export interface DrawViewOptions extends ViewContext {
  words: DrawTexts;
  show: { id: string; title: string };
  state: DrawState;
  /** As it is typed. */
  entryId: string;
  /** The one that was looked up; null: none was. */
  entry: EntryCheck | null;
  onType(entryId: string): void;
  onLookUp(): void;
}

/** A draw, worked out anew: whether it is as published, and one entry's place in it. */
export function drawView(options: DrawViewOptions): TemplateResult {
  const { words, show, state } = options;
  return html`
    <main class="draw-page" id="main">
      <div>
        <h1>${words.title}</h1>
        <p class="muted">${words.of(show.title)}</p>
      </div>
      <p>${words.intro}</p>
      ${stateOf(options)}
      <p class="draw-links">
        <a href="/shows/${show.id}">${words.toShow}</a>
        ${
          state.kind === 'checked' || state.kind === 'insecure'
            ? html`<a href="/waiting-rooms/${show.id}/draw.txt">${words.list}</a>`
            : nothing
        }
      </p>
    </main>
  `;
}

function stateOf(options: DrawViewOptions): TemplateResult {
  const { words, state } = options;
  switch (state.kind) {
    case 'loading':
      return html`<p class="drawing"><span class="spinner" aria-hidden="true"></span>${words.working}</p>`;
    case 'none':
    case 'insecure':
      return html`<p class="remark">${words[state.kind]}</p>`;
    case 'failed':
      return html`<p class="problem" role="alert">${words.failed}</p>`;
    case 'checked':
      return html`${verdict(options, state)} ${ownPlace(options, state)}`;
  }
}

type Checked = Extract<DrawState, { kind: 'checked' }>;

function verdict({ words, formats }: DrawViewOptions, { list, check }: Checked): TemplateResult {
  const { isSeedGood, isComplete, wrongPlace } = check;
  const count = formats.count(list.entries);
  const facts: [boolean, string][] = [
    [isSeedGood, isSeedGood ? words.seedGood : words.seedBad],
    [isComplete, isComplete ? words.complete(count) : words.incomplete],
    [wrongPlace === null, wrongPlace === null ? words.orderGood : words.orderBad(formats.count(wrongPlace))],
  ];
  return html`
    <ul class="verdict panel">
      ${facts.map(([isGood, text]) => html`<li data-good=${isGood}><i aria-hidden="true">${isGood ? '✓' : '✗'}</i>${text}</li>`)}
    </ul>
    <dl class="draw-facts">
      <dt>${words.fingerprint}</dt>
      <dd><code>${list.seedHash}</code><small>${words.compare}</small></dd>
      <dt>${words.seed}</dt>
      <dd><code>${list.seed}</code></dd>
    </dl>
  `;
}

function ownPlace(options: DrawViewOptions, { list }: Checked): TemplateResult {
  const { words, formats, entryId, entry, onType, onLookUp } = options;
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    onLookUp();
  };
  return html`
    <section class="panel">
      <form @submit=${submit}>
        <div class="field">
          <label for="entry">${words.entry}</label>
          <input
            id="entry"
            autocomplete="off"
            spellcheck="false"
            maxlength="100"
            .value=${entryId}
            aria-describedby="entry-hint"
            @input=${(event: InputEvent) => onType((event.target as HTMLInputElement).value)}
          />
          <p class="hint" id="entry-hint">${words.entryHint}</p>
        </div>
        <button class="primary">${words.check}</button>
      </form>
      ${
        entry === null
          ? nothing
          : html`
              <p class="own-place" data-place=${entry.place ?? 'none'}>
                ${entry.place === null ? words.notDrawn : words.place(formats.count(entry.place), formats.count(list.entries))}
              </p>
              <dl class="draw-facts">
                <dt>${words.lot}</dt>
                <dd><code>${entry.lot}</code><small>${words.lotHint}</small></dd>
              </dl>
            `
      }
    </section>
  `;
}
