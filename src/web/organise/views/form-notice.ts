import { html, nothing, type TemplateResult } from 'lit-html';
import type { FormTexts } from '../form-texts.ts';
import type { FormSender } from '../forms/form-sender.ts';
import type { OrganiserTexts } from '../organiser-texts.ts';
import { refusalText } from './refusal-text.ts';

export interface FormNoticeOptions {
  forms: FormTexts;
  words: OrganiserTexts;
  sender: FormSender;
  /** Said when it was taken; null: nothing. */
  done: string | null;
}

/** What came of sending a form, beside what is wrong with single fields. */
export function formNotice({ forms, words, sender, done }: FormNoticeOptions): TemplateResult | typeof nothing {
  if (sender.refusal) return html`<p class="problem" role="alert">${refusalText(words, sender.refusal)}</p>`;
  if (sender.isUnreachable) return html`<p class="problem" role="alert">${forms.noAnswer}</p>`;
  if (sender.problems.size > 0) return html`<p class="problem">${forms.wrong}</p>`;
  if (sender.isWaiting) return html`<p class="muted" role="status">${forms.tellingPause}</p>`;
  return sender.isDone && done !== null ? html`<p class="done">${done}</p>` : nothing;
}
