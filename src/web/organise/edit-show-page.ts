import type { TemplateResult } from 'lit-html';
import { exponentOf } from '../../shared/money/currencies.ts';
import { EditDesk, type EditDeskDeps } from './edit-desk.ts';
import { formTextsIn } from './form-texts.ts';
import { organiserTextsIn } from './organiser-texts.ts';
import { editShow } from './views/edit-show.ts';

/** The page on which title, times and prices of a show are changed. */
export class EditShowPage {
  readonly #deps: EditDeskDeps;
  readonly #desk: EditDesk;

  constructor(deps: EditDeskDeps) {
    this.#deps = deps;
    this.#desk = new EditDesk(deps);
  }

  render(): TemplateResult {
    const { context, language } = this.#deps;
    return editShow({
      ...context(),
      forms: formTextsIn(language()),
      words: organiserTextsIn(language()),
      exponent: exponentOf(this.#desk.show.currency),
      desk: this.#desk,
    });
  }

  dispose(): void {
    // Nothing is asked for by itself.
  }
}
