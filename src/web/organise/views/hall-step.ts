import { html, nothing, type TemplateResult } from 'lit-html';
import { live } from 'lit-html/directives/live.js';
import type { TypedShow } from '../forms/typed-show.ts';
import { timeZones } from '../forms/typed-venue.ts';
import { saidProblem } from '../plan-problem-words.ts';
import type { CreateShowOptions } from './create-show-options.ts';
import { focusFirstProblem, problemText, selectField, textField } from './form-field.ts';
import { formNotice } from './form-notice.ts';
import { hallSize, sizeOfHall } from './hall-size.ts';

/** Which plan a new show is on. */
export function hallStep(options: CreateShowOptions): TemplateResult {
  const { forms, words, desk } = options;
  const { hall, typed } = desk;
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    await desk.finishHall();
    focusFirstProblem(form);
  };
  // What is wrong with the plan is listed by itself.
  const isListed = hall.planProblems.length > 0;
  return html`
    <form class="panel" novalidate aria-labelledby="step-title" @submit=${submit}>
      <h2 id="step-title" tabindex="-1">${forms.hallTitle}</h2>
      <fieldset class="rules">
        <legend>${forms.planFrom}</legend>
        ${source(options, 'here', forms.planHere)} ${source(options, 'file', forms.planNew)}
      </fieldset>
      ${typed.planFrom === 'here' ? planHere(options) : html`${planFile(options)} ${venueFields(options)}`}
      ${isListed ? planProblems(options) : formNotice({ forms, words, sender: hall.sender, done: null })}
      <div class="making-actions">
        <button type="button" class="secondary" @click=${() => desk.startOver()}>${forms.startOver}</button>
        <button class="primary" aria-disabled=${hall.sender.isBusy || hall.isWaiting}>${forms.next}</button>
      </div>
    </form>
  `;
}

function source({ desk }: CreateShowOptions, planFrom: TypedShow['planFrom'], text: string): TemplateResult {
  return html`
    <label class="rule">
      <input
        type="radio"
        name="plan-from"
        .checked=${live(desk.typed.planFrom === planFrom)}
        @change=${() => desk.hall.switchTo(planFrom)}
      />
      <span><b>${text}</b></span>
    </label>
  `;
}

function planHere(options: CreateShowOptions): TemplateResult {
  const { forms, desk } = options;
  const { hall, typed } = desk;
  const plans = hall.plans ?? [];
  if (plans.length === 0) return html`<p class="muted">${forms.noPlans}</p>`;
  const form = { ...options, problems: hall.sender.problems };
  const { plan: chosen } = hall;
  const listed = chosen && !plans.some(({ id }) => id === chosen.id) ? [chosen, ...plans] : plans;
  return html`
    ${selectField(form, {
      name: 'plan',
      label: forms.plan,
      value: typed.planId ?? '',
      choices: [
        { value: '', text: forms.noPlan },
        ...listed.map((one) => ({
          value: one.id,
          text: `${one.name} · ${one.venue.name}, ${one.venue.city} · ${hallSize(options, one)}`,
        })),
      ],
      onChoose: (id) => hall.chooseQuietly(id),
    })}
    ${hall.isWaiting ? html`<p class="muted" role="status">${forms.planComing}</p>` : nothing}
    ${
      hall.hasMore
        ? html`<button type="button" class="quiet fitting" @click=${() => hall.showMoreQuietly()}>${forms.morePlans}</button>`
        : nothing
    }
  `;
}

function planFile(options: CreateShowOptions): TemplateResult {
  const { forms, desk } = options;
  const { hall } = desk;
  const problem = hall.sender.problems.get('plan-file');
  const take = (files: FileList | null | undefined) => files?.[0] && void hall.take(files[0]);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    take(event.dataTransfer?.files);
  };
  const form = { ...options, problems: hall.sender.problems };
  return html`
    <div class="field drop" @dragover=${(event: DragEvent) => event.preventDefault()} @drop=${drop}>
      <label for="f-plan-file">${forms.planFile}</label>
      <input
        id="f-plan-file"
        type="file"
        accept=".json,application/json"
        @change=${(event: Event) => take((event.target as HTMLInputElement).files)}
        aria-invalid=${problem !== undefined || hall.wrongFile !== null}
        aria-describedby="f-plan-file-said f-plan-file-hint"
      />
      <div id="f-plan-file-said" role="status">
        ${problem && hall.wrongFile === null ? html`<p class="problem">${problemText(form, problem)}</p>` : fileSaid(options)}
      </div>
      <p class="hint" id="f-plan-file-hint">${forms.planFileHint}</p>
    </div>
  `;
}

function fileSaid(options: CreateShowOptions): TemplateResult | typeof nothing {
  const { forms, desk } = options;
  const { file, wrongFile, isReading } = desk.hall;
  if (isReading) return html`<p class="muted">${forms.planReading}</p>`;
  if (wrongFile !== null) return html`<p class="problem">${forms.notJson(wrongFile)}</p>`;
  if (file === null) return nothing;
  // What is wrong with it is not announced once the server has said it.
  if (file.hall === null)
    return desk.hall.isRefused ? nothing : html`<p class="problem">${forms.notDrawable(file.fileName)}</p>`;
  return html`<p>${forms.planRead(file.fileName, hallSize(options, sizeOfHall(file.hall)))}</p>`;
}

function venueFields(options: CreateShowOptions): TemplateResult {
  const { forms, desk } = options;
  const { hall, typed } = desk;
  const { venue } = typed;
  const form = { ...options, problems: hall.sender.problems };
  const text = (field: 'name' | 'city', label: string) =>
    textField(form, {
      name: `venue-${field}`,
      label,
      value: venue[field],
      maxlength: 200,
      onInput: (value) => desk.type({ venue: { ...venue, [field]: value } }),
    });
  return html`
    <fieldset class="part">
      <legend>${forms.venueTitle}</legend>
      ${text('name', forms.venueName)} ${text('city', forms.city)}
      ${selectField(form, {
        name: 'venue-timezone',
        label: forms.timezone,
        value: venue.timezone,
        choices: ZONES.map((zone) => ({ value: zone, text: zone.replaceAll('_', ' ') })),
        hint: forms.timezoneHint,
        onChoose: (timezone) => desk.type({ venue: { ...venue, timezone } }),
      })}
    </fieldset>
  `;
}

const ZONES = timeZones();

function planProblems({ forms, desk }: CreateShowOptions): TemplateResult {
  const said = desk.hall.planProblems.map((problem) => saidProblem(forms.planWords, problem));
  return html`
    <div class="problem" role="alert" id="plan-problems">
      <p>${forms.planProblems}</p>
      <ul>
        ${said.map(
          ({ place, path, message }) =>
            html`<li><b>${place}</b>${path === '' ? nothing : html` <code>${path}</code>`}: ${message}</li>`,
        )}
      </ul>
    </div>
  `;
}
