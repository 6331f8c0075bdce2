import type { ServerResponse } from 'node:http';
import type { ExecutionResult, GraphQLSchema } from 'graphql';
import type { FetchAPI, GraphQLParams, Plugin } from 'graphql-yoga';
import type { LoadGate } from '../../platform/load/load-gate.ts';
import { Slot } from '../../platform/load/slot.ts';
import type { GraphqlContext } from '../../schema/context.ts';
import type { Principal } from '../../shared/principal.ts';
import type { KnownOperation } from '../documents/known-operation.ts';
import { type Asker, enterGate } from '../load/enter-gate.ts';
import { answerOutside } from '../load/refused-operation.ts';
import { Answer } from './answer.ts';
import { type AnswerRequest, mediaTypeOf, responseOf } from './answer-head.ts';
import type { MapAnswers } from './map-answers.ts';

/** Before every version. */
const NO_VERSION = -1;

/** An answer in the place of an execution's result. */
class Prepared {
  readonly answer: Answer;

  constructor(answer: Answer) {
    this.answer = answer;
  }
}

export interface AnswersPluginOptions {
  answers: MapAnswers;
  schema: GraphQLSchema;
  /** Asked before an answer is looked up, unless the transport has. */
  gate: LoadGate;
  /** Told of each answer that is made for its peer alone. */
  onOwnAnswer(response: ServerResponse): void;
}

type Context = { principal: Principal | null | Error } & Asker & Pick<GraphqlContext, 'slot'>;

/** Answers queries of seat maps over HTTP from ready-made bytes, and makes them where there are none. */
export function createAnswersPlugin({
  answers,
  schema,
  gate,
  onOwnAnswer,
}: AnswersPluginOptions): Plugin<GraphqlContext, Context> {
  return {
    async onParams({ params, request, context, paramsHandler, setResult }) {
      const { principal } = context;
      if (principal instanceof Error || mediaTypeOf(request.headers.get('accept') ?? undefined) === null) return;
      const asked = answers.mapQuery(params);
      if (!asked) return;
      const isOfTransport = context.slot !== undefined;
      const refusal = await enter({ gate, schema }, asked, context);
      if (refusal) {
        setResult(refusal);
        return;
      }
      /** Undefined: there is none to be kept, and none was made. */
      const answer = async () => {
        const wanted = await answers.wantedOf(asked, principal);
        if (!wanted) return undefined;
        let own: ExecutionResult | null = null;
        const made = await answers.get(wanted, async () => {
          const mapVersions: number[] = [];
          Object.assign(context, { mapVersions });
          own = (await paramsHandler({
            request,
            params: params as GraphQLParams,
            context: context as never,
          })) as ExecutionResult;
          if (!own.data || own.errors || mapVersions.length === 0) return null;
          // A show that was changed meanwhile, and may be changed back, is not what the key says: for no later version.
          const isOfKey = (await answers.wantedOf(asked, principal))?.key === wanted.key;
          return new Answer(own, isOfKey ? Math.min(...mapVersions) : NO_VERSION);
        });
        return made ? new Prepared(made) : (own ?? undefined);
      };
      const { slot } = context;
      let result: Prepared | ExecutionResult | undefined;
      try {
        result = await (slot ? slot.run(answer) : answer());
      } finally {
        // Where it is executed afterwards, it may go wrong before it comes to that: it asks anew. Whoever has executed it has left the slot.
        if (result || !isOfTransport) slot?.leave(false);
        if (!isOfTransport) context.slot = undefined;
      }
      if (result) setResult(result as never);
    },

    onResultProcess({ result, request, setResultProcessor, serverContext }) {
      if (!(result instanceof Prepared)) {
        if (serverContext.res && !(Symbol.asyncIterator in result)) onOwnAnswer(serverContext.res);
        return;
      }
      const { answer } = result;
      setResultProcessor((_result, fetchAPI) => respond(answer, request, fetchAPI) as never, 'application/json');
    },
  };
}

/** Lets it through the gate. The answer is what to tell who is not let through. */
async function enter(
  { gate, schema }: Pick<AnswersPluginOptions, 'gate' | 'schema'>,
  { known: { document }, operationName }: KnownOperation,
  context: Context,
): Promise<ExecutionResult | null> {
  if (context.slot) return null;
  const operation = { schema, document, operationName };
  const entered = await enterGate(gate, operation, context);
  if (entered === null) return null;
  if (!(entered instanceof Slot)) return await answerOutside(operation, entered, context.res);
  context.slot = entered;
  return null;
}

async function respond(answer: Answer, request: Request, fetchAPI: FetchAPI): Promise<Response> {
  const asked: AnswerRequest = {
    method: request.method,
    header: (name) => request.headers.get(name) ?? undefined,
  };
  // Never null: looked at before the answer was made.
  const { status, headers, body } = (await responseOf(answer, asked))!;
  return new fetchAPI.Response(body, { status, headers });
}
