import { html, nothing, type TemplateResult } from 'lit-html';
import { type AllotmentAccess, nextColor, termField } from '../allotment-terms.ts';
import { typedTime } from '../forms/typed-time.ts';
import type { AllotmentsSectionOptions } from './allotments-section-options.ts';
import { focusFirstProblem, LATEST_TIME } from './form-field.ts';
import { issueText } from './issue-text.ts';

export interface AllotmentFormOptions extends AllotmentsSectionOptions {
  /** Saved or given up. */
  onClosed(): void;
}

const ACCESSES: readonly AllotmentAccess[] = ['STAFF', 'CODE'];

/** The terms of the allotment that is edited, or of a new one of the selected seats. */
export function allotmentForm(options: AllotmentFormOptions): TemplateResult {
  const { words, desk, onClosed } = options;
  const allotment = desk.editing?.allotment ?? null;
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    if (await desk.save(typedIn(form))) onClosed();
    else focusFirstProblem(form);
  };
  const cancel = () => {
    desk.edit(null);
    onClosed();
  };
  return html`
    <form novalidate aria-labelledby="allotment-form-title" @submit=${submit}>
      <h3 id="allotment-form-title">${allotment ? words.editTitle(allotment.name) : words.newTitle}</h3>
      ${nameField(options)}
      ${colorField(options)}
      <fieldset class="rules">
        <legend>${words.access}</legend>
        ${ACCESSES.map((access) => accessChoice(options, access))}
      </fieldset>
      ${placesFields(options)} ${releaseField(options)} ${houseProblem(options)}
      <div class="form-actions">
        <button class="primary" aria-disabled=${desk.isBusy}>
          ${allotment ? words.save : words.create(desk.addable.length)}
        </button>
        <button type="button" class="secondary" @click=${cancel}>${words.cancel}</button>
      </div>
    </form>
  `;
}

function nameField(options: AllotmentFormOptions): TemplateResult {
  const { words, desk } = options;
  const problem = desk.problems.name === 'missing' ? words.nameMissing : refusedText(options, termField.name);
  return html`
    <div class="field">
      <label for="allotment-name">${words.name}</label>
      <input
        id="allotment-name"
        name="name"
        maxlength="100"
        autocomplete="off"
        value=${desk.editing?.allotment?.name ?? ''}
        aria-invalid=${problem !== null}
        aria-describedby=${problem === null ? nothing : 'allotment-name-problem'}
      />
      ${problemAt('allotment-name', problem)}
    </div>
  `;
}

function colorField(options: AllotmentFormOptions): TemplateResult {
  const { words, desk } = options;
  const problem = refusedText(options, termField.color);
  return html`
    <div class="field">
      <label for="allotment-color">${words.color}</label>
      <input
        class="color"
        id="allotment-color"
        name="color"
        type="color"
        value=${desk.editing?.allotment?.color ?? nextColor(desk.present)}
        aria-invalid=${problem !== null}
        aria-describedby=${problem === null ? nothing : 'allotment-color-problem'}
      />
      ${problemAt('allotment-color', problem)}
    </div>
  `;
}

/** What the server found wrong in the field; null: nothing. */
function refusedText({ desk, forms }: AllotmentFormOptions, field: string): string | null {
  const problem = desk.problems.refused?.get(field);
  return problem?.kind === 'refused' ? issueText(forms, problem.issue) : null;
}

function problemAt(id: string, problem: string | null): TemplateResult | typeof nothing {
  return problem === null ? nothing : html`<p class="problem" id=${`${id}-problem`} role="alert">${problem}</p>`;
}

/** Neither seats nor places would be set aside; where the hall has areas, that is said at the first of them. */
function houseText(options: AllotmentFormOptions): string | null {
  const { words, desk, hall } = options;
  if (!desk.problems.isEmpty && refusedText(options, termField.house) === null) return null;
  return hall.saleAreas.length > 0 ? words.isEmptyOfPlaces : words.isEmpty;
}

function houseProblem(options: AllotmentFormOptions): TemplateResult | typeof nothing {
  return options.hall.saleAreas.length > 0 ? nothing : problemAt('allotment-house', houseText(options));
}

function accessChoice({ words, desk }: AllotmentFormOptions, access: AllotmentAccess): TemplateResult {
  const { name, what } = words.accesses[access];
  return html`
    <label class="rule">
      <input
        type="radio"
        name="access"
        value=${access}
        ?checked=${(desk.editing?.allotment?.access ?? 'STAFF') === access}
      />
      <span><b>${name}</b> <small>${what}</small></span>
    </label>
  `;
}

/** How many places of each area are its own. */
function placesFields(options: AllotmentFormOptions): TemplateResult | typeof nothing {
  const { words, desk, hall } = options;
  if (hall.saleAreas.length === 0) return nothing;
  const has = new Map(desk.editing?.allotment?.areas.map(({ area, quantity }) => [area.id, quantity]));
  return html`
    <fieldset class="rules">
      <legend>${words.places}</legend>
      ${hall.saleAreas.map(({ id, name, capacity }, index) => {
        const field = `allotment-places-${index}`;
        const problem =
          (desk.problems.areas?.has(id) ? words.noCount(capacity) : refusedText(options, termField.places(id))) ??
          (index === 0 ? houseText(options) : null);
        return html`
          <div class="field">
            <label for=${field}>${name}</label>
            <input
              id=${field}
              name="places"
              data-area=${id}
              data-capacity=${capacity}
              inputmode="numeric"
              autocomplete="off"
              maxlength="7"
              value=${has.get(id) ?? ''}
              aria-invalid=${problem !== null}
              aria-describedby=${problem === null ? 'allotment-places-hint' : `${field}-problem`}
            />
            ${problemAt(field, problem)}
          </div>
        `;
      })}
      <p class="hint" id="allotment-places-hint">${words.placesHint}</p>
    </fieldset>
  `;
}

function releaseField(options: AllotmentFormOptions): TemplateResult {
  const { words, desk, venue } = options;
  const { releaseAt } = desk.problems;
  const problem = releaseAt ? words.releaseProblems[releaseAt] : refusedText(options, termField.releaseAt);
  return html`
    <div class="field">
      <label for="allotment-release">${words.releaseAt(venue.city)}</label>
      <input
        id="allotment-release"
        name="releaseAt"
        type="datetime-local"
        max=${LATEST_TIME}
        value=${typedTime(desk.editing?.allotment?.releaseAt, venue.timezone)}
        aria-invalid=${problem !== null}
        aria-describedby=${problem === null ? 'allotment-release-hint' : 'allotment-release-problem allotment-release-hint'}
      />
      ${problemAt('allotment-release', problem)}
      <p class="hint" id="allotment-release-hint">${words.releaseHint}</p>
    </div>
  `;
}

function typedIn(form: HTMLFormElement) {
  const fields = new FormData(form);
  const textOf = (name: string) => String(fields.get(name) ?? '');
  const release = form.querySelector<HTMLInputElement>('#allotment-release');
  return {
    name: textOf('name'),
    color: textOf('color'),
    access: textOf('access'),
    releaseAt: textOf('releaseAt'),
    // A part of a time has no value.
    isReleaseIncomplete: release?.validity.badInput ?? false,
    places: [...form.querySelectorAll<HTMLInputElement>('[name=places]')].map(({ dataset, value }) => {
      return { areaId: dataset.area!, text: value, capacity: Number(dataset.capacity) };
    }),
  };
}
