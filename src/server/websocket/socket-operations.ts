import { type ExecutionResult, GraphQLError } from 'graphql';
import { CloseCode, type ServerOptions } from 'graphql-ws';
import { OutboundSocket } from '../../platform/websocket/outbound-socket.ts';
import { isWritten } from '../../schema/cost/written-result.ts';
import { refusal } from '../documents/refusal.ts';
import { callerKey } from '../limits/subscription-limits.ts';
import { maskStream } from '../own-subscriptions.ts';
import type { Pipeline } from '../pipeline.ts';
import { SocketSubscriber } from '../sharing/socket-subscriber.ts';
import type { Yoga } from '../yoga.ts';
import { type Args, OperationPreparer } from './operation-preparer.ts';
import { refusedStream, WrittenAnswer } from './socket-answers.ts';
import type { ConnectionParams, Extra } from './socket-extra.ts';

type Options = ServerOptions<ConnectionParams, Extra>;

const MAX_OPERATIONS_PER_SOCKET = 100;
const TOO_MANY_OPERATIONS = `At most ${MAX_OPERATIONS_PER_SOCKET} operations may run on one socket.`;
/** How operations that come over a WebSocket are run: each by yoga's pipeline, as over HTTP; alike subscriptions together. */
export function createSocketOperations(
  deps: Pipeline & { yoga: Yoga },
): Required<Pick<Options, 'onSubscribe' | 'onOperation' | 'onComplete' | 'execute' | 'subscribe'>> {
  const { maskError, shared, own } = deps;
  const preparer = new OperationPreparer(deps);

  /** What goes wrong is the operation's: graphql-ws would close the socket over it, and all that runs there. */
  async function orMasked<Result>(run: () => Promise<Result>): Promise<Result | ExecutionResult> {
    try {
      return await run();
    } catch (error) {
      return { errors: [maskError(error)] };
    }
  }

  return {
    execute: (args) => orMasked(async () => await (args as Args).rootValue.execute(args)),
    subscribe: (args) => orMasked(async () => await (args as Args).rootValue.subscribe(args)),
    async onSubscribe({ extra, subscriptions }, id, payload) {
      // Completed by its client before it began. graphql-ws goes by ids alone: it would take the first for the second, and
      // never end the one of them that it has lost sight of.
      if (extra.starting?.has(id)) {
        extra.socket.closeWith(CloseCode.SubscriberAlreadyExists, `Subscriber for ${id} already exists`);
        return [refusal('The id is in use.')];
      }
      if (Object.keys(subscriptions).length > MAX_OPERATIONS_PER_SOCKET) return [refusal(TOO_MANY_OPERATIONS)];
      extra.starting = (extra.starting ?? new Set()).add(id);
      const asked = { ...payload };
      // What came stays with graphql-ws for as long as the operation runs, and may be large.
      for (const name of Object.keys(payload)) Reflect.deleteProperty(payload, name);
      const prepared = await preparer.prepare(extra, id, asked);
      if (!('document' in prepared)) hasStarted(extra, id);
      return prepared;
    },
    onOperation(protocol, id, _payload, args, result) {
      const { extra } = protocol;
      hasStarted(extra, id);
      if (!(Symbol.asyncIterator in result)) {
        const answer = result as ExecutionResult;
        return isWritten(answer) ? new WrittenAnswer(extra.socket, id, answer) : undefined;
      }
      extra.out ??= new OutboundSocket(extra.socket, extra.socket.raw);
      extra.owner ??= { caller: callerKey(extra.principal, extra.address), ofSocket: [] };
      const { out, owner } = extra;
      const stream = result as AsyncIterableIterator<ExecutionResult>;
      const joined =
        shared.join({
          args,
          owner,
          subscriberOf: (membership) => new SocketSubscriber({ protocol, out, id }, membership),
        }) ?? own.begin(stream, args, owner);
      if (joined instanceof GraphQLError) {
        void stream.return?.();
        return refusedStream(joined);
      }
      return joined instanceof SocketSubscriber ? joined : maskStream(joined, maskError);
    },
    onComplete({ extra }, id) {
      extra.answers?.done(id);
      if (extra.answers?.isEmpty) extra.answers = null;
    },
  };
}

function hasStarted(extra: Extra, id: string): void {
  extra.starting?.delete(id);
  if (extra.starting?.size === 0) extra.starting = null;
}
