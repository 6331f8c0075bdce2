import type { IncomingMessage, ServerResponse } from 'node:http';
import { type ExecutionArgs, type ExecutionResult, GraphQLError } from 'graphql';
import type { FetchAPI, Plugin } from 'graphql-yoga';
import { EventStream } from '../platform/http/event-stream.ts';
import type { GraphqlContext } from '../schema/context.ts';
import type { UpgradeRefusal } from './limits/socket-limits.ts';
import { callerKey, type SubscriptionOwner } from './limits/subscription-limits.ts';
import { maskStream } from './own-subscriptions.ts';
import type { Pipeline } from './pipeline.ts';
import { StreamSubscriber } from './sharing/stream-subscriber.ts';

/** What the context of an operation over HTTP has, and that of one over WebSocket has not. */
interface OverHttp {
  req?: IncomingMessage;
  res?: ServerResponse;
  /** See `Caller`. */
  atSessionEnd?: ((end: () => void) => () => void) | null;
}

export type EventStreamsOptions = Pick<Pipeline, 'limits' | 'shared' | 'own' | 'maskError'>;

type Stream = AsyncIterableIterator<ExecutionResult>;

interface Admitted {
  args: ExecutionArgs;
  owner: SubscriptionOwner;
}

const MEDIA_TYPE = 'text/event-stream';

/**
 * Answers subscriptions over HTTP with server-sent events. They are connections that stay, as WebSockets do: they are counted
 * with them, and cut off when their token ends or is revoked (who comes again with it is refused). Those that are alike
 * share what is executed with one another and with those over WebSocket.
 */
export function createEventStreamsPlugin(options: EventStreamsOptions): Plugin<GraphqlContext, OverHttp> {
  const { limits } = options;
  const admitted = new WeakMap<ServerResponse, Admitted>();
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
          atSessionEnd(() => req.socket.destroy()),
        );
      }
      const owner = { caller: callerKey(principal, address ?? null), ofSocket: [] };
      admitted.set(res, { args, owner });
    },
    onResultProcess({ result, resultProcessor, setResult, setResultProcessor, serverContext }) {
      const { res } = serverContext as OverHttp;
      const subscription = res && admitted.get(res);
      if (!subscription || !(Symbol.asyncIterator in result)) return;
      admitted.delete(res);
      const source = result as Stream;
      // Whoever takes no event stream is told so.
      if (!resultProcessor || res.destroyed) {
        void source.return?.();
        return;
      }
      const stream = streamOf(source, res, subscription);
      if (stream instanceof GraphQLError) {
        void source.return?.();
        setResult({ errors: [withStatus(stream)] });
        return;
      }
      const respond = (_result: unknown, { Response }: FetchAPI) =>
        new Response(stream.body as never, { headers: { 'content-type': MEDIA_TYPE, 'x-accel-buffering': 'no' } });
      setResultProcessor(respond as never, MEDIA_TYPE);
    },
  };

  /** The answer's stream, which begins when its head has been sent; the error when it would be one too many. */
  function streamOf(source: Stream, res: ServerResponse, { args, owner }: Admitted): EventStream | GraphQLError {
    const { shared, own, maskError } = options;
    let begin = () => {};
    const stream = new EventStream(res, () => begin());
    const subscriberOf = (membership: ConstructorParameters<typeof StreamSubscriber>[1]) =>
      new StreamSubscriber(stream, membership);
    const joined = shared.join({ args, owner, subscriberOf }) ?? own.begin(source, args, owner);
    if (joined instanceof GraphQLError) return joined;
    if (joined instanceof StreamSubscriber) {
      begin = () => joined.enter();
      res.once('close', () => joined.leave());
    } else {
      begin = () => void sendAll(maskStream(joined, maskError), stream);
      res.once('close', () => void joined.return?.());
    }
    return stream;
  }
}

/** The next result is asked for when the peer has read the last. */
async function sendAll(results: Stream, stream: EventStream): Promise<void> {
  for await (const { errors, ...others } of results) {
    if (!stream.isOpen) return;
    stream.sendData(JSON.stringify({ ...others, ...(errors ? { errors: errors.map(withoutHttp) } : {}) }));
    if (stream.isBackedUp) await stream.drained();
  }
  stream.end();
}

/** What is said of an error's HTTP status and headers is for the answer's head, which has been sent. */
function withoutHttp(error: GraphQLError): object {
  const { extensions, ...others } = error.toJSON();
  const { http: _http, ...rest } = extensions ?? {};
  return { ...others, ...(Object.keys(rest).length > 0 ? { extensions: rest } : {}) };
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
