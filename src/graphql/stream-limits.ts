import type { IncomingMessage, ServerResponse } from 'node:http';
import { GraphQLError } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import type { GraphqlContext } from './context.ts';
import type { SocketLimits, UpgradeRefusal } from './socket-limits.ts';

/** What the context of an operation over HTTP has, and that of one over WebSocket has not. */
interface OverHttp {
  req?: IncomingMessage;
  res?: ServerResponse;
  /** See `Caller` in yoga.ts. */
  atSessionEnd?: ((end: () => void) => () => void) | null;
}

/**
 * Takes subscriptions over HTTP (server-sent events) as what they are: connections that stay, as WebSockets do. They are
 * counted with them, and are cut off when their token ends or is revoked: who comes again with it is refused.
 */
export function createStreamLimitsPlugin(limits: SocketLimits): Plugin<GraphqlContext> {
  return {
    onSubscribe({ args, setResultAndStopExecution }) {
      const { principal } = args.contextValue;
      const { req, res, atSessionEnd } = args.contextValue as OverHttp;
      if (!req || !res) return;
      const refusal = limits.admitStream(res, req, principal);
      if (refusal) {
        setResultAndStopExecution({ errors: [tooManyConnections(refusal)] } as never);
        return;
      }
      if (!atSessionEnd || res.destroyed) return;
      res.once(
        'close',
        atSessionEnd(() => res.destroy()),
      );
    },
  };
}

function tooManyConnections({ status, retryAfter_s }: UpgradeRefusal): GraphQLError {
  const http = { status: Number.parseInt(status, 10), headers: { 'retry-after': `${retryAfter_s}` } };
  return new GraphQLError('There are too many connections. Try again later.', {
    extensions: { code: 'TOO_MANY_CONNECTIONS', http },
  });
}
