import type { IncomingMessage, ServerResponse } from 'node:http';
import { type ExecutionResult, GraphQLError } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import type { GraphqlContext } from './context.ts';
import type { OwnSubscriptions } from './own-subscriptions.ts';
import type { SocketLimits, UpgradeRefusal } from './socket-limits.ts';
import { callerKey } from './subscription-limits.ts';

/** What the context of an operation over HTTP has, and that of one over WebSocket has not. */
interface OverHttp {
  req?: IncomingMessage;
  res?: ServerResponse;
  /** See `Caller` in yoga.ts. */
  atSessionEnd?: ((end: () => void) => () => void) | null;
}

/**
 * Takes subscriptions over HTTP (server-sent events) as what they are: connections that stay, as WebSockets do. They are
 * counted with them, and are cut off when their token ends or is revoked: who comes again with it is refused. Each
 * is executed for itself.
 */
export function createStreamLimitsPlugin(limits: SocketLimits, own: OwnSubscriptions): Plugin<GraphqlContext> {
  return {
    onSubscribe({ args, setResultAndStopExecution }) {
      const { principal, address } = args.contextValue;
      const { req, res, atSessionEnd } = args.contextValue as OverHttp;
      if (!req || !res) return;
      const refusal = limits.admitStream(res, req, principal);
      if (refusal) {
        setResultAndStopExecution({ errors: [tooManyConnections(refusal)] } as never);
        return;
      }
      if (atSessionEnd && !res.destroyed) {
        res.once(
          'close',
          atSessionEnd(() => res.destroy()),
        );
      }
      const applicant = { caller: callerKey(principal, address ?? null), ofSocket: null };
      return {
        onSubscribeResult({ result, setResult }) {
          if (!(Symbol.asyncIterator in result)) return;
          const stream = result as AsyncIterableIterator<ExecutionResult>;
          const begun = own.begin(stream, args, applicant);
          if (begun instanceof GraphQLError) {
            void stream.return?.();
            setResult({ errors: [withStatus(begun)] });
            return;
          }
          // However the answer ends, also when it was never begun.
          if (res.destroyed) void begun.return?.();
          else res.once('close', () => void begun.return?.());
          setResult(begun);
        },
      };
    },
  };
}

function withStatus({ message, extensions }: GraphQLError): GraphQLError {
  return new GraphQLError(message, { extensions: { ...extensions, http: { status: 429 } } });
}

function tooManyConnections({ status, retryAfter_s }: UpgradeRefusal): GraphQLError {
  const http = { status: Number.parseInt(status, 10), headers: { 'retry-after': `${retryAfter_s}` } };
  return new GraphQLError('There are too many connections. Try again later.', {
    extensions: { code: 'TOO_MANY_CONNECTIONS', http },
  });
}
