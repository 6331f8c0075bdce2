import { SeatMapError, type SeatMapErrorCode, type SeatMapState } from '@seatwire/client';
import { describe, expect, it } from 'vitest';
import { de } from '../texts/texts-de.ts';
import { en } from '../texts/texts-en.ts';
import { ConnectionNews, mapNotice } from './live-state.ts';

const NOW = 1_000_000;

function stateOf(code: SeatMapErrorCode | null, rest: Partial<SeatMapState> = {}): SeatMapState {
  const lastError = code && new SeatMapError({ code, message: 'for developers' });
  const connection = { status: 'connecting', attempt: 1, nextAttemptAt: NOW + 4_200 } as const;
  const known = { version: null, unavailable: new Map(), areas: new Map(), show: null, showError: null };
  return { ...known, error: null, lastError, ...connection, ...rest };
}

describe('what the page says about the connection', () => {
  it('says nothing while all is well, and only that it connects at first', () => {
    expect(mapNotice(en, stateOf(null, { status: 'live' }), NOW)).toBeNull();
    expect(mapNotice(en, stateOf(null, { nextAttemptAt: null }), NOW)).toEqual({
      text: 'Connecting …',
      next: null,
      canTry: false,
    });
  });

  it('says what is wrong and when the next attempt comes, then that it runs', () => {
    expect(mapNotice(en, stateOf('UNREACHABLE'), NOW)).toEqual({
      text: 'The server can’t be reached.',
      next: 'Next attempt in 5 s.',
      canTry: true,
    });
    expect(mapNotice(de, stateOf('NO_ANSWER'), NOW + 60_000)).toMatchObject({
      text: 'Der Server antwortet nicht.',
      next: 'Nächster Versuch in 1 s.',
    });
    expect(mapNotice(en, stateOf('SERVER_UNAVAILABLE', { nextAttemptAt: null }), NOW)).toMatchObject({
      next: 'Trying again …',
      canTry: true,
    });
  });

  it('offers no attempt where none helps', () => {
    const closed = { status: 'closed', nextAttemptAt: null } as const;
    expect(mapNotice(en, stateOf('SHOW_NOT_FOUND', closed), NOW)).toEqual({
      text: 'This show can’t be found.',
      next: null,
      canTry: false,
    });
    expect(mapNotice(en, stateOf('TOKEN_REFUSED', closed), NOW)).toMatchObject({
      text: en.signInRefused,
      canTry: false,
    });
    expect(mapNotice(en, stateOf('PROTOCOL', closed), NOW)).toMatchObject({ text: en.mapClosed, canTry: false });
  });

  it('is read out once when it lasts, and when it is over', () => {
    const news = new ConnectionNews();
    expect(news.next(en, stateOf('CONNECTION_LOST'))).toBeNull();
    expect(news.next(en, stateOf('UNREACHABLE'))).toBe('The server can’t be reached.');
    expect(news.next(en, stateOf('UNREACHABLE', { nextAttemptAt: null }))).toBeNull();
    expect(news.next(en, stateOf('SERVER_UNAVAILABLE'))).toBe('The server is busy.');
    expect(news.next(en, stateOf(null, { status: 'live' }))).toBe('The map is live again.');
    expect(news.next(en, stateOf(null, { status: 'live' }))).toBeNull();
    expect(news.next(en, stateOf('CONNECTION_LOST'))).toBeNull();
    expect(news.next(en, stateOf(null, { status: 'live' }))).toBeNull();
  });
});
