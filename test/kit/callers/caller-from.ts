import { setTimeout as delay } from 'node:timers/promises';
import type { TestApp } from '../product/app.ts';
import { isTryAgain } from './patient-client.ts';

/** A node that has been overloaded for so long is stuck: its last answer is what the test gets. */
const PATIENCE_MS = 60_000;
const PAUSE_MS = 200;

export interface Answer {
  status: number;
  retryAfter: string | null;
  /** Whatever was asked for: these tests look at refusals of any kind. */
  // biome-ignore lint/suspicious/noExplicitAny: the shape depends on the document
  data: any;
  errors?: { message: string; extensions: Record<string, unknown> }[];
}

/** A caller from that network address, as the proxy before the app says: the app has TRUSTED_PROXIES=1. */
export class CallerFrom {
  readonly #address: string;
  #token: string | null = null;
  #nextKey = 0;

  constructor(address: string) {
    this.#address = address;
  }

  /** Repeats what a busy node could not do (SERVICE_UNAVAILABLE), as a client would: the same request, with the same key. */
  async ask(app: TestApp, query: string, variables: object = {}): Promise<Answer> {
    const givesUpAt = performance.now() + PATIENCE_MS;
    let answer = await this.#askOnce(app, query, variables);
    while (isTryAgain(answer) && performance.now() < givesUpAt) {
      await delay(PAUSE_MS);
      answer = await this.#askOnce(app, query, variables);
    }
    return answer;
  }

  async #askOnce(app: TestApp, query: string, variables: object): Promise<Answer> {
    const response = await fetch(new URL('/graphql', app.url), {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-forwarded-for': this.#address,
        ...(this.#token === null ? {} : { authorization: `Bearer ${this.#token}` }),
      },
      body: JSON.stringify({ query, variables }),
    });
    const body = (await response.json()) as Pick<Answer, 'data' | 'errors'>;
    return { status: response.status, retryAfter: response.headers.get('retry-after'), ...body };
  }

  async beginSession(app: TestApp): Promise<Answer> {
    const answer = await this.ask(app, 'mutation { startGuestSession { token } }');
    this.#token = answer.data?.startGuestSession.token ?? null;
    return answer;
  }

  async lock(app: TestApp, showId: string, seatIds: readonly string[]) {
    return await this.#mutate(app, 'lockSeats', 'lock { id }', { showId, seatIds });
  }

  async lockBest(app: TestApp, showId: string, quantity: number) {
    return await this.#mutate(app, 'lockBestAvailable', 'lock { id }', { showId, quantity });
  }

  async update(app: TestApp, lockId: string, change: { addSeatIds?: string[]; removeSeatIds?: string[] }) {
    return await this.#mutate(app, 'updateLock', 'lock { id }', { lockId, ...change });
  }

  async release(app: TestApp, lockId: string) {
    return await this.#mutate(app, 'releaseLock', 'lock { id }', { lockId });
  }

  async book(app: TestApp, lockId: string, email = 'ada@example.org', idempotencyKey = this.#key()) {
    const input = { lockId, customer: { name: 'Ada', email }, idempotencyKey };
    return await this.#mutate(app, 'createBooking', 'booking { id reference }', input);
  }

  async pay(app: TestApp, bookingId: string, paymentToken = 'tok_ok') {
    return await this.#mutate(app, 'payBooking', 'booking { id status }', { bookingId, paymentToken });
  }

  async cancel(app: TestApp, bookingId: string) {
    return await this.#mutate(app, 'cancelBooking', 'booking { id status }', { bookingId });
  }

  async #mutate(app: TestApp, name: string, selection: string, input: object) {
    const type = name[0]!.toUpperCase() + name.slice(1);
    const limit = /lockSeats|lockBestAvailable|updateLock|createBooking|payBooking/.test(name)
      ? '... on LimitExceededError { limit limitRetryAfterSeconds: retryAfterSeconds }'
      : '';
    const query = `mutation ($input: ${type}Input!) { ${name}(input: $input) {
      __typename ... on Error { code message } ${limit} ... on ${type}Success { ${selection} } } }`;
    const answer = await this.ask(app, query, { input: { idempotencyKey: this.#key(), ...input } });
    if (!answer.data) throw new Error(JSON.stringify(answer));
    return answer.data[name];
  }

  #key(): string {
    this.#nextKey += 1;
    return `key ${this.#nextKey}`;
  }
}
