import type { ServerResponse } from 'node:http';
import type { ExecutionResult } from 'graphql';
import type { FetchAPI, GraphQLParams, Plugin } from 'graphql-yoga';
import type { GraphqlContext } from '../../schema/context.ts';
import type { Principal } from '../../shared/principal.ts';
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
  /** Told of each answer that is made for its peer alone. */
  onOwnAnswer(response: ServerResponse): void;
}

/** Answers queries of seat maps over HTTP from ready-made bytes, and makes them where there are none. */
export function createAnswersPlugin({
  answers,
  onOwnAnswer,
}: AnswersPluginOptions): Plugin<GraphqlContext, { principal: Principal | null | Error; res?: ServerResponse }> {
  return {
    async onParams({ params, request, context, paramsHandler, setResult }) {
      const { principal } = context;
      if (principal instanceof Error || mediaTypeOf(request.headers.get('accept') ?? undefined) === null) return;
      const wanted = await answers.wanted(params, principal);
      if (!wanted) return;
      let own: ExecutionResult | null = null;
      const answer = await answers.get(wanted, async () => {
        const mapVersions: number[] = [];
        Object.assign(context, { mapVersions });
        own = (await paramsHandler({
          request,
          params: params as GraphQLParams,
          context: context as never,
        })) as ExecutionResult;
        if (!own.data || own.errors || mapVersions.length === 0) return null;
        // A show that was changed meanwhile, and may be changed back, is not what the key says: for no later version.
        const isOfKey = (await answers.wanted(params, principal))?.key === wanted.key;
        return new Answer(own, isOfKey ? Math.min(...mapVersions) : NO_VERSION);
      });
      if (answer) setResult(new Prepared(answer) as never);
      else if (own) setResult(own);
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

async function respond(answer: Answer, request: Request, fetchAPI: FetchAPI): Promise<Response> {
  const asked: AnswerRequest = {
    method: request.method,
    header: (name) => request.headers.get(name) ?? undefined,
  };
  // Never null: looked at before the answer was made.
  const { status, headers, body } = (await responseOf(answer, asked))!;
  return new fetchAPI.Response(body, { status, headers });
}
