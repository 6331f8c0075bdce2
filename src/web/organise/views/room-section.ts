import { html, nothing, type TemplateResult } from 'lit-html';
import { confirmDialog } from '../../views/confirm-dialog.ts';
import type { ViewContext } from '../../views/view-context.ts';
import type { FormTexts } from '../form-texts.ts';
import type { Knob } from '../forms/typed-room.ts';
import type { OrganiserTexts } from '../organiser-texts.ts';
import type { OrganisedRoom, RoomDesk } from '../room-desk.ts';
import type { RoomDeskTexts } from '../room-texts.ts';
import {
  type FormContext,
  focusElement,
  focusField,
  focusFirstProblem,
  incompleteFields,
  textField,
} from './form-field.ts';
import { formNotice } from './form-notice.ts';

export interface RoomSectionOptions extends ViewContext {
  words: RoomDeskTexts;
  organiserWords: OrganiserTexts;
  forms: FormTexts;
  /** BCP 47: of the page. */
  locale: string;
  desk: RoomDesk;
  show: { id: string; venue: { city: string; timezone: string } };
}

const TITLE_ID = 'waiting-room-title';

/** A show's waiting room: what goes on in it, and its settings. */
export function roomSection(options: RoomSectionOptions): TemplateResult | typeof nothing {
  const { words, desk, organiserWords } = options;
  const { room, news, isEditing, isOver, sender } = desk;
  if (!desk.isKnown || (isOver && !room)) return nothing;
  return html`
    <section class="panel card-panel waiting-room" id="waiting-room" aria-labelledby=${TITLE_ID}>
      <div class="room-head">
        <h2 id=${TITLE_ID} tabindex="-1">${words.title}</h2>
        ${room ? html`<span class="tag" data-room-status=${room.status}>${words.statuses[room.status]}</span>` : nothing}
      </div>
      ${news ? html`<p class="done">${words.news[news]}</p>` : nothing}
      ${room ? facts(options, room) : html`<p class="muted">${words.none}</p>`}
      ${isEditing ? nothing : formNotice({ ...options, words: organiserWords, sender, done: null })}
      ${isEditing && !isOver ? settingsForm(options) : buttons(options)}
      ${desk.isAskedToTurnOff ? askOff(options) : nothing}
    </section>
  `;
}

function facts(options: RoomSectionOptions, room: OrganisedRoom): TemplateResult {
  const { words, formats, show } = options;
  const { settings, waiting, drawAt, opensAt, drawnAt, status } = room;
  const moment = (at: string) => formats.moment(at, show.venue.timezone);
  const numbers: [string, string][] = [
    [words.waiting, formats.count(waiting)],
    [words.active, words.ofMax(formats.count(settings.active), formats.count(settings.maxActive))],
    [words.pace, words.ofMax(formats.count(settings.admittedPerMinute), formats.count(settings.perMinute))],
    [words.admitted, formats.count(settings.admitted)],
  ];
  return html`
    <dl class="numbers">${numbers.map(([name, fact]) => html`<div><dt>${name}</dt><dd>${fact}</dd></div>`)}</dl>
    ${
      status === 'BEFORE' || status === 'GATHERING'
        ? html`<p class="muted">${words.opensAt}: ${moment(opensAt)}<br />${words.drawAt}: ${moment(drawAt)}</p>`
        : nothing
    }
    ${drawnAt ? html`<a href="/shows/${show.id}/draw" target="_blank">${words.list}</a>` : nothing}
  `;
}

function buttons({ words, desk }: RoomSectionOptions): TemplateResult | typeof nothing {
  const { room, isOver, sender } = desk;
  if (isOver) return nothing;
  const edit = () => {
    desk.edit(true);
    focusField(room ? 'room-maxActive' : 'room-opensAt');
  };
  const turn = () => (room?.settings.enabled ? desk.askToTurnOff(true) : void desk.turn(true));
  return html`
    <div class="card-actions">
      <button type="button" class=${room ? 'quiet' : 'secondary'} @click=${edit}>${room ? words.change : words.setUp}</button>
      ${
        room
          ? html`<button type="button" class="quiet" aria-disabled=${sender.isBusy} @click=${turn}>
              ${room.settings.enabled ? words.turnOff : words.turnOn}
            </button>`
          : nothing
      }
    </div>
  `;
}

function settingsForm(options: RoomSectionOptions): TemplateResult {
  const { words, forms, locale, desk, show, organiserWords } = options;
  const { room, typed, sender } = desk;
  const context: FormContext = { forms, locale, exponent: 0, problems: sender.problems };
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    if (await desk.save(incompleteFields(form))) focusElement(TITLE_ID);
    else focusFirstProblem(form);
  };
  const cancel = () => {
    desk.edit(false);
    focusElement(TITLE_ID);
  };
  const knob = (name: Knob, hint?: string) =>
    textField(context, {
      name: `room-${name}`,
      label: words[name],
      value: typed[name],
      inputmode: 'numeric',
      maxlength: 9,
      ...(hint === undefined ? {} : { hint }),
      onInput: (text) => desk.type({ [name]: text }),
    });
  return html`
    <form novalidate aria-label=${words.title} @submit=${submit}>
      ${
        room?.drawnAt
          ? html`<p class="hint">${words.isDrawn}</p>`
          : textField(context, {
              name: 'room-opensAt',
              label: words.opensAt,
              value: typed.opensAt,
              type: 'datetime-local',
              hint: words.opensAtHint(show.venue.city),
              onInput: (opensAt) => desk.type({ opensAt }),
            })
      }
      ${knob('maxActive', words.maxActiveHint)} ${knob('perMinute')} ${knob('idleSeconds', words.idleSecondsHint)}
      ${formNotice({ forms, words: organiserWords, sender, done: null })}
      <div class="form-actions">
        <button class="primary" aria-disabled=${sender.isBusy}>${room ? words.save : words.create}</button>
        <button type="button" class="secondary" @click=${cancel}>${words.cancel}</button>
      </div>
    </form>
  `;
}

function askOff({ words, desk }: RoomSectionOptions): TemplateResult {
  return confirmDialog({
    title: words.askOff,
    body: words.askOffBody,
    yes: words.yesOff,
    no: words.keep,
    onAnswer: (isYes) => {
      desk.askToTurnOff(false);
      if (isYes) void desk.turn(false).then(() => focusElement(TITLE_ID));
    },
  });
}
