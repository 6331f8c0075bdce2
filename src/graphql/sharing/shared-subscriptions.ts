import { hash } from 'node:crypto';
import type { ExecutionArgs, ExecutionResult } from 'graphql';
import type { LiveTopic } from '../../modules/live-map/live-source.ts';
import type { OutboundSocket } from '../../platform/websocket/outbound-socket.ts';
import { SharedMessage } from '../../platform/websocket/shared-message.ts';
import type { GraphqlContext } from '../context.ts';
import { executeEvent } from '../cost/execute-event.ts';
import { bytesOfResult, isWritten } from '../cost/written-result.ts';
import type { MaskError } from '../mask-error.ts';
import type { Yoga } from '../yoga.ts';
import { Broadcast } from './broadcast.ts';
import { sharedOperationOf } from './shared-operation.ts';
import { type Channel, type ProtocolState, Subscriber } from './subscriber.ts';

type Versioned = { version: number };

export interface Subscription {
  protocol: ProtocolState;
  out: OutboundSocket;
  /** The client's id of the operation. */
  id: string;
  args: ExecutionArgs;
}

export interface SharedSubscriptions {
  /**
   * The subscription, which was admitted and has its source, as a member of those who follow the same with the same
   * operation; null when it is to be executed for itself. Who is asking plays no part: it has done so in the admission.
   */
  join(subscription: Subscription): Subscriber | null;
}

/**
 * Executes subscriptions with the same source, document and variables once per event, and serialises the result once: only
 * the operation's id differs from client to client.
 */
export function createSharedSubscriptions(deps: { yoga: Yoga; maskError: MaskError }): SharedSubscriptions {
  const { yoga, maskError } = deps;
  const channels = new WeakMap<LiveTopic<Versioned>, Map<string, Channel>>();

  function payloadOf(result: ExecutionResult): string {
    const errors = result.errors?.map((error) => maskError(error).toJSON());
    return JSON.stringify({ ...result, ...(errors ? { errors } : {}) });
  }

  /** As nobody: what it reaches does not depend on who asks. In slices: a snapshot has an entry for each seat. */
  async function render(args: ExecutionArgs, event: Versioned): Promise<SharedMessage> {
    const { contextFactory } = yoga.getEnveloped({ principal: null, requestId: 'shared' } as never);
    const result = await executeEvent({ ...args, rootValue: event, contextValue: await contextFactory() });
    const before = '{"type":"next","payload":';
    return new SharedMessage(isWritten(result) ? bytesOfResult(result, before) : `${before}${payloadOf(result)}`);
  }

  /** A broadcast of the topic while there is anyone to hear it. */
  function createChannel(topic: LiveTopic<Versioned>, args: ExecutionArgs, onEmpty: () => void): Channel {
    const start = () => new Broadcast({ topic, render: (event: Versioned) => render(args, event) });
    let broadcast: Broadcast<Versioned> | null = null;
    return {
      enter(subscriber) {
        broadcast ??= start();
        broadcast.add(subscriber);
      },
      leave(subscriber) {
        if (broadcast && !broadcast.remove(subscriber)) return;
        broadcast = null;
        onEmpty();
      },
      payloadOf: (error) => payloadOf({ errors: [maskError(error)] }),
    };
  }

  function channelOf(topic: LiveTopic<Versioned>, key: string, args: ExecutionArgs): Channel {
    let ofTopic = channels.get(topic);
    if (!ofTopic) {
      ofTopic = new Map();
      channels.set(topic, ofTopic);
    }
    let channel = ofTopic.get(key);
    if (!channel) {
      const made = createChannel(topic, args, () => ofTopic.get(key) === made && ofTopic.delete(key));
      channel = made;
      ofTopic.set(key, made);
    }
    return channel;
  }

  return {
    join({ args, ...subscription }) {
      const { schema, document, operationName = null, variableValues = null } = args;
      const { liveSource: source } = args.contextValue as GraphqlContext;
      const operation = source && sharedOperationOf(schema, document, operationName ?? undefined);
      if (!operation) return null;
      const values = valuesOf(operation.variables, variableValues);
      const key = hash('sha256', `${operation.key}\n${values}`, 'base64url');
      const channel = channelOf(source.topic, key, { schema, document, operationName, variableValues });
      return new Subscriber({ ...subscription, source, channel });
    },
  };
}

/** As text. A variable that is not given is another thing than null. */
function valuesOf(names: readonly string[], values: ExecutionArgs['variableValues']): string {
  return JSON.stringify(names.map((name) => (values && Object.hasOwn(values, name) ? [values[name]] : [])));
}
