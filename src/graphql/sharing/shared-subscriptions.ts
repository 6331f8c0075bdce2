import { type ExecutionArgs, type ExecutionResult, execute } from 'graphql';
import type { LiveTopic } from '../../modules/live-map/live-source.ts';
import type { OutboundSocket } from '../../platform/websocket/outbound-socket.ts';
import { SharedMessage } from '../../platform/websocket/shared-message.ts';
import type { GraphqlContext } from '../context.ts';
import type { MaskError } from '../mask-error.ts';
import type { Yoga } from '../yoga.ts';
import { Broadcast } from './broadcast.ts';
import { sharedOperationOf } from './shared-operation.ts';
import { Subscriber } from './subscriber.ts';

type Versioned = { version: number };

export interface SharedSubscriptions {
  /**
   * The subscription, which was admitted and has its source, as a member of those who follow the same with the same
   * operation; null when it is to be executed for itself. Who is asking plays no part: it has done so in the admission.
   */
  join(subscription: { out: OutboundSocket; id: string; args: ExecutionArgs }): Subscriber | null;
}

/**
 * Executes subscriptions with the same source, document and variables once per event, and serialises the result once: only
 * the operation's id differs from client to client.
 */
export function createSharedSubscriptions({
  yoga,
  maskError,
}: {
  yoga: Yoga;
  maskError: MaskError;
}): SharedSubscriptions {
  const broadcasts = new WeakMap<LiveTopic<Versioned>, Map<string, Broadcast<Versioned>>>();
  const resultOf = (error: unknown): ExecutionResult => ({ errors: [maskError(error)] });

  /** As nobody: what it reaches does not depend on who asks. */
  async function render(args: ExecutionArgs, event: Versioned): Promise<SharedMessage> {
    const { contextFactory } = yoga.getEnveloped({ principal: null, requestId: 'shared' } as never);
    const result = await execute({ ...args, rootValue: event, contextValue: await contextFactory() });
    const errors = result.errors?.map((error) => maskError(error).toJSON());
    const payload = JSON.stringify({ ...result, ...(errors ? { errors } : {}) });
    return new SharedMessage(`{"type":"next","payload":${payload}`);
  }

  function enter(topic: LiveTopic<Versioned>, key: string, args: ExecutionArgs): Broadcast<Versioned> {
    let ofTopic = broadcasts.get(topic);
    if (!ofTopic) {
      ofTopic = new Map();
      broadcasts.set(topic, ofTopic);
    }
    let broadcast = ofTopic.get(key);
    if (!broadcast) {
      broadcast = new Broadcast({ topic, render: (event: Versioned) => render(args, event) });
      ofTopic.set(key, broadcast);
    }
    return broadcast;
  }

  return {
    join({ out, id, args }) {
      const { liveSource: source } = args.contextValue as GraphqlContext;
      const operation = source && sharedOperationOf(args.schema, args.document, args.operationName ?? undefined);
      if (!operation) return null;
      const { schema, document } = args;
      const { topic } = source;
      const key = `${operation.key}\n${valuesOf(operation.variables, args.variableValues)}`;
      const shared = {
        schema,
        document,
        operationName: args.operationName ?? null,
        variableValues: args.variableValues ?? null,
      };
      return new Subscriber({
        out,
        id,
        source,
        enter: () => enter(topic, key, shared),
        leave(broadcast, member) {
          if (broadcast.remove(member)) broadcasts.get(topic)?.delete(key);
        },
        resultOf,
      });
    },
  };
}

/** As text. A variable that is not given is another thing than null. */
function valuesOf(names: readonly string[], values: ExecutionArgs['variableValues']): string {
  return JSON.stringify(names.map((name) => (values?.[name] === undefined ? [] : [values[name]])));
}
