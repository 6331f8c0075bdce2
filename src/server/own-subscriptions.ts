import { type ExecutionArgs, type ExecutionResult, type GraphQLError, getOperationAST } from 'graphql';
import type { WorkTurns } from '../platform/turns/work-turns.ts';
import type { GraphqlContext } from '../schema/context.ts';
import { fieldsOf } from '../schema/field-count.ts';
import { Execution, type SubscriptionLimits, type SubscriptionOwner } from './limits/subscription-limits.ts';
import type { MaskError } from './mask-error.ts';

type Stream = AsyncIterableIterator<ExecutionResult>;

/** Subscriptions that are executed for themselves: of one caller's own things. */
export interface OwnSubscriptions {
  /** The stream, counted until it ends and read when it is its turn; the error when it would be one too many. */
  begin(stream: Stream, args: ExecutionArgs, owner: SubscriptionOwner): Stream | GraphQLError;
}

export function createOwnSubscriptions(deps: { limits: SubscriptionLimits; turns: WorkTurns }): OwnSubscriptions {
  const { limits, turns } = deps;
  return {
    begin(stream, { document, operationName, contextValue }, owner) {
      const operation = getOperationAST(document, operationName);
      const fields = operation ? fieldsOf(operation, document) : 1;
      const execution = new Execution(document, fields);
      const refusal = limits.admit(execution, owner);
      if (refusal) return refusal;
      const { liveSource } = contextValue as GraphqlContext;
      liveSource?.paceBy((read) => turns.run(1 / fields, read));
      return endingWith(stream, () => limits.release(execution, owner));
    },
  };
}

/** Calls `onEnd` once, when the stream has ended, failed or was left. */
function endingWith(stream: Stream, onEnd: () => void): Stream {
  let isOver = false;
  const end = () => {
    if (!isOver) onEnd();
    isOver = true;
  };
  const ending: Stream = {
    [Symbol.asyncIterator]: () => ending,
    async next() {
      try {
        const result = await stream.next();
        if (result.done) end();
        return result;
      } catch (error) {
        end();
        throw error;
      }
    },
    async return() {
      end();
      return (await stream.return?.()) ?? { done: true, value: undefined };
    },
  };
  return ending;
}

/** A source that fails after it began ends its subscription with a masked error; without it the connection would be dropped. */
export function maskStream(result: AsyncIterable<ExecutionResult>, maskError: MaskError): Stream {
  const source = result[Symbol.asyncIterator]();
  let failed = false;
  // Not a generator: its `return` would wait for a `next` under way, and the source would never hear of it.
  const masked: Stream = {
    [Symbol.asyncIterator]: () => masked,
    async next() {
      if (failed) return { done: true, value: undefined };
      try {
        return await source.next();
      } catch (error) {
        failed = true;
        return { done: false, value: { errors: [maskError(error)] } };
      }
    },
    return: async () => (await source.return?.()) ?? { done: true, value: undefined },
  };
  return masked;
}
