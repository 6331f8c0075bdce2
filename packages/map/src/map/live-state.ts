import type { SeatMap, SeatState } from '@seatwire/client';
import type { Connection } from '@seatwire/client/show-map';
import type { MapTexts } from '../texts/texts-en.ts';
import type { SeatLook } from './seat-look.ts';

/** How a seat is drawn by its state alone. */
export function seatMapLook(seatMap: SeatMap, seatId: string): SeatLook {
  return seatMap.getState().version === null ? 'unknown' : lookOfState(seatMap.seatState(seatId));
}

export function lookOfState(state: SeatState): SeatLook {
  switch (state) {
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

/** How it is about the connection: a seat map's state tells it. */
export interface Followed {
  status: 'idle' | 'connecting' | 'live' | 'reconnecting' | 'closed';
  lastError: Connection['error'];
  nextAttemptAt: number | null;
}

/** The same of a show map's connection. */
export function followedOf({ state, error, nextAttemptAt }: Connection): Followed {
  const isClosed = state === 'closed' || error?.isFinal === true;
  const isKnown = state === 'live' || state === 'reconnecting';
  return { status: isClosed ? 'closed' : isKnown ? state : 'connecting', lastError: error, nextAttemptAt };
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
  texts: MapTexts,
  { status, lastError, nextAttemptAt }: Followed,
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

type Trouble = NonNullable<Connection['error']>;

function troubleText(texts: MapTexts, { code }: Trouble): string {
  switch (code) {
    case 'CONNECTION_LOST':
      return texts.connectionLost;
    case 'UNREACHABLE':
      return texts.serverUnreachable;
    case 'NO_ANSWER':
      return texts.serverSilent;
    case 'SERVER_UNAVAILABLE':
    case 'RATE_LIMITED':
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
    case 'NOT_FOUND':
    case 'BUSY':
    case 'NOTHING_TO_DO':
      return texts.liveUnavailable;
  }
}

function closedText(texts: MapTexts, lastError: Trouble | null): string {
  const isGone = lastError?.code === 'SHOW_NOT_FOUND' || lastError?.code === 'NOT_FOUND';
  if (isGone) return texts.showGone;
  // To load the page again would be refused again.
  const isRefused = lastError?.code === 'TOKEN_REFUSED' || lastError?.code === 'TOKEN_FAILED';
  return isRefused ? texts.signInRefused : texts.mapClosed;
}

/** Tells those who hear the page that the map is not live, once and not at the first drop; and that it is again. */
export class ConnectionNews {
  #said: string | null = null;

  /** What is to be said now; null: nothing new. */
  next(texts: MapTexts, state: Followed): string | null {
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
