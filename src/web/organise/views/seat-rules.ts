import { html, nothing, type TemplateResult } from 'lit-html';
import { live } from 'lit-html/directives/live.js';
import type { OrphanRule } from '../organiser-office.ts';
import { isRuleEndIncomplete, ruleEndField } from './rule-end-field.ts';
import type { ShowControlsOptions } from './show-controls-options.ts';

export const ORPHAN_RULES: readonly OrphanRule[] = ['OFF', 'LENIENT', 'STRICT'];
/** As the API takes it. */
export const MINIMUM_RUNS = [2, 3, 4, 5, 6, 7, 8, 9, 10];

/** What becomes of a choice that leaves seats which are hard to sell. */
export function seatRules(options: ShowControlsOptions): TemplateResult | typeof nothing {
  const { words, show, desk } = options;
  if (show.status === 'CLOSED' || show.status === 'CANCELLED') return nothing;
  const { orphanRule, minimumRun } = desk.rules;
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    await desk.changeRules({ isEndIncomplete: isRuleEndIncomplete(form) });
    form.querySelector<HTMLElement>('[aria-invalid=true]')?.focus();
  };
  return html`
    <details id="seat-rules">
      <summary>${words.seatRules} <span class="muted">${words.orphanRules[show.seatRules.orphanRule].name}</span></summary>
      <form novalidate @submit=${submit}>
        <fieldset class="rules">
          <legend>${words.seatRulesBody}</legend>
          ${ORPHAN_RULES.map((rule) => ruleChoice(options, rule))}
        </fieldset>
        ${
          orphanRule === 'OFF'
            ? nothing
            : html`<div class="field">
                <label for="minimum-run">${words.minimumRun}</label>
                <select
                  id="minimum-run"
                  @change=${(event: Event) => desk.chooseRules({ minimumRun: Number((event.target as HTMLSelectElement).value) })}
                >
                  ${MINIMUM_RUNS.map((run) => html`<option value=${run} .selected=${live(run === minimumRun)}>${run}</option>`)}
                </select>
              </div>
              ${ruleEndField(options)}`
        }
        <button class="primary" aria-disabled=${desk.isBusy}>${words.saveRules}</button>
      </form>
    </details>
  `;
}

function ruleChoice({ words, desk }: ShowControlsOptions, rule: OrphanRule): TemplateResult {
  const { name, what } = words.orphanRules[rule];
  return html`
    <label class="rule">
      <input
        type="radio"
        name="orphan-rule"
        .checked=${live(desk.rules.orphanRule === rule)}
        @change=${() => desk.chooseRules({ orphanRule: rule })}
      />
      <span><b>${name}</b> <small>${what}</small></span>
    </label>
  `;
}
