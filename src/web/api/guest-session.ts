import { START_GUEST_SESSION } from './documents.ts';
import type { GraphqlClient } from './graphql.ts';

const KEY = 'seatwire.token';

/** Who buys: a guest whose token is kept in this browser, for all its tabs. It begins with the first thing that needs one. */
export class GuestSession {
  readonly #graphql: GraphqlClient;
  #token: string | null = readStored();
  #starting: Promise<string> | null = null;

  constructor(graphql: GraphqlClient) {
    this.#graphql = graphql;
    // Another tab was quicker, or has begun anew.
    addEventListener('storage', ({ key, newValue }) => {
      if (key === KEY) this.#token = newValue;
    });
  }

  get token(): string | null {
    return this.#token;
  }

  /** The token, of a new session if there is none. Rejects as the request does. */
  async ensure(): Promise<string> {
    if (this.#token !== null) return this.#token;
    this.#starting ??= this.#start().finally(() => {
      this.#starting = null;
    });
    return this.#starting;
  }

  /** The server no longer takes the token: the next `ensure` begins anew. */
  forget(token: string): void {
    if (this.#token !== token) return;
    this.#token = null;
    try {
      localStorage.removeItem(KEY);
    } catch {
      // A browser that keeps nothing has nothing to forget.
    }
  }

  async #start(): Promise<string> {
    const { startGuestSession } = await this.#graphql.request<{ startGuestSession: { token: string } }>({
      query: START_GUEST_SESSION,
    });
    this.#token = startGuestSession.token;
    try {
      localStorage.setItem(KEY, this.#token);
    } catch {
      // Private windows of some browsers keep nothing: the session then lasts as long as the page.
    }
    return this.#token;
  }
}

function readStored(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}
