import { ApiError } from '../api-error.ts';
import { HttpApi } from '../http-api.ts';
import { solveProof } from '../proof-of-work.ts';
import { RENEW_GUEST_SESSION, START_GUEST_SESSION, START_PROVED_SESSION } from './box-office.graphql.ts';

/** Where the token is kept: `localStorage`, for all tabs of a browser, or what else remembers. */
export interface TokenStorage {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
}

export interface GuestTokenOptions {
  url: string | readonly string[];
  /** `localStorage` where there is one; null: the token lasts as long as the page. */
  storage?: TokenStorage | null;
  /**
   * Under which the token is kept, as it is given. By default `seatwire.token`, with `@` and the origin of `url` (of the first)
   * where that is not the page's own: guests of several servers on one page are told apart.
   */
  key?: string;
}

/** A `token` function, and whether it has a token already: then the guest may hold something. */
export type GuestToken = ((refused?: string | null) => Promise<string>) & { isKnown(): boolean };

/**
 * A `token` function for buyers without an account: begins a guest's session with the first thing that needs one, keeps its
 * token, and renews it when the server takes it no more. What the guest holds and has bought stays the guest's.
 */
export function guestToken(options: GuestTokenOptions): GuestToken {
  const { url, key = keyOf(url) } = options;
  const storage = options.storage === undefined ? browserStorage() : options.storage;
  let token: string | null = null;
  let starting: Promise<string> | null = null;

  async function start(refused: string | null): Promise<string> {
    token = (refused === null ? null : await renewed(url, refused)) ?? (await begun(url));
    try {
      storage?.setItem(key, token);
    } catch {
      // Private windows of some browsers keep nothing: the session then lasts as long as the page.
    }
    return token;
  }

  const ask = async (refused: string | null = null) => {
    // Another tab may have begun, or renewed, meanwhile.
    token = stored(storage, key) ?? token;
    if (token !== null && token !== refused) return token;
    starting ??= start(refused).finally(() => {
      starting = null;
    });
    return starting;
  };
  return Object.assign(ask, { isKnown: () => (stored(storage, key) ?? token) !== null });
}

/** A server must never be sent another one's token: it would refuse it, and the one that replaces it would be kept in its place. */
function keyOf(url: string | readonly string[]): string {
  const origin = new HttpApi({ url }).addressOf('').toLowerCase();
  const own = typeof location === 'object' ? location.origin : '';
  return origin === '' || origin === own ? 'seatwire.token' : `seatwire.token@${origin}`;
}

async function begun(url: string | readonly string[]): Promise<string> {
  const api = new HttpApi({ url });
  try {
    return (await api.request(START_GUEST_SESSION, {})).startGuestSession.token;
  } catch (error) {
    if (!(error instanceof ApiError) || error.challenge === null) throw error;
    const proof = await solveProof(error.challenge);
    return (await api.request(START_PROVED_SESSION, { proof })).startGuestSession.token;
  }
}

/** Another token for the same guest; null when there is none to be had. */
async function renewed(url: string | readonly string[], token: string): Promise<string | null> {
  try {
    return (await new HttpApi({ url, token }).request(RENEW_GUEST_SESSION, {})).renewGuestSession.token;
  } catch (error) {
    if (error instanceof ApiError && error.code === 'TOKEN_REFUSED') return null;
    throw error;
  }
}

function stored(storage: TokenStorage | null, key: string): string | null {
  try {
    return storage?.getItem(key) ?? null;
  } catch {
    return null;
  }
}

function browserStorage(): TokenStorage | null {
  try {
    return typeof localStorage === 'object' ? localStorage : null;
  } catch {
    // A browser that was told to keep nothing.
    return null;
  }
}
