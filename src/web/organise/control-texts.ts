import type { Language } from '../i18n/language.ts';
import { cancellationTextsIn } from './cancellation-texts.ts';
import { formTextsIn } from './form-texts.ts';
import { organiserTextsIn } from './organiser-texts.ts';

/** All words that the controls of a show are drawn with. */
export function controlTextsIn(language: Language) {
  return {
    words: organiserTextsIn(language),
    cancellationWords: cancellationTextsIn(language),
    forms: formTextsIn(language),
  };
}
