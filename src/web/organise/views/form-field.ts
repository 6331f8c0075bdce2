import { html, nothing, type TemplateResult } from 'lit-html';
import { live } from 'lit-html/directives/live.js';
import type { FormTexts } from '../form-texts.ts';
import type { FormProblem } from '../forms/form-problem.ts';
import { typedPrice } from '../forms/typed-money.ts';
import { issueText } from './issue-text.ts';

/** What stands in a form's fields, and what is wrong there. */
export interface FormContext {
  forms: FormTexts;
  locale: string;
  /** Of the show's currency: how many digits a price has. */
  exponent: number;
  problems: ReadonlyMap<string, FormProblem>;
}

export interface FieldOptions {
  /** Its name in the form; the element's id is `f-` and the name. */
  name: string;
  label: string | TemplateResult;
  value: string;
  onInput(text: string): void;
  type?: 'text' | 'datetime-local';
  inputmode?: 'decimal' | 'numeric';
  hint?: string;
  /** Of the element's class, beside `field`. */
  kind?: string;
  maxlength?: number;
}

/** What the API takes of years has four digits. */
export const LATEST_TIME = '9999-12-31T23:59';
const MOST_CHARACTERS = 300;

export function textField(form: FormContext, options: FieldOptions): TemplateResult {
  const {
    name,
    label,
    value,
    onInput,
    type = 'text',
    inputmode,
    hint,
    kind = '',
    maxlength = MOST_CHARACTERS,
  } = options;
  const id = `f-${name}`;
  const problem = form.problems.get(name);
  return html`
    <div class=${`field ${kind}`}>
      <label for=${id}>${label}</label>
      <input
        id=${id}
        name=${name}
        type=${type}
        autocomplete="off"
        maxlength=${type === 'text' ? maxlength : nothing}
        max=${type === 'text' ? nothing : LATEST_TIME}
        inputmode=${inputmode ?? nothing}
        .value=${live(value)}
        @input=${(event: InputEvent) => onInput((event.target as HTMLInputElement).value)}
        aria-invalid=${problem !== undefined}
        aria-describedby=${describedBy(id, { hint, problem })}
      />
      ${problemAndHint(form, { id, hint, problem })}
    </div>
  `;
}

export interface SelectOptions {
  name: string;
  label: string;
  value: string;
  choices: readonly { value: string; text: string }[];
  onChoose(value: string): void;
  hint?: string;
  kind?: string;
}

export function selectField(form: FormContext, options: SelectOptions): TemplateResult {
  const { name, label, value, choices, onChoose, hint, kind = '' } = options;
  const id = `f-${name}`;
  const problem = form.problems.get(name);
  return html`
    <div class=${`field ${kind}`}>
      <label for=${id}>${label}</label>
      <select
        id=${id}
        name=${name}
        @change=${(event: Event) => onChoose((event.target as HTMLSelectElement).value)}
        aria-invalid=${problem !== undefined}
        aria-describedby=${describedBy(id, { hint, problem })}
      >
        ${choices.map((one) => html`<option value=${one.value} .selected=${live(one.value === value)}>${one.text}</option>`)}
      </select>
      ${problemAndHint(form, { id, hint, problem })}
    </div>
  `;
}

/** What is wrong, in the page's language as far as the page knows by itself. */
export function problemText({ forms, locale, exponent }: FormContext, problem: FormProblem): string {
  switch (problem.kind) {
    case 'refused':
      return issueText(forms, problem.issue);
    case 'tooMuch':
      return forms.problems.tooMuch(typedPrice({ amount: problem.most, exponent }, locale));
    case 'noPrice':
      return forms.problems.noPrice(typedPrice({ amount: 45 * 10 ** exponent, exponent }, locale));
    default:
      return forms.problems[problem.kind];
  }
}

/** The names of the form's fields that hold a part of a day and time only: they have no value then. */
export function incompleteFields(form: HTMLFormElement): ReadonlySet<string> {
  const inputs = [...form.querySelectorAll<HTMLInputElement>('input[type=datetime-local]')];
  return new Set(inputs.filter(({ validity }) => validity.badInput).map(({ name }) => name));
}

/** To be called when problems have come: the first of their fields takes the focus, once it is drawn. */
export function focusFirstProblem(form: Element): void {
  requestAnimationFrame(() => form.querySelector<HTMLElement>('[aria-invalid=true]')?.focus());
}

/** The field of that name takes the focus, once it is drawn. */
export function focusField(name: string): void {
  focusElement(`f-${name}`);
}

/** The same of any element: the keyboard goes on there when what it was at has gone. */
export function focusElement(id: string): void {
  requestAnimationFrame(() => document.getElementById(id)?.focus());
}

function describedBy(id: string, { hint, problem }: { hint?: string | undefined; problem?: FormProblem | undefined }) {
  const ids = [...(problem ? [`${id}-problem`] : []), ...(hint === undefined ? [] : [`${id}-hint`])];
  return ids.length > 0 ? ids.join(' ') : nothing;
}

function problemAndHint(
  form: FormContext,
  { id, hint, problem }: { id: string; hint?: string | undefined; problem?: FormProblem | undefined },
) {
  return [
    problem ? html`<p class="problem" id=${`${id}-problem`}>${problemText(form, problem)}</p>` : nothing,
    hint === undefined ? nothing : html`<p class="hint" id=${`${id}-hint`}>${hint}</p>`,
  ];
}
