import type { TemplateResult } from 'lit-html';
import { exponentOf } from '../../shared/money/currencies.ts';
import type { Language } from '../i18n/language.ts';
import { CreateDesk, type CreateDeskDeps } from './create-desk.ts';
import { formTextsIn } from './form-texts.ts';
import { organiserTextsIn } from './organiser-texts.ts';
import { createShow } from './views/create-show.ts';

export interface CreateShowPageDeps extends CreateDeskDeps {
  language(): Language;
}

/** The page on which a show is made. */
export class CreateShowPage {
  readonly #deps: CreateShowPageDeps;
  readonly #desk: CreateDesk;

  constructor(deps: CreateShowPageDeps) {
    this.#deps = deps;
    this.#desk = new CreateDesk(deps);
  }

  /** Asks for the plans. Rejects when there is no answer. */
  open(): Promise<void> {
    return this.#desk.open();
  }

  render(): TemplateResult {
    const { context, language } = this.#deps;
    return createShow({
      ...context(),
      forms: formTextsIn(language()),
      words: organiserTextsIn(language()),
      exponent: exponentOf(this.#desk.typed.pricing.currency),
      desk: this.#desk,
    });
  }

  dispose(): void {
    this.#desk.dispose();
  }
}
