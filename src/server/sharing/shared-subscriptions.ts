import { hash } from 'node:crypto';
import type { ExecutionArgs, GraphQLError } from 'graphql';
import type { LiveTopic } from '../../platform/streaming/live-source.ts';
import { RetainedBytes } from '../../platform/turns/retained-bytes.ts';
import type { WorkTurns } from '../../platform/turns/work-turns.ts';
import type { GraphqlContext, Services } from '../../schema/context.ts';
import { Execution, type SubscriptionLimits, type SubscriptionOwner } from '../limits/subscription-limits.ts';
import type { MaskError } from '../mask-error.ts';
import { Broadcast } from './broadcast.ts';
import { MessageMaker, type MessageSource } from './message-maker.ts';
import { sharedOperationOf } from './shared-operation.ts';
import type { Channel, Membership, Subscriber } from './subscriber.ts';

type Versioned = { version: number };

export interface Subscription<Made extends Subscriber> {
  args: ExecutionArgs;
  /** Whom it is counted for. */
  owner: SubscriptionOwner;
  /** Makes it a subscriber of its transport. */
  subscriberOf(membership: Membership): Made;
}

export interface SharedSubscriptions {
  /**
   * The subscription, which was admitted and has its source, as a member of those who follow the same with the same
   * operation; null when it is to be executed for itself. Who is asking plays no part: it has done so in the admission.
   * The error when it would be one too many.
   */
  join<Made extends Subscriber>(subscription: Subscription<Made>): Made | GraphQLError | null;
}

export interface SharedSubscriptionsDeps {
  services: Services;
  maskError: MaskError;
  limits: SubscriptionLimits;
  turns: WorkTurns;
  /** Told how long after a change all of its subscribers were told. */
  onFannedOut?: ((duration_ms: number) => void) | undefined;
}

/** A channel, and what it counts for. */
interface CountedChannel extends Channel {
  readonly execution: Execution;
}

/** Messages of all broadcasts that are kept for those who come later. */
const MAX_KEPT_BYTES = 64 * 1024 * 1024;

/**
 * Executes subscriptions with the same source, document and variables once per event, and serialises the result once,
 * whatever transports they come by: only the operation's id differs from client to client.
 */
export function createSharedSubscriptions(deps: SharedSubscriptionsDeps): SharedSubscriptions {
  const { limits, turns, maskError, onFannedOut } = deps;
  const maker = new MessageMaker(deps);
  const kept = new RetainedBytes(MAX_KEPT_BYTES);
  const channels = new WeakMap<LiveTopic<Versioned>, Map<string, CountedChannel>>();

  /** A broadcast of the topic while there is anyone to hear it. */
  function createChannel(source: MessageSource, onEmpty: () => void): CountedChannel {
    const { topic, weight } = source;
    const start = () =>
      new Broadcast<Versioned>({
        topic,
        render: (event, audience) => maker.make(source, event, audience),
        weight,
        turns,
        onTold: onFannedOut,
        kept,
      });
    const execution = new Execution(source.args.document, weight);
    let broadcast: Broadcast<Versioned> | null = null;
    return {
      execution,
      enter(subscriber) {
        broadcast ??= start();
        broadcast.add(subscriber);
      },
      leave(subscriber) {
        limits.release(execution, subscriber.owner);
        if (broadcast && !broadcast.remove(subscriber)) return;
        broadcast = null;
        if (execution.followers.size === 0) onEmpty();
      },
      payloadOf: (error) => maker.payloadOf({ errors: [maskError(error)] }),
    };
  }

  function channelOf(source: MessageSource, key: string): CountedChannel {
    let ofTopic = channels.get(source.topic);
    if (!ofTopic) {
      ofTopic = new Map();
      channels.set(source.topic, ofTopic);
    }
    let channel = ofTopic.get(key);
    if (!channel) {
      const made = createChannel(source, () => ofTopic.get(key) === made && ofTopic.delete(key));
      channel = made;
      ofTopic.set(key, made);
    }
    return channel;
  }

  return {
    join({ args, owner, subscriberOf }) {
      const { schema, document, operationName = null, variableValues = null } = args;
      const { liveSource: source } = args.contextValue as GraphqlContext;
      const operation = source && sharedOperationOf(schema, document, operationName ?? undefined);
      if (!operation) return null;
      const { topic } = source;
      const values = valuesOf(operation.variables, variableValues);
      const key = hash('sha256', `${operation.key}\n${values}`, 'base64url');
      const channel = channelOf(
        {
          topic,
          args: { schema, document, operationName, variableValues },
          weight: operation.weight,
          cursorOf: (event) => source.cursorOf(event),
        },
        key,
      );
      const refusal = limits.admit(channel.execution, owner);
      if (!refusal) return subscriberOf({ source, channel, owner });
      if (channel.execution.followers.size === 0) channels.get(topic)!.delete(key);
      return refusal;
    },
  };
}

/** As text. A variable that is not given is another thing than null. */
function valuesOf(names: readonly string[], values: ExecutionArgs['variableValues']): string {
  return JSON.stringify(names.map((name) => (values && Object.hasOwn(values, name) ? [values[name]] : [])));
}
