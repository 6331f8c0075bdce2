import { html, nothing, type TemplateResult } from 'lit-html';
import type { OrphanRule } from '../organiser-office.ts';
import { changeRuleFields } from './change-rule-fields.ts';
import type { CreateShowOptions } from './create-show-options.ts';
import { detailsFields } from './details-fields.ts';
import { focusFirstProblem, incompleteFields, selectField } from './form-field.ts';
import { formNotice } from './form-notice.ts';
import { limitFields } from './limit-fields.ts';
import { MINIMUM_RUNS, ORPHAN_RULES } from './seat-rules.ts';

/** Title and times of a new show, and what buyers may leave over. */
export function datesStep(options: CreateShowOptions): TemplateResult {
  const { forms, words, desk } = options;
  const { dates: sender, typed, hall } = desk;
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    await desk.finishDates(incompleteFields(form));
    focusFirstProblem(form);
  };
  return html`
    <form class="panel" novalidate aria-labelledby="step-title" @submit=${submit}>
      <h2 id="step-title" tabindex="-1">${forms.datesTitle}</h2>
      ${detailsFields({
        ...options,
        problems: sender.problems,
        details: typed.details,
        city: hall.plan?.venue.city ?? '',
        onChange: (details) => desk.type({ details }),
      })}
      ${rules(options)}
      ${limitFields({
        ...options,
        problems: sender.problems,
        limits: typed.limits,
        onChange: (limits) => desk.type({ limits }),
      })}
      ${changeRuleFields({
        ...options,
        problems: sender.problems,
        rules: typed.changeRules,
        city: hall.plan?.venue.city ?? '',
        currency: typed.pricing.currency,
        onChange: (changeRules) => desk.type({ changeRules }),
      })}
      ${formNotice({ forms, words, sender, done: null })}
      <p class="hint">${forms.draftHint}</p>
      <div class="making-actions">
        <button type="button" class="secondary" @click=${() => desk.goTo('prices')}>${forms.back}</button>
        <button class="primary" aria-disabled=${sender.isBusy}>${forms.saveDraft}</button>
      </div>
    </form>
  `;
}

function rules(options: CreateShowOptions): TemplateResult {
  const { words, desk } = options;
  const { rules: chosen } = desk.typed;
  const form = { ...options, problems: desk.dates.problems };
  return html`
    <fieldset class="part">
      <legend>${words.seatRules}</legend>
      <div class="two">
        ${selectField(form, {
          name: 'orphan-rule',
          label: words.seatRulesBody,
          value: chosen.orphanRule,
          choices: ORPHAN_RULES.map((rule) => ({ value: rule, text: words.orphanRules[rule].name })),
          hint: words.orphanRules[chosen.orphanRule].what,
          onChoose: (rule) => desk.type({ rules: { ...chosen, orphanRule: rule as OrphanRule } }),
        })}
        ${
          chosen.orphanRule === 'OFF'
            ? nothing
            : selectField(form, {
                name: 'minimum-run',
                label: words.minimumRun,
                value: String(chosen.minimumRun),
                choices: MINIMUM_RUNS.map((run) => ({ value: String(run), text: String(run) })),
                onChoose: (run) => desk.type({ rules: { ...chosen, minimumRun: Number(run) } }),
              })
        }
      </div>
    </fieldset>
  `;
}
