import { html, nothing, type TemplateResult } from 'lit-html';
import { DISCOUNT_KINDS, type DiscountKind, type TypedCode } from '../forms/typed-code.ts';
import type { CodesSectionOptions } from './codes-section-options.ts';
import { type FormContext, focusFirstProblem, incompleteFields, selectField, textField } from './form-field.ts';
import { formNotice } from './form-notice.ts';

export interface CodeFormOptions extends CodesSectionOptions {
  /** Saved or given up. */
  onClosed(): void;
}

/** The code that is edited, or a new one. */
export function codeForm(options: CodeFormOptions): TemplateResult {
  const { words, forms, desk, organiserWords, onClosed } = options;
  const code = desk.editing?.code ?? null;
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    if (await desk.save(incompleteFields(form))) onClosed();
    else focusFirstProblem(form);
  };
  const cancel = () => {
    desk.edit(null);
    onClosed();
  };
  return html`
    <form novalidate aria-labelledby="code-form-title" @submit=${submit}>
      <h3 id="code-form-title">${code ? words.editTitle(code.code) : words.newTitle}</h3>
      ${discountFields(options)} ${allotmentField(options)} ${forFields(options)} ${limitFields(options)}
      ${formNotice({ forms, words: organiserWords, sender: desk.sender, done: null })}
      <div class="form-actions">
        <button class="primary" aria-disabled=${desk.sender.isBusy}>${code ? words.save : words.create}</button>
        <button type="button" class="secondary" @click=${cancel}>${words.cancel}</button>
      </div>
    </form>
  `;
}

function contextOf({ forms, locale, desk }: CodeFormOptions): FormContext {
  return { forms, locale, exponent: desk.exponent, problems: desk.sender.problems };
}

function discountFields(options: CodeFormOptions): TemplateResult {
  const { words, desk } = options;
  const { typed } = desk;
  const context = contextOf(options);
  const currency = desk.show?.currency ?? '';
  // Without an allotment a code is to make something cheaper.
  const kinds = DISCOUNT_KINDS.filter((kind) => kind !== 'NONE' || desk.allotments.length > 0);
  return html`
    ${textField(context, {
      name: 'code-code',
      label: words.code,
      value: typed.code,
      maxlength: 50,
      hint: words.codeHint,
      onInput: (code) => desk.type({ code }),
    })}
    ${selectField(context, {
      name: 'code-kind',
      label: words.kind,
      value: typed.kind,
      choices: kinds.map((value) => ({ value, text: words.kinds[value] })),
      onChoose: (kind) => desk.type({ kind: kind as DiscountKind }),
    })}
    ${
      typed.kind === 'NONE'
        ? nothing
        : textField(context, {
            name: 'code-value',
            label: typed.kind === 'PERCENT' ? words.values.PERCENT : words.values[typed.kind](currency),
            value: typed.value,
            inputmode: 'decimal',
            maxlength: 20,
            onInput: (value) => desk.type({ value }),
          })
    }
  `;
}

/** The part of the house that it opens: nothing where there is none that a code may open. */
function allotmentField(options: CodeFormOptions): TemplateResult | typeof nothing {
  const { words, desk } = options;
  if (desk.allotments.length === 0) return nothing;
  return selectField(contextOf(options), {
    name: 'code-allotment',
    label: words.opens,
    value: desk.typed.allotmentId,
    choices: [
      { value: '', text: words.opensNothing },
      ...desk.allotments.map(({ id, name }) => ({ value: id, text: name })),
    ],
    hint: words.opensHint,
    onChoose: (allotmentId) => desk.type({ allotmentId }),
  });
}

function forFields(options: CodeFormOptions): TemplateResult {
  const { words, desk } = options;
  const { priceTiers = [], ticketTypes = [] } = desk.show ?? {};
  return html`
    ${priceTiers.length > 1 ? choices(options, { label: words.tiers, field: 'tierIds', list: priceTiers }) : nothing}
    ${ticketTypes.length > 1 ? choices(options, { label: words.types, field: 'ticketTypeIds', list: ticketTypes }) : nothing}
  `;
}

interface Choices {
  label: string;
  field: 'tierIds' | 'ticketTypeIds';
  list: readonly { id: string; name: string }[];
}

function choices({ words, desk }: CodeFormOptions, { label, field, list }: Choices): TemplateResult {
  const chosen = desk.typed[field];
  const choose = (id: string, isChosen: boolean) => {
    const change: Partial<TypedCode> = { [field]: isChosen ? [...chosen, id] : chosen.filter((one) => one !== id) };
    desk.type(change);
  };
  return html`
    <fieldset class="rules choices">
      <legend>${label}</legend>
      ${list.map(
        ({ id, name }) => html`
          <label class="choice">
            <input
              type="checkbox"
              .checked=${chosen.includes(id)}
              @change=${(event: Event) => choose(id, (event.target as HTMLInputElement).checked)}
            />
            <span>${name}</span>
          </label>
        `,
      )}
      <p class="hint">${words.noneIsAll}</p>
    </fieldset>
  `;
}

function limitFields(options: CodeFormOptions): TemplateResult {
  const { words, desk, venue } = options;
  const { typed } = desk;
  const context = contextOf(options);
  const count = (name: 'maxUses' | 'maxTickets') =>
    textField(context, {
      name: `code-${name}`,
      label: words[name],
      value: typed[name],
      inputmode: 'decimal',
      maxlength: 7,
      hint: words.noLimit,
      onInput: (text) => desk.type({ [name]: text }),
    });
  const time = (name: 'validFrom' | 'validUntil', hint?: string) =>
    textField(context, {
      name: `code-${name}`,
      label: words[name](venue.city),
      value: typed[name],
      type: 'datetime-local',
      ...(hint === undefined ? {} : { hint }),
      onInput: (text) => desk.type({ [name]: text }),
    });
  return html`${count('maxUses')} ${count('maxTickets')} ${time('validFrom')} ${time('validUntil', words.validHint)}`;
}
