import { html, nothing, type TemplateResult } from 'lit-html';
import { live } from 'lit-html/directives/live.js';
import { LATEST_TIME } from './form-field.ts';
import type { ShowControlsOptions } from './show-controls-options.ts';

const ID = 'rule-end';

/** When the rule ends: by the clocks of the venue, to be taken away as well. */
export function ruleEndField(options: ShowControlsOptions): TemplateResult {
  const { words, show, desk } = options;
  const { ruleEnd } = desk;
  const { problem } = ruleEnd;
  return html`
    <div class="field">
      <label for=${ID}>${words.ruleEnd(show.venue.city)}</label>
      <div class="with-button">
        <input
          id=${ID}
          type="datetime-local"
          max=${LATEST_TIME}
          .value=${live(ruleEnd.text)}
          @input=${(event: InputEvent) => desk.typeRuleEnd((event.target as HTMLInputElement).value)}
          aria-invalid=${problem !== null}
          aria-describedby=${problem === null ? `${ID}-hint` : `${ID}-problem ${ID}-hint`}
        />
        ${
          ruleEnd.text === '' && problem !== 'incomplete'
            ? nothing
            : html`<button type="button" class="quiet" @click=${() => takeAway(options)}>${words.noRuleEnd}</button>`
        }
      </div>
      ${
        problem === null
          ? nothing
          : html`<p class="problem" id=${`${ID}-problem`} role="alert">${words.ruleEndProblems[problem]}</p>`
      }
      <p class="hint" id=${`${ID}-hint`}>${words.ruleEndHint}</p>
      ${endedText(options)}
    </div>
  `;
}

/** Whether the field holds a part of a time only: then it has no value. */
export function isRuleEndIncomplete(form: HTMLFormElement): boolean {
  return form.querySelector<HTMLInputElement>(`#${ID}`)?.validity.badInput ?? false;
}

/** The button goes with it: the keyboard goes on from the field. */
function takeAway({ desk }: ShowControlsOptions): void {
  const field = document.querySelector<HTMLInputElement>(`#${ID}`);
  if (field) {
    // A part of a time is no value that could be drawn over.
    field.value = '';
    field.focus();
  }
  desk.typeRuleEnd('');
}

function endedText({ words, formats, show, now }: ShowControlsOptions): TemplateResult | typeof nothing {
  const { endsAt, orphanRule } = show.seatRules;
  if (endsAt === null || orphanRule === 'OFF' || Date.parse(endsAt) > now) return nothing;
  return html`<p class="hint"><b>${words.ruleEnded(formats.moment(endsAt, show.venue.timezone))}</b></p>`;
}
