import type { SeatMap, SeatMapError, SeatMapState } from '../../../packages/client/src/seat-map.ts';
import type { Texts } from '../i18n/texts-en.ts';
import type { SeatLook } from './seat-look.ts';

/** How a seat is drawn by its state alone. */
export function seatMapLook(seatMap: SeatMap, seatId: string): SeatLook {
  if (seatMap.getState().version === null) return 'unknown';
  switch (seatMap.seatState(seatId)) {
    case 'LOCKED':
      return 'held';
    case 'BOOKED':
      return 'booked';
    case 'BLOCKED':
      return 'blocked';
    case 'AVAILABLE':
      return 'available';
  }
}

/** What is to be said about the connection. */
export interface MapNotice {
  text: string;
  /** What happens next, and when; null: nothing more. */
  next: string | null;
  /** A button can hasten the next attempt. */
  canTry: boolean;
}

const SECOND_MS = 1_000;

/** Null: all is well. `now` is the device's time, in ms since 1970. */
export function mapNotice(
  texts: Texts,
  { status, lastError, nextAttemptAt }: SeatMapState,
  now: number,
): MapNotice | null {
  if (status === 'live') return null;
  if (status === 'closed') return { text: closedText(texts, lastError), next: null, canTry: false };
  if (lastError === null) {
    const text = status === 'reconnecting' ? texts.connectionLost : texts.connecting;
    return { text, next: null, canTry: false };
  }
  const seconds = nextAttemptAt === null ? 0 : Math.max(1, Math.ceil((nextAttemptAt - now) / SECOND_MS));
  const next = nextAttemptAt === null ? texts.tryingNow : texts.nextAttempt(seconds);
  return { text: troubleText(texts, lastError), next, canTry: true };
}

function troubleText(texts: Texts, { code }: SeatMapError): string {
  switch (code) {
    case 'CONNECTION_LOST':
      return texts.connectionLost;
    case 'UNREACHABLE':
      return texts.serverUnreachable;
    case 'NO_ANSWER':
      return texts.serverSilent;
    case 'SERVER_UNAVAILABLE':
      return texts.serverBusy;
    case 'WEBSOCKET_REFUSED':
      return texts.liveBlocked;
    case 'TOKEN_FAILED':
    case 'TOKEN_REFUSED':
      return texts.signInRefused;
    case 'WRONG_URL':
    case 'SHOW_NOT_FOUND':
    case 'REFUSED':
    case 'PROTOCOL':
      return texts.liveUnavailable;
  }
}

function closedText(texts: Texts, lastError: SeatMapError | null): string {
  return lastError?.code === 'SHOW_NOT_FOUND' ? texts.showGone : texts.mapClosed;
}

/** Tells those who hear the page that the map is not live, once and not at the first drop; and that it is again. */
export class ConnectionNews {
  #said: string | null = null;

  /** What is to be said now; null: nothing new. */
  next(texts: Texts, state: SeatMapState): string | null {
    if (state.status === 'live') {
      const wasAway = this.#said !== null;
      this.#said = null;
      return wasAway ? texts.liveAgain : null;
    }
    // Most drops are over after a second: only what lasts is worth an interruption.
    const notice = state.lastError?.code === 'CONNECTION_LOST' ? null : mapNotice(texts, state, 0);
    if (state.lastError === null || notice === null || notice.text === this.#said) return null;
    this.#said = notice.text;
    return notice.text;
  }
}
