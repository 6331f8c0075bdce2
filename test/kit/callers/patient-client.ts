import { setTimeout as delay } from 'node:timers/promises';
import { type DocumentNode, type GraphQLFormattedError, print } from 'graphql';
import type { Random } from '../basics/random.ts';
import type { Operation, Result } from './client.ts';

const ANSWER_WITHIN_MS = 6_000;
const PAUSE_MS = { least: 50, greatest: 300 };
const AWAY = 'SERVICE_UNAVAILABLE';

/** The installation gave no answer that counts until the buyer had to give up. */
export class GaveUpError extends Error {}

/** A client as a careful frontend is one: it repeats the same request, at any node, until there is an answer that counts. */
export interface PatientClient {
  /** Rejects with GaveUpError once `signal` is aborted, and with the errors when there are any but "try again". */
  insist<Data, Variables>(operation: Operation<Data, Variables>, variables: Variables): Promise<Data>;
}

type Failure = Pick<GraphQLFormattedError, 'extensions'>;

export interface PatientClientOptions {
  /** The nodes' addresses. */
  urls: readonly string[];
  token?: string;
  random: Pick<Random, 'integer'>;
  signal: AbortSignal;
  /** Called each time that the answer is "try again". */
  onRefused?(): void;
}

export function createPatientClient({ urls, token, random, signal, onRefused }: PatientClientOptions): PatientClient {
  const headers = {
    'content-type': 'application/json',
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
  };

  async function ask<Data>(query: string, variables: unknown): Promise<Result<Data>> {
    const url = urls[random.integer(0, urls.length - 1)]!;
    const response = await fetch(new URL('/graphql', url), {
      method: 'POST',
      headers,
      body: JSON.stringify({ query, variables }),
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    });
    return (await response.json()) as Result<Data>;
  }

  return {
    async insist<Data, Variables>(operation: Operation<Data, Variables>, variables: Variables): Promise<Data> {
      const query = typeof operation === 'string' ? operation : print(operation as DocumentNode);
      while (!signal.aborted) {
        // Null: no node there, it died under way, or it stands still.
        const result = await ask<Data>(query, variables).catch(() => null);
        if (result && !isTryAgain(result)) {
          if (result.errors?.length) throw new Error(`GraphQL errors: ${JSON.stringify(result.errors)}`);
          return result.data as Data;
        }
        if (result) onRefused?.();
        await delay(random.integer(PAUSE_MS.least, PAUSE_MS.greatest));
      }
      throw new GaveUpError();
    },
  };
}

/** Whether the node could not do it at the moment: for want of a part, or because it is overloaded. */
export function isTryAgain({ errors, data }: Pick<Result<unknown>, 'data'> & { errors?: readonly Failure[] }): boolean {
  if (errors?.length) return errors.every(({ extensions }) => extensions?.code === AWAY);
  return Object.values(data ?? {}).some((field) => (field as { code?: string } | null)?.code === AWAY);
}
