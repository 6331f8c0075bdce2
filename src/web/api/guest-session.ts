import { RENEW_GUEST_SESSION, START_GUEST_SESSION, START_PROVED_SESSION } from './box-office.graphql.ts';
import { type GraphqlClient, Unauthenticated } from './graphql.ts';
import { withProof } from './proof.ts';

const KEY = 'seatwire.token';

/** Who asks: their token, if they have one. */
export type CallerSession = Pick<GuestSession, 'token' | 'ensure' | 'forget'>;

/** Who buys: a guest whose token is kept in this browser, for all its tabs. It begins with the first thing that needs one. */
export class GuestSession {
  readonly #graphql: GraphqlClient;
  #token: string | null = readStored();
  /** That the server took no more: maybe it has only expired. */
  #forgotten: string | null = null;
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

  /** The token, of a renewed or new session if there is none. Rejects as the request does. */
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
    this.#forgotten = token;
    try {
      localStorage.removeItem(KEY);
    } catch {
      // A browser that keeps nothing has nothing to forget.
    }
  }

  async #start(): Promise<string> {
    this.#token = (await this.#renew()) ?? (await this.#begin());
    try {
      localStorage.setItem(KEY, this.#token);
    } catch {
      // Private windows of some browsers keep nothing: the session then lasts as long as the page.
    }
    return this.#token;
  }

  /** Another token for the same guest, whose bookings stay theirs; null when there is none to be had. */
  async #renew(): Promise<string | null> {
    const token = this.#forgotten;
    this.#forgotten = null;
    if (token === null) return null;
    try {
      const { renewGuestSession } = await this.#graphql.request({
        query: RENEW_GUEST_SESSION,
        variables: {},
        token,
      });
      return renewGuestSession.token;
    } catch (error) {
      if (error instanceof Unauthenticated) return null;
      this.#forgotten = token;
      throw error;
    }
  }

  async #begin(): Promise<string> {
    const request = this.#graphql.request;
    const { startGuestSession } = await withProof((proof) =>
      proof === null
        ? request({ query: START_GUEST_SESSION, variables: {} })
        : request({ query: START_PROVED_SESSION, variables: { proof } }),
    );
    return startGuestSession.token;
  }
}

function readStored(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}
