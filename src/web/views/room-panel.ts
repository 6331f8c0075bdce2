import { html, nothing, type TemplateResult } from 'lit-html';
import type { Room, Show } from '../api/box-office-types.ts';
import type { RoomVisit } from '../room/room-visit.ts';
import { estimateWords } from '../room/room-words.ts';
import { beginsIn, countdown } from './countdown.ts';
import { drawDetails } from './draw-details.ts';
import { problemNotice } from './problem-notice.ts';
import type { Sales } from './sales-panel.ts';
import type { ViewContext } from './view-context.ts';

export interface RoomPanelOptions extends ViewContext {
  show: Pick<Show, 'id' | 'venue' | 'status'>;
  room: RoomVisit;
  sales: Sales;
  available: number;
  /** The connection is lost. */
  isAway: boolean;
  /** The server's time, ms since 1970. */
  now: number;
}

/** Whether the waiting room stands in place of the choice of seats. */
export function isInRoom({ room, sales }: Pick<RoomPanelOptions, 'room' | 'sales'>): boolean {
  const { step } = room;
  if (step === null || step === 'admitted' || sales === 'closed' || sales === 'cancelled') return false;
  return step !== 'before' || sales === 'notStarted';
}

/** A buyer's way through the waiting room, from the countdown to their turn. */
export function roomPanel(options: RoomPanelOptions): TemplateResult {
  const { room } = options;
  const known = room.room!;
  return html`
    <div class="room" data-room=${room.step}>
      ${stepOf(options, known)} ${problemNotice(options, room.problem)} ${remarks(options)}
      ${known.drawnAt === null || room.entry ? drawDetails({ ...options, known, entry: room.entry }) : nothing}
      ${leaveButton(options)}
    </div>
  `;
}

/** Above the choice of seats: whose turn it is, and until when; or that there will be a waiting room. */
export function roomNotice(options: RoomPanelOptions): TemplateResult | typeof nothing {
  const { texts, room, sales, now } = options;
  const words = texts.room;
  if (room.step === 'before' && sales !== 'closed' && sales !== 'cancelled') {
    return html`<p class="room-hint">${words.opensLater(momentOf(options, room.room!.opensAt))}</p>`;
  }
  if (room.step !== 'admitted') return nothing;
  return html`
    <div class="turn" data-room="admitted">
      <p class="turn-title"><i aria-hidden="true"></i>${words.admittedTitle}</p>
      ${
        room.deadline === null || sales === 'paused'
          ? nothing
          : countdown(options, {
              left_ms: Math.max(0, room.deadline - now),
              label: words.admittedFor,
              more: words.stay,
              onExtend: () => void room.join(),
            })
      }
      <p class="muted">${sales === 'paused' ? words.isPausedAdmitted : words.admittedBody}</p>
      ${problemNotice(options, room.problem)} ${leaveButton(options)}
    </div>
  `;
}

function leaveButton({ texts, room }: RoomPanelOptions): TemplateResult | typeof nothing {
  if (room.entry === null) return nothing;
  return html`
    <button type="button" class="quiet leave" aria-disabled=${room.busy !== null} @click=${() => void room.leave()}>
      ${room.busy === 'leave' ? texts.room.leaving : texts.room.leave}
    </button>
  `;
}

function stepOf(options: RoomPanelOptions, known: Room): TemplateResult {
  switch (options.room.step) {
    case 'gathering':
      return gathering(options, known);
    case 'waiting':
      return waiting(options, known);
    case 'before':
      return before(options, known);
    default:
      return open(options, known);
  }
}

function before(options: RoomPanelOptions, { opensAt, drawAt }: Room): TemplateResult {
  const { texts } = options;
  return html`
    <h2 tabindex="-1">${texts.notStartedTitle}</h2>
    ${beginsIn(options, texts.room.opensIn, { at: opensAt, now: options.now })}
    <p class="muted">${texts.room.beforeBody(momentOf(options, drawAt))}</p>
  `;
}

function open(options: RoomPanelOptions, known: Room): TemplateResult {
  const { texts, room } = options;
  const words = texts.room;
  const ended = room.ended ? words.ended[room.ended] : null;
  const isDrawn = known.drawnAt !== null;
  const label = room.ended === null ? words.join : words.joinAgain;
  return html`
    <h2 tabindex="-1" data-ended=${room.ended ?? nothing}>${ended?.title ?? words.openTitle}</h2>
    ${ended ? html`<p>${ended.body}</p>` : nothing}
    ${isDrawn ? nothing : beginsIn(options, words.drawIn, { at: known.drawAt, now: options.now })}
    ${waitingCount(options, known)}
    <p class="muted">${openBody(options, known)}</p>
    <button type="button" class="primary" aria-disabled=${room.busy !== null} @click=${() => void room.join()}>
      ${room.busy === 'join' ? words.joining : label}
    </button>
  `;
}

function openBody({ texts }: RoomPanelOptions, { drawnAt, waiting }: Room): string {
  if (drawnAt === null) return texts.room.openBeforeDraw;
  return waiting === 0 ? texts.room.openNow : texts.room.openAfterDraw;
}

function gathering(options: RoomPanelOptions, known: Room): TemplateResult {
  const { texts, now } = options;
  const isDue = now >= Date.parse(known.drawAt);
  return html`
    <h2 tabindex="-1">${texts.room.gatheringTitle}</h2>
    ${
      isDue
        ? html`<p class="drawing"><span class="spinner" aria-hidden="true"></span>${texts.room.drawing}</p>`
        : beginsIn(options, texts.room.drawIn, { at: known.drawAt, now: options.now })
    }
    ${waitingCount(options, known)}
    <p>${texts.room.gatheringBody(momentOf(options, known.drawAt))} ${texts.room.mayClose}</p>
    <p class="muted">${texts.room.openBeforeDraw}</p>
  `;
}

function waiting(options: RoomPanelOptions, known: Room): TemplateResult {
  const { texts, formats, room } = options;
  const { position, seconds } = room.standing!;
  return html`
    <h2 tabindex="-1">${texts.room.waitingTitle}</h2>
    <p class="standing">
      <small>${position === 1 ? texts.room.next : texts.room.position}</small>
      <b>${formats.count(position)}</b>
      <span>${estimateWords(options, seconds)}</span>
    </p>
    <progress max="1" value=${room.progress ?? 0} aria-label=${texts.room.progress}></progress>
    <p class="standing-facts muted">
      <span>${texts.room.ownPlace(formats.count(room.entry!.place!))}</span>
      <span>${texts.room.waitingCount(formats.count(Math.max(known.waiting, position)))}</span>
    </p>
    <p>${texts.room.mayClose}</p>
    <p class="muted">${texts.room.toWait}</p>
  `;
}

function waitingCount({ texts, formats }: RoomPanelOptions, { waiting }: Room): TemplateResult | typeof nothing {
  return waiting === 0
    ? nothing
    : html`<p class="waiting-count">${texts.room.waitingCount(formats.count(waiting))}</p>`;
}

/** What is in the way of everybody's turn. */
function remarks({ texts, room, sales, show, available, isAway }: RoomPanelOptions): TemplateResult[] {
  const { isKept, isPaused, isSoldOut } = texts.room;
  const said = [
    isAway && room.entry !== null ? isKept : null,
    show.status === 'PAUSED' ? isPaused : null,
    sales === 'waitingRoom' && available === 0 ? isSoldOut : null,
  ];
  return said.flatMap((text) => (text === null ? [] : html`<p class="remark">${text}</p>`));
}

function momentOf({ formats, show }: RoomPanelOptions, at: string): string {
  return formats.moment(at, show.venue.timezone);
}
