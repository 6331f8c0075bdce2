import './draw.css';
import type { TemplateResult } from 'lit-html';
import type { Announcer } from '../../../packages/map/src/announcer.ts';
import { parseDrawList } from '../../shared/draw-list.ts';
import type { Language } from '../i18n/language.ts';
import type { ViewContext } from '../views/view-context.ts';
import { checkDraw, checkEntry, type DrawState, type EntryCheck, entryIdIn, lotsOf } from './draw-check.ts';
import { drawTextsIn } from './draw-texts.ts';
import { drawView } from './draw-view.ts';

export interface DrawPageDeps {
  show: { id: string; title: string };
  announcer: Announcer;
  context(): ViewContext;
  language(): Language;
  redraw(): void;
}

/** Checks the draw of a show's waiting room, for whoever has its address; `#waitingentry_…` in it is the entry that is looked up. */
export class DrawPage {
  readonly #deps: DrawPageDeps;
  #state: DrawState = { kind: 'loading' };
  #entryId = entryIdIn(location.hash);
  #entry: EntryCheck | null = null;

  constructor(deps: DrawPageDeps) {
    this.#deps = deps;
    void this.#check();
  }

  title(): string {
    const { context, language, show } = this.#deps;
    return `${drawTextsIn(language()).title} · ${show.title} · ${context().texts.appName}`;
  }

  render(): TemplateResult {
    const { context, language, show } = this.#deps;
    return drawView({
      ...context(),
      words: drawTextsIn(language()),
      show,
      state: this.#state,
      entryId: this.#entryId,
      entry: this.#entry,
      onType: (entryId) => {
        this.#entryId = entryId.trim();
      },
      onLookUp: () => void this.#lookUp(),
    });
  }

  async #check(): Promise<void> {
    const { show, redraw } = this.#deps;
    this.#state = await read(show.id);
    if (this.#state.kind === 'checked' && this.#entryId !== '') await this.#lookUp();
    redraw();
  }

  async #lookUp(): Promise<void> {
    const { announcer, language, context, redraw } = this.#deps;
    if (this.#state.kind !== 'checked' || this.#entryId === '') return;
    const { list, lots } = this.#state;
    this.#entry = await checkEntry(list, lots, this.#entryId);
    const words = drawTextsIn(language());
    const { count } = context().formats;
    const { place } = this.#entry;
    announcer.say(place === null ? words.notDrawn : words.place(count(place), count(list.entries)));
    redraw();
  }
}

async function read(showId: string): Promise<DrawState> {
  // Pages that are not secure have none.
  if (!globalThis.crypto?.subtle) return { kind: 'insecure' };
  try {
    const response = await fetch(`/waiting-rooms/${showId}/draw.txt`, { headers: { accept: 'text/plain' } });
    if (response.status === 404) return { kind: 'none' };
    if (!response.ok) return { kind: 'failed' };
    const list = parseDrawList(await response.text());
    const lots = await lotsOf(list);
    return { kind: 'checked', list, lots, check: await checkDraw(list, lots) };
  } catch {
    return { kind: 'failed' };
  }
}
