import { html, type TemplateResult } from 'lit-html';
import { IntentKeys } from '../../../packages/client/src/box-office/intent-keys.ts';
import { exponentOf } from '../../shared/money/currencies.ts';
import { formTextsIn } from './form-texts.ts';
import { FormSender } from './forms/form-sender.ts';
import { NO_DETAILS, readDetails } from './forms/typed-details.ts';
import { CONTROLS_TITLE } from './organiser-route.ts';
import { organiserTextsIn } from './organiser-texts.ts';
import { createShowOffice } from './show-office.ts';
import type { ShowPanel, ShowPanelDeps } from './show-panel.ts';
import { focusFirstProblem, incompleteFields, textField } from './views/form-field.ts';
import { formNotice } from './views/form-notice.ts';

/** Makes a draft like the show, at another time, and opens it. */
export function openDuplicatePanel({
  requests,
  show,
  now,
  context,
  language,
  redraw,
  onSignedOut,
}: ShowPanelDeps): ShowPanel {
  const office = createShowOffice(requests);
  const sender = new FormSender({ onChange: redraw, onSignedOut });
  // The same draft, should it be asked for again because there was no answer.
  const typed = { title: show().title, startsAt: '' };
  const keys = new IntentKeys();

  const type = (change: Partial<typeof typed>) => {
    Object.assign(typed, change);
    redraw();
  };

  async function submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const { id: showId, venue } = show();
    const incomplete = incompleteFields(form);
    const options = { timezone: venue.timezone, incomplete, now: now() };
    const reading = readDetails({ ...NO_DETAILS, ...typed }, options);
    const sent = await sender.send(reading, async ({ title, startsAt }) => {
      const input = { showId, title, startsAt };
      const outcome = await office.duplicateShow({ ...input, idempotencyKey: keys.keyFor('duplicateShow', input) });
      keys.answered('duplicateShow', input);
      return outcome;
    });
    if (sent) location.assign(`/organise/shows/${sent.value.id}#${CONTROLS_TITLE}`);
    else focusFirstProblem(form);
  }

  function render(): TemplateResult {
    const [forms, words] = [formTextsIn(language()), organiserTextsIn(language())];
    const { venue, priceTiers } = show();
    const exponent = exponentOf(priceTiers[0]?.price.currency ?? '');
    const form = { forms, exponent, locale: context().locale, problems: sender.problems };
    return html`
      <section class="panel" aria-label=${forms.duplicate}>
        <details class="duplicate">
          <summary>${forms.duplicate}</summary>
          <p class="muted">${forms.duplicateBody}</p>
          <form novalidate @submit=${submit}>
            ${textField(form, { name: 'title', label: forms.title, value: typed.title, maxlength: 200, onInput: (title) => type({ title }) })}
            ${textField(form, {
              name: 'startsAt',
              label: forms.startsAt(venue.city),
              value: typed.startsAt,
              type: 'datetime-local',
              onInput: (startsAt) => type({ startsAt }),
            })}
            ${formNotice({ forms, words, sender, done: null })}
            <button class="secondary" aria-disabled=${sender.isBusy}>${forms.duplicateDo}</button>
          </form>
        </details>
      </section>
    `;
  }

  return { render, dispose: () => {} };
}
