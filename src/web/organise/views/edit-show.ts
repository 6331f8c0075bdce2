import { html, nothing, type TemplateResult } from 'lit-html';
import type { ViewContext } from '../../views/view-context.ts';
import { categoryColors } from '../category-colors.ts';
import type { EditDesk } from '../edit-desk.ts';
import type { FormTexts } from '../form-texts.ts';
import type { OrganiserTexts } from '../organiser-texts.ts';
import { changeRuleFields } from './change-rule-fields.ts';
import { detailsFields } from './details-fields.ts';
import { focusFirstProblem, incompleteFields } from './form-field.ts';
import { formNotice } from './form-notice.ts';
import { limitFields } from './limit-fields.ts';
import { pricingFields } from './pricing-fields.ts';

export interface EditShowOptions extends ViewContext {
  forms: FormTexts;
  words: OrganiserTexts;
  exponent: number;
  desk: EditDesk;
}

/** The forms in which a show is changed. */
export function editShow(options: EditShowOptions): TemplateResult {
  const { forms, desk } = options;
  const { show } = desk;
  return html`
    <main class="making" id="main">
      <div class="making-head">
        <p><a href=${`/organise/shows/${show.id}`}>${forms.backToShow}</a></p>
        <h1>${forms.changeTitle}</h1>
        <p class="muted">${show.title} · ${show.venue.name}, ${show.venue.city}</p>
      </div>
      ${detailsForm(options)} ${changesForm(options)} ${pricesForm(options)}
    </main>
  `;
}

function detailsForm(options: EditShowOptions): TemplateResult {
  const { forms, words, desk } = options;
  const { details: sender } = desk;
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    await desk.saveDetails(incompleteFields(form));
    focusFirstProblem(form);
  };
  return html`
    <form class="panel" id="details" novalidate aria-labelledby="details-title" @submit=${submit}>
      <h2 id="details-title">${forms.detailsTitle}</h2>
      ${detailsFields({
        ...options,
        problems: sender.problems,
        details: desk.typedDetails,
        city: desk.show.venue.city,
        onChange: (details) => desk.typeDetails(details),
      })}
      ${limitFields({
        ...options,
        problems: sender.problems,
        limits: desk.typedLimits,
        onChange: (limits) => desk.typeLimits(limits),
      })}
      ${desk.show.status === 'DRAFT' ? nothing : html`<p class="hint">${forms.limitsNow}</p>`}
      ${desk.toldCount > 0 ? html`<p class="hint" role="status">${words.toldOfNewTime(desk.toldCount)}</p>` : nothing}
      ${formNotice({ forms, words, sender, done: forms[desk.detailsNews] })}
      <button class="primary fitting" aria-disabled=${sender.isBusy}>${forms.saveDetails}</button>
    </form>
  `;
}

function changesForm(options: EditShowOptions): TemplateResult {
  const { forms, words, desk } = options;
  const { changes: sender, show } = desk;
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    await desk.saveChangeRules(incompleteFields(form));
    focusFirstProblem(form);
  };
  return html`
    <form class="panel" id="changes" novalidate aria-labelledby="changes-title" @submit=${submit}>
      <h2 id="changes-title">${forms.changes.formTitle}</h2>
      ${changeRuleFields({
        ...options,
        problems: sender.problems,
        rules: desk.typedChangeRules,
        city: show.venue.city,
        currency: show.currency,
        onChange: (rules) => desk.typeChangeRules(rules),
      })}
      ${show.status === 'DRAFT' ? nothing : html`<p class="hint">${forms.changes.now}</p>`}
      ${formNotice({ forms, words, sender, done: forms.changes.saved })}
      <button class="primary fitting" aria-disabled=${sender.isBusy}>${forms.changes.save}</button>
    </form>
  `;
}

function pricesForm(options: EditShowOptions): TemplateResult {
  const { forms, words, desk } = options;
  const { prices: sender, show } = desk;
  const isOver = show.status === 'CLOSED' || show.status === 'CANCELLED';
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    await desk.savePrices();
    focusFirstProblem(form);
  };
  return html`
    <form class="panel" id="prices" novalidate aria-labelledby="prices-title" @submit=${submit}>
      <h2 id="prices-title" tabindex="-1">${forms.pricesTable}</h2>
      ${isOver ? html`<p class="muted">${forms.endedShow}</p>` : whenPricesChange(options)}
      ${
        isOver
          ? nothing
          : html`${pricingFields({
              ...options,
              problems: sender.problems,
              pricing: desk.typedPricing,
              onChange: (pricing) => desk.typePricing(pricing),
              colorOf: categoryColors(show.plan.categories),
            })}
            ${formNotice({ forms, words, sender, done: forms.pricesSaved })}
            <button class="primary fitting" aria-disabled=${sender.isBusy}>${forms.savePrices}</button>`
      }
    </form>
  `;
}

/** A draft can be changed in all its parts; what is on sale keeps its prices for the moment. */
function whenPricesChange({ forms, words, desk }: EditShowOptions): TemplateResult | typeof nothing {
  const { status } = desk.show;
  if (status === 'DRAFT') return nothing;
  const pause = async () => {
    await desk.pauseSales();
    document.getElementById('prices-title')?.focus();
  };
  return html`
    <p class="muted">${status === 'PAUSED' ? forms.pausedForPrices : forms.pauseForPrices} ${forms.soldTypes}</p>
    ${formNotice({ forms, words, sender: desk.pause, done: null })}
    ${
      status === 'ON_SALE'
        ? html`<button type="button" class="secondary fitting" aria-disabled=${desk.pause.isBusy} @click=${pause}>
            ${forms.pauseNow}
          </button>`
        : nothing
    }
  `;
}
