import { html, nothing, type TemplateResult } from 'lit-html';
import { type AllotmentAccess, nextColor } from '../allotment-terms.ts';
import { typedTime } from '../forms/typed-time.ts';
import type { AllotmentsSectionOptions } from './allotments-section-options.ts';
import { LATEST_TIME } from './form-field.ts';

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
    else form.querySelector<HTMLElement>('[aria-invalid=true]')?.focus();
  };
  const cancel = () => {
    desk.edit(null);
    onClosed();
  };
  return html`
    <form novalidate aria-labelledby="allotment-form-title" @submit=${submit}>
      <h3 id="allotment-form-title">${allotment ? words.editTitle(allotment.name) : words.newTitle}</h3>
      ${nameField(options)}
      <div class="field">
        <label for="allotment-color">${words.color}</label>
        <input
          class="color"
          id="allotment-color"
          name="color"
          type="color"
          value=${allotment?.color ?? nextColor(desk.present)}
        />
      </div>
      <fieldset class="rules">
        <legend>${words.access}</legend>
        ${ACCESSES.map((access) => accessChoice(options, access))}
      </fieldset>
      ${placesFields(options)} ${releaseField(options)}
      <div class="form-actions">
        <button class="primary" aria-disabled=${desk.isBusy}>
          ${allotment ? words.save : words.create(desk.addable.length)}
        </button>
        <button type="button" class="secondary" @click=${cancel}>${words.cancel}</button>
      </div>
    </form>
  `;
}

function nameField({ words, desk }: AllotmentFormOptions): TemplateResult {
  const isMissing = desk.problems.name === 'missing';
  return html`
    <div class="field">
      <label for="allotment-name">${words.name}</label>
      <input
        id="allotment-name"
        name="name"
        maxlength="100"
        autocomplete="off"
        value=${desk.editing?.allotment?.name ?? ''}
        aria-invalid=${isMissing}
        aria-describedby=${isMissing ? 'allotment-name-problem' : nothing}
      />
      ${isMissing ? html`<p class="problem" id="allotment-name-problem" role="alert">${words.nameMissing}</p>` : nothing}
    </div>
  `;
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
function placesFields({ words, desk, hall }: AllotmentFormOptions): TemplateResult | typeof nothing {
  if (hall.saleAreas.length === 0) return nothing;
  const has = new Map(desk.editing?.allotment?.areas.map(({ area, quantity }) => [area.id, quantity]));
  return html`
    <fieldset class="rules">
      <legend>${words.places}</legend>
      ${hall.saleAreas.map(({ id, name, capacity }, index) => {
        const field = `allotment-places-${index}`;
        const isWrong = desk.problems.areas?.has(id) ?? false;
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
              aria-invalid=${isWrong}
              aria-describedby=${isWrong ? `${field}-problem` : 'allotment-places-hint'}
            />
            ${isWrong ? html`<p class="problem" id=${`${field}-problem`} role="alert">${words.noCount(capacity)}</p>` : nothing}
          </div>
        `;
      })}
      <p class="hint" id="allotment-places-hint">${words.placesHint}</p>
    </fieldset>
  `;
}

function releaseField({ words, desk, venue }: AllotmentFormOptions): TemplateResult {
  const problem = desk.problems.releaseAt;
  return html`
    <div class="field">
      <label for="allotment-release">${words.releaseAt(venue.city)}</label>
      <input
        id="allotment-release"
        name="releaseAt"
        type="datetime-local"
        max=${LATEST_TIME}
        value=${typedTime(desk.editing?.allotment?.releaseAt, venue.timezone)}
        aria-invalid=${problem !== undefined}
        aria-describedby=${problem ? 'allotment-release-problem allotment-release-hint' : 'allotment-release-hint'}
      />
      ${
        problem
          ? html`<p class="problem" id="allotment-release-problem" role="alert">${words.releaseProblems[problem]}</p>`
          : nothing
      }
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
