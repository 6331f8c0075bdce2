import type { IncomingMessage, ServerResponse } from 'node:http';
import { type DocumentNode, GraphQLError } from 'graphql';
import type { GraphQLParams, Plugin } from 'graphql-yoga';
import { type FairTurns, LONG_MS } from '../../platform/turns/fair-turns.ts';
import { type ReadingBudget, tooMuchToReadOverHttp } from '../limits/reading-budget.ts';
import type { Documents } from './documents.ts';
import { refusal } from './refusal.ts';
import { type AskedDocument, asAnswer } from './trusted-documents.ts';
import { checkVariables, declaredVariables } from './variables.ts';

const BAD_REQUEST = { extensions: { code: 'BAD_REQUEST' } };

type RequestParser = NonNullable<Parameters<NonNullable<Plugin['onRequestParse']>>[0]['requestParser']>;
type Read = ReturnType<Documents['read']>;

/** Of a request for an event stream: it stays, in several copies, as long as the stream. */
const MAX_STREAM_BODY_BYTES = 64 * 1024;

/** Takes parsing and validating over from yoga: see Documents. */
export function createDocumentsPlugin(documents: Documents, reading: ReadingBudget, fair: FairTurns): Plugin {
  /**
   * Each request's own copy of a document's outermost node. With that, yoga keeps the text as it came, maybe as a window on
   * the request's body: of the document that is kept, it would be kept, too.
   */
  const copies = new WeakMap<DocumentNode, Read>();
  return {
    // Before yoga misses the document.
    onRequestParse({ requestParser, setRequestParser }) {
      if (requestParser) setRequestParser(withDocumentId(explaining(requestParser)));
      return {
        onRequestParseDone({ requestParserResult }) {
          if (!requestParserResult || Array.isArray(requestParserResult)) return;
          const problem = documents.trusted.fill(requestParserResult);
          if (problem) throw asAnswer(problem);
        },
      };
    },
    async onParams({ params, context }) {
      const { address, res } = context as { address?: string | null; res?: ServerResponse };
      if (address && params?.query && documents.takesLong(params.query)) await turnToRead(fair, address, res);
      try {
        checkVariables(params?.variables);
      } catch (error) {
        throw error instanceof GraphQLError ? asBadRequest(error) : error;
      }
    },
    onParse({ context, setParseFn }) {
      setParseFn((text: string) => {
        const { address } = context as { address?: string | null };
        const read = reading.charging(address, () => documents.read(text));
        const copy = { ...read.document };
        copies.set(copy, read);
        return copy;
      });
    },
    onValidate({ params, setResult }) {
      setResult(copies.get(params.documentAST as DocumentNode)?.errors ?? []);
    },
    onExecute({ args }) {
      args.document = copies.get(args.document)?.document ?? args.document;
    },
    // It stays for hours, and all that belongs to it.
    onSubscribe({ args, setResultAndStopExecution }) {
      args.document = copies.get(args.document)?.document ?? args.document;
      const { document, operationName, variableValues, contextValue } = args;
      args.variableValues = declaredVariables(document, operationName, variableValues);
      const { params, req } = contextValue as { params?: GraphQLParams; req?: IncomingMessage };
      for (const name of Object.keys(params ?? {})) Reflect.deleteProperty(params!, name);
      if (req && !isShort(req)) setResultAndStopExecution({ errors: [tooLargeForStream()] } as never);
    },
  };
}

/** Throws when the turn will not come. */
async function turnToRead(fair: FairTurns, address: string, response: ServerResponse | undefined): Promise<void> {
  const turn = await fair.turn(address, LONG_MS, (gone) => {
    response?.once('close', gone);
    return () => response?.off('close', gone);
  });
  // There is nobody to answer.
  if (turn === false) throw refusal('The connection is closed.');
  if (typeof turn !== 'object' || turn === null) return;
  throw tooMuchToReadOverHttp(turn.retryAfter_s);
}

/** yoga takes variables of a URL or form that are no JSON for a mistake of its own. */
function explaining(parser: RequestParser): RequestParser {
  return async (request) => {
    try {
      return await parser(request);
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      throw asBadRequest(new GraphQLError('The variables and extensions must be JSON.', BAD_REQUEST));
    }
  };
}

/** Of a URL yoga reads the parameters that it knows. */
function withDocumentId(parser: RequestParser): RequestParser {
  return async (request) => {
    const asked = await parser(request);
    if (request.method !== 'GET' || !asked || Array.isArray(asked)) return asked;
    const documentId = new URL(request.url).searchParams.get('documentId');
    return documentId === null ? asked : ({ ...asked, documentId } satisfies AskedDocument);
  };
}

function isShort({ method, headers }: IncomingMessage): boolean {
  return method === 'GET' || Number(headers['content-length'] ?? Number.NaN) <= MAX_STREAM_BODY_BYTES;
}

function tooLargeForStream(): GraphQLError {
  const limit = `at most ${MAX_STREAM_BODY_BYTES} bytes, and say how many`;
  return new GraphQLError(`A request for an event stream may have ${limit} (content-length).`, {
    // As yoga says it of a body that is too large for any request.
    extensions: { code: 'REQUEST_ENTITY_TOO_LARGE', http: { status: 413 } },
  });
}

function asBadRequest({ message, extensions }: GraphQLError): GraphQLError {
  return new GraphQLError(message, { extensions: { ...extensions, http: { spec: true, status: 400 } } });
}
