import type { ServerResponse } from 'node:http';
import {
  type ExecutionArgs,
  type ExecutionResult,
  execute,
  GraphQLError,
  getOperationAST,
  OperationTypeNode,
} from 'graphql';
import { noteShed } from '../../platform/http/request-log.ts';
import type { Shed } from '../../platform/load/load-gate.ts';
import type { GraphqlContext } from '../../schema/context.ts';
import { ServiceUnavailableError } from '../../shared/errors.ts';

/** The answer of an operation whose caller has gone: nobody reads it. */
export const GONE: ExecutionResult = {
  errors: [new GraphQLError('The caller has gone.', { extensions: { code: 'REQUEST_ABORTED' } })],
};

/**
 * The answer of an operation that is refused: of a mutation ServiceUnavailableError, in its result union, of anything else an error.
 * Nothing is done for it.
 */
export async function refusedResult(args: ExecutionArgs, shed: Shed, isOverHttp: boolean): Promise<ExecutionResult> {
  const isMutation = getOperationAST(args.document, args.operationName)?.operation === OperationTypeNode.MUTATION;
  if (isMutation) {
    const result = await answerMutation(args, shed);
    // Mutations without a union fail, and with them the whole.
    if (!result.errors) return isOverHttp ? { ...result, extensions: { http: { headers: headersOf(shed) } } } : result;
  }
  return { errors: [refusalOf(shed, isOverHttp)] };
}

/** What who was not let in is told by yoga, over HTTP (`res`) or not. */
export async function answerOutside(
  args: ExecutionArgs,
  entered: Shed | 'gone',
  res: ServerResponse | undefined,
): Promise<ExecutionResult> {
  if (entered === 'gone') return GONE;
  if (res) noteShed(res);
  return await refusedResult(args, entered, res !== undefined);
}

/** As an error of the whole request. */
export function refusalOf(shed: Shed, isOverHttp: boolean): GraphQLError {
  const http = isOverHttp ? { http: { status: 503, headers: headersOf(shed) } } : {};
  const extensions = { code: 'SERVICE_UNAVAILABLE', retryAfterSeconds: shed.retryAfter_s, ...http };
  return new GraphQLError(messageOf(shed), { extensions });
}

async function answerMutation(args: ExecutionArgs, shed: Shed): Promise<ExecutionResult> {
  const refusal = new ServiceUnavailableError(messageOf(shed), shed.retryAfter_s);
  return await execute({ ...args, contextValue: { ...(args.contextValue as GraphqlContext), refusal } });
}

function messageOf({ reason, retryAfter_s }: Shed): string {
  const why =
    reason === 'late'
      ? 'The request could not be served within the time that it was given.'
      : 'More is asked of the server at the moment than it can do.';
  return `${why} Nothing was done; try again in ${retryAfter_s} s.`;
}

function headersOf({ retryAfter_s }: Shed): Record<string, string> {
  return { 'retry-after': `${retryAfter_s}` };
}
