import { isRepeatable, type OnWaiting, patiently, secondsOfRefusal } from '../../../packages/client/src/patience.ts';
import type { ProofChallenge } from '../../../packages/client/src/proof-of-work.ts';
import type { TypedDocument } from '../../../packages/client/src/typed-document.ts';
import type { ServerClock } from './server-clock.ts';

/** No answer, or none that makes sense: the connection or the server is away. Whether the request had its effect is open. */
export class Unreachable extends Error {}

/** The server does not take the token (any more). */
export class Unauthenticated extends Error {}

/** Too much of that came from this network of late. */
export class RateLimited extends Error {
  readonly retryAfterSeconds: number;

  constructor(message: string, retryAfterSeconds: number) {
    super(message);
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** That costs a proof of work: see proof.ts. */
export class ProofRequired extends Error {
  readonly challenge: ProofChallenge;

  constructor(message: string, challenge: ProofChallenge) {
    super(message);
    this.challenge = challenge;
  }
}

/** The server answered that it can't: a bug on one side, or a part of it that is away. */
export class RequestFailed extends Error {}

/** More is asked of the server than it can do: nothing was done, and it says when to try again. */
export class Overloaded extends RequestFailed {
  readonly retryAfterSeconds: number;

  constructor(message: string, retryAfterSeconds: number) {
    super(message);
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

export interface GraphqlClient {
  /** Resolves with the data; what was refused because the server has too much to do is sent again by itself before, where that is safe. Fields that the caller has no right to are null in it. Rejects with Unreachable, Unauthenticated, RateLimited, ProofRequired or RequestFailed. */
  request<Data, Variables>(operation: GraphqlOperation<Data, Variables>): Promise<Data>;
}

export interface GraphqlOperation<Data, Variables> {
  query: TypedDocument<Data, Variables>;
  variables: NoInfer<Variables>;
  token?: string | null;
}

interface Answer<Data> {
  data?: Data | null;
  errors?: {
    message: string;
    extensions?: { code?: string; retryAfterSeconds?: number; challenge?: ProofChallenge };
  }[];
}

const ANSWER_WITHIN_MS = 20_000;

export interface GraphqlClientOptions {
  endpoint: string;
  clock: ServerClock;
  /** Told while a request waits to be sent again. */
  onWaiting?: OnWaiting;
}

export function createGraphqlClient({ endpoint, clock, onWaiting }: GraphqlClientOptions): GraphqlClient {
  async function send<Data, Variables>({
    query,
    variables,
    token,
  }: GraphqlOperation<Data, Variables>): Promise<Response> {
    const sentAt = Date.now();
    const response = await fetch(endpoint, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/json',
        'x-request-timeout-ms': `${ANSWER_WITHIN_MS}`,
        ...(token ? { authorization: `Bearer ${token}` } : {}),
      },
      body: JSON.stringify({ query, variables }),
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    });
    clock.observe(response.headers.get('date'), sentAt);
    return response;
  }

  async function ask<Data, Variables>(operation: GraphqlOperation<Data, Variables>): Promise<Data> {
    let answer: Answer<Data>;
    try {
      answer = await (await send(operation)).json();
    } catch (cause) {
      throw new Unreachable('The server does not answer.', { cause });
    }
    const error = answer.errors?.find(({ extensions }) => !answer.data || extensions?.code !== 'FORBIDDEN');
    if (error?.extensions?.code === 'UNAUTHENTICATED') throw new Unauthenticated(error.message);
    if (error?.extensions?.code === 'RATE_LIMITED') {
      throw new RateLimited(error.message, error.extensions.retryAfterSeconds ?? 1);
    }
    if (error?.extensions?.challenge) throw new ProofRequired(error.message, error.extensions.challenge);
    const retryAfterSeconds = error?.extensions?.retryAfterSeconds;
    if (error?.extensions?.code === 'SERVICE_UNAVAILABLE' && retryAfterSeconds !== undefined) {
      throw new Overloaded(error.message, retryAfterSeconds);
    }
    if (error || !answer.data) throw new RequestFailed(error?.message ?? 'The server sent no data.');
    return answer.data;
  }

  return {
    async request(operation) {
      const { query, variables } = operation;
      if (!isRepeatable(query, variables)) return await ask(operation);
      return await patiently(() => ask(operation), { secondsOf: secondsToWait, onWaiting });
    },
  };
}

/** Null: it was not refused for what passes by itself. */
function secondsToWait(came: { answer: unknown } | { error: unknown }): number | null {
  if ('answer' in came) return secondsOfRefusal(came.answer);
  return came.error instanceof Overloaded ? came.error.retryAfterSeconds : null;
}
