import type { ExecutionResult, GraphQLSchema } from 'graphql';
import type { FetchAPI, GraphQLParams, Plugin } from 'graphql-yoga';
import { chooseEncoding } from '../../platform/http/content-encoding.ts';
import type { GraphqlContext, Services } from '../context.ts';
import type { ServerContext } from '../yoga.ts';
import { Answer } from './answer.ts';
import { AnswerCache } from './answer-cache.ts';
import { type MapQuery, mapQueryOf } from './map-query.ts';

/** Of all answers that are kept: a hall of 20,000 seats with all that there is to know is 4 MB. */
const MAX_BYTES = 128 * 1024 * 1024;
const MAX_KNOWN_DOCUMENTS = 1_000;
const MAX_VARIABLES_CHARS = 4_096;
const MEDIA_TYPES = ['application/graphql-response+json', 'application/json'] as const;

type Shows = Pick<Services, 'shows' | 'seatMap'>;

/** An answer in the place of an execution's result. */
class Prepared {
  readonly answer: Answer;
  constructor(answer: Answer) {
    this.answer = answer;
  }
}

/**
 * Answers queries of seat maps (see map-query.ts) over HTTP from ready-made bytes, as long as neither the show nor its map
 * has changed. Both are asked about for each request, as they would be without this; so nobody gets an older answer for it.
 */
export function createAnswersPlugin({
  schema,
  services,
}: {
  schema: GraphQLSchema;
  services: Shows;
}): Plugin<GraphqlContext, ServerContext> {
  const cache = new AnswerCache({ maxBytes: MAX_BYTES });
  const known = new Map<string, MapQuery | null>();

  function learn(text: string, query: MapQuery | null): void {
    if (known.size >= MAX_KNOWN_DOCUMENTS) known.delete(known.keys().next().value!);
    known.set(text, query);
  }

  return {
    // Only what has been validated comes here.
    onExecute({ args: { document, operationName } }) {
      const text = document.loc?.source.body;
      if (text === undefined) return;
      const name = documentKey(text, operationName);
      if (!known.has(name)) learn(name, mapQueryOf(schema, document, operationName));
    },

    async onParams({ params, request, context, paramsHandler, setResult }) {
      const { principal } = context;
      const name = documentKey(params.query ?? '', params.operationName);
      const query = known.get(name);
      if (!query || principal instanceof Error || mediaTypeOf(request) === null) return;
      const variables = JSON.stringify(params.variables ?? {});
      const showId = query.showIdOf(params.variables);
      if (showId === null || variables.length > MAX_VARIABLES_CHARS) return;
      const state = await stateOf(services, principal, showId);
      if (!state) return;
      let own: ExecutionResult | null = null;
      const make = async (): Promise<Answer | null> => {
        const mapVersions: number[] = [];
        const result = (await paramsHandler({
          request,
          params: params as GraphQLParams,
          context: Object.assign(context, { mapVersions }) as never,
        })) as ExecutionResult;
        own = result;
        const isWhole = result.data && !result.errors && mapVersions.length > 0;
        return isWhole ? new Answer({ data: result.data }, Math.min(...mapVersions)) : null;
      };
      const answer = await cache.get(`${name}\0${variables}\0${state.show}`, state.version, make);
      if (answer) setResult(new Prepared(answer) as never);
      else if (own) setResult(own);
    },

    onResultProcess({ result, request, setResultProcessor }) {
      if (!(result instanceof Prepared)) return;
      const { answer } = result;
      setResultProcessor((_result, fetchAPI) => respond(answer, request, fetchAPI) as never, mediaTypeOf(request)!);
    },
  };
}

const showTexts = new WeakMap<object, string>();

/** What an answer depends on, as it is for this caller now; null when the query is better answered the usual way. */
async function stateOf({ shows, seatMap }: Shows, principal: GraphqlContext['principal'], showId: string) {
  try {
    const show = await shows.getVisibleShow(principal, showId);
    if (!show) return null;
    // The same object for a second, so its text is made once a second.
    const text = showTexts.get(show) ?? JSON.stringify(show);
    showTexts.set(show, text);
    return { show: text, version: await seatMap.versionOf(showId) };
  } catch {
    // A part is away: said by the query itself.
    return null;
  }
}

async function respond(answer: Answer, request: Request, fetchAPI: FetchAPI): Promise<Response> {
  const headers: Record<string, string> = {
    'content-type': `${mediaTypeOf(request)}; charset=utf-8`,
    vary: 'accept, accept-encoding, authorization',
  };
  if (request.method === 'GET') {
    headers.etag = answer.etag;
    headers['cache-control'] = 'private, no-cache';
    if (request.headers.get('if-none-match')?.includes(answer.etag)) {
      return new fetchAPI.Response(null, { status: 304, headers });
    }
  }
  const wanted = chooseEncoding(request.headers.get('accept-encoding') ?? undefined);
  const { encoding, body } = await answer.bodyIn(wanted);
  if (encoding !== 'identity') headers['content-encoding'] = encoding;
  headers['content-length'] = `${body.length}`;
  return new fetchAPI.Response(body, { status: 200, headers });
}

/** As yoga chooses between the two: what the client names first, or the newer one. Null when it takes neither. */
function mediaTypeOf(request: Request): (typeof MEDIA_TYPES)[number] | null {
  const accepted = (request.headers.get('accept') ?? '*/*').toLowerCase().split(',');
  for (const range of accepted) {
    const [type, ...parameters] = range.split(';').map((part) => part.trim());
    if (parameters.some((parameter) => parameter.startsWith('charset=') && parameter !== 'charset=utf-8')) continue;
    // The last that fits: for a range that takes both, application/json.
    const fitting = MEDIA_TYPES.findLast((media) => type === media || type === '*/*' || type === 'application/*');
    if (fitting) return fitting;
  }
  return null;
}

function documentKey(text: string, operationName: string | null | undefined): string {
  return operationName ? `${operationName}\0${text}` : text;
}
