import { IntentKeys } from '../../../packages/client/src/box-office/intent-keys.ts';
import type { TypedDocument } from '../../../packages/client/src/typed-document.ts';
import type { SuccessOf } from '../api/answer-types.ts';
import type { Outcome } from '../api/box-office-types.ts';
import { type GraphqlClient, RequestFailed, Unauthenticated } from '../api/graphql.ts';
import { type MutationAnswer, outcomeOf } from '../api/outcome.ts';
import type { OrganiserSession } from './organiser-session.ts';

/**
 * Sends documents as the organiser who has signed in. Each call rejects with Unauthenticated when the token is not (any longer) an
 * organiser's, with Unreachable or RequestFailed when it gets no answer.
 */
export interface OrganiserRequests {
  request<Data, Variables>(query: TypedDocument<Data, Variables>, variables: NoInfer<Variables>): Promise<Data>;
  /** Sends a mutation, of whose success nothing has to be known. */
  change<Answer extends MutationAnswer, Input>(
    query: TypedDocument<Record<string, Answer>, { input: Input }>,
    input: NoInfer<Input>,
  ): Promise<Outcome<null>>;
  /** The same with an idempotency key: what is sent again because no answer came, happens once. */
  changeOnce<Answer extends MutationAnswer, Input extends object>(
    query: TypedDocument<Record<string, Answer>, { input: Input & { idempotencyKey?: string | null } }>,
    input: NoInfer<Input>,
  ): Promise<Outcome<null>>;
  /** The same, of whose success `pick` takes what is to be known. */
  makeOnce<Answer extends MutationAnswer, Input extends object, Value>(
    query: TypedDocument<Record<string, Answer>, { input: Input & { idempotencyKey?: string | null } }>,
    input: NoInfer<Input>,
    pick: (success: SuccessOf<Answer>) => Value,
  ): Promise<Outcome<Value>>;
  /** Sends a mutation, of whose success `pick` takes what is to be known. */
  make<Answer extends MutationAnswer, Input, Value>(
    query: TypedDocument<Record<string, Answer>, { input: Input }>,
    input: NoInfer<Input>,
    pick: (success: SuccessOf<Answer>) => Value,
  ): Promise<Outcome<Value>>;
  /** A file of the box office that is for the organiser. */
  file(path: string): Promise<Blob>;
}

export function createOrganiserRequests({
  graphql,
  session,
}: {
  graphql: GraphqlClient;
  session: Pick<OrganiserSession, 'token'>;
}): OrganiserRequests {
  const keys = new IntentKeys();

  function request<Data, Variables>(
    query: TypedDocument<Data, Variables>,
    variables: NoInfer<Variables>,
  ): Promise<Data> {
    if (session.token === null) throw new Unauthenticated('Nobody has signed in.');
    return graphql.request({ query, variables, token: session.token });
  }

  async function makeOnce<Answer extends MutationAnswer, Input extends object, Value>(
    query: TypedDocument<Record<string, Answer>, { input: Input & { idempotencyKey?: string | null } }>,
    input: NoInfer<Input>,
    pick: (success: SuccessOf<Answer>) => Value,
  ): Promise<Outcome<Value>> {
    const idempotencyKey = keys.keyFor(query, input);
    const outcome = outcomeOf(await request(query, { input: { ...input, idempotencyKey } }), pick);
    keys.answered(query, input);
    return outcome;
  }

  return {
    request,
    change: async (query, input) => outcomeOf(await request(query, { input }), () => null),
    changeOnce: (query, input) => makeOnce(query, input, () => null),
    makeOnce,
    make: async (query, input, pick) => outcomeOf(await request(query, { input }), pick),
    async file(path) {
      if (session.token === null) throw new Unauthenticated('Nobody has signed in.');
      const response = await fetch(path, { headers: { authorization: `Bearer ${session.token}` } });
      if (response.status === 401) throw new Unauthenticated('The token is not taken.');
      if (!response.ok) throw new RequestFailed(`The box office answered with ${response.status}.`);
      return await response.blob();
    },
  };
}
