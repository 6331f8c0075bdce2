import { html, nothing, type TemplateResult } from 'lit-html';
import { STEPS, type Step } from '../create-desk.ts';
import type { CreateShowOptions } from './create-show-options.ts';
import { datesStep } from './dates-step.ts';
import { focusFirstProblem, selectField } from './form-field.ts';
import { formNotice } from './form-notice.ts';
import { hallSize } from './hall-size.ts';
import { hallStep } from './hall-step.ts';
import { pricingFields } from './pricing-fields.ts';

/** A show that is being made: the steps, the present one's form, and the plan as it is drawn. */
export function createShow(options: CreateShowOptions): TemplateResult {
  const { forms, desk } = options;
  const { view } = desk.hall;
  return html`
    <main class="making" id="main">
      <div class="making-head">
        <h1>${forms.newShow}</h1>
        ${steps(options)}
      </div>
      <div class=${view ? 'beside-plan' : ''}>
        ${stepForm(options)}
        ${
          view
            ? html`<aside class="drawn-plan" aria-label=${forms.drawnPlan}>
                ${view.render(forms)}
                <p class="muted">${hallSize(options, view.size)}</p>
              </aside>`
            : nothing
        }
      </div>
    </main>
  `;
}

function steps({ forms, desk }: CreateShowOptions): TemplateResult {
  const at = STEPS.indexOf(desk.step);
  const names = [...STEPS, 'publish'] as const;
  const goTo = (event: Event, step: Step) => {
    event.preventDefault();
    desk.goTo(step);
  };
  return html`
    <ol class="steps" aria-label=${forms.stepsTitle}>
      ${names.map((name, index) => {
        const isBefore = index < at && name !== 'publish';
        return html`<li aria-current=${index === at ? 'step' : nothing} data-done=${index < at}>
          ${
            isBefore
              ? html`<a href=${`?step=${name}`} @click=${(event: Event) => goTo(event, name)}>${forms.steps[name]}</a>`
              : html`<span>${forms.steps[name]}</span>`
          }
        </li>`;
      })}
    </ol>
  `;
}

function stepForm(options: CreateShowOptions): TemplateResult {
  switch (options.desk.step) {
    case 'hall':
      return hallStep(options);
    case 'prices':
      return pricesStep(options);
    case 'dates':
      return datesStep(options);
  }
}

function pricesStep(options: CreateShowOptions): TemplateResult {
  const { forms, words, desk, locale } = options;
  const { prices: sender, typed, hall } = desk;
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    await desk.finishPrices();
    focusFirstProblem(form);
  };
  const form = { ...options, problems: sender.problems };
  return html`
    <form class="panel" novalidate aria-labelledby="step-title" @submit=${submit}>
      <h2 id="step-title" tabindex="-1">${forms.pricesTitle}</h2>
      ${selectField(form, {
        name: 'currency',
        label: forms.currency,
        value: typed.pricing.currency,
        choices: currencies(locale),
        onChoose: (currency) => desk.typePricing({ ...typed.pricing, currency }),
      })}
      ${pricingFields({
        ...form,
        pricing: typed.pricing,
        onChange: (pricing) => desk.typePricing(pricing),
        colorOf: (category) => hall.view?.colorOf(category) ?? 'currentColor',
      })}
      ${formNotice({ forms, words, sender, done: null })}
      <div class="making-actions">
        <button type="button" class="secondary" @click=${() => desk.goTo('hall')}>${forms.back}</button>
        <button class="primary">${forms.next}</button>
      </div>
    </form>
  `;
}

const known = new Map<string, readonly { value: string; text: string }[]>();

/** All that the browser knows, by their codes and names. */
function currencies(locale: string): readonly { value: string; text: string }[] {
  let list = known.get(locale);
  if (!list) {
    const names = new Intl.DisplayNames(locale, { type: 'currency' });
    list = Intl.supportedValuesOf('currency').map((value) => ({
      value,
      text: `${value} – ${names.of(value) ?? value}`,
    }));
    known.set(locale, list);
  }
  return list;
}
