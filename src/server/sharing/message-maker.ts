import { type ExecutionArgs, type ExecutionResult, execute } from 'graphql';
import type { LiveTopic } from '../../platform/streaming/live-source.ts';
import { Slots } from '../../platform/turns/slots.ts';
import type { WorkTurns } from '../../platform/turns/work-turns.ts';
import { SharedMessage } from '../../platform/websocket/shared-message.ts';
import type { GraphqlContext, Services } from '../../schema/context.ts';
import { bytesOfResult, isWritten, writeInSlices } from '../../schema/cost/written-result.ts';
import type { MaskError } from '../mask-error.ts';
import type { Audience } from './broadcast.ts';
import { wholeOf } from './parted-result.ts';

type Versioned = { version: number };

/** An operation and whose events it is executed for. */
export interface MessageSource {
  topic: LiveTopic<Versioned>;
  args: ExecutionArgs;
  /** Fields that are executed for an event with one of everything. */
  weight: number;
  /** See LiveSource. */
  cursorOf(event: Versioned): string | null;
}

/** So many fields are executed at a stretch: 2 to 5 ms. */
const FIELDS_AT_A_STRETCH = 4_000;
/** Results of several parts are held until the last is there. Of longer ones there are fewer at a time. */
const PARTS_OF_LONG = 4;
const SHORT_AT_ONCE = 16;
const LONG_AT_ONCE = 2;
/** Before the result, in a message of graphql-transport-ws. */
const BEFORE = '{"type":"next","payload":';

/**
 * Makes messages of events, as nobody: what an operation that is shared reaches does not depend on who asks. What takes
 * longer than a few milliseconds is made a part at a time, each when it is its turn.
 */
export class MessageMaker {
  readonly #services: Services;
  readonly #maskError: MaskError;
  readonly #turns: WorkTurns;
  readonly #short = new Slots(SHORT_AT_ONCE);
  readonly #long = new Slots(LONG_AT_ONCE);

  constructor({ services, maskError, turns }: { services: Services; maskError: MaskError; turns: WorkTurns }) {
    this.#services = services;
    this.#maskError = maskError;
    this.#turns = turns;
  }

  async make(source: MessageSource, event: Versioned, audience: Audience): Promise<SharedMessage> {
    const size = Math.max(1, Math.floor(FIELDS_AT_A_STRETCH / source.weight));
    const parts = source.topic.part?.(event, size) ?? [event];
    const contextValue: GraphqlContext = { principal: null, requestId: 'shared', services: this.#services };
    const args = { ...source.args, contextValue };
    const id = source.cursorOf(event);
    const one = (rootValue: Versioned) => this.#turns.run(audience.priority, () => execute({ ...args, rootValue }));
    if (parts.length === 1) {
      const result = await one(event);
      await writeInSlices(result);
      return this.#messageOf(result, id);
    }
    const slots = parts.length <= PARTS_OF_LONG ? this.#short : this.#long;
    return await slots.hold(audience.priority, async () => {
      const results: ExecutionResult[] = [];
      for (const part of parts) {
        if (!audience.isThere) throw new Error('All members have left.');
        results.push(await one(part));
      }
      const result = wholeOf(results) ?? (await one(event));
      await writeInSlices(result);
      return await this.#turns.run(audience.priority, () => this.#messageOf(result, id));
    });
  }

  #messageOf(result: ExecutionResult, id: string | null): SharedMessage {
    const text = isWritten(result) ? bytesOfResult(result, BEFORE) : `${BEFORE}${this.payloadOf(result)}`;
    return new SharedMessage(text, { dataAt: BEFORE.length, id });
  }

  /** The result as a client sees it, as JSON. */
  payloadOf(result: ExecutionResult): string {
    const errors = result.errors?.map((error) => this.#maskError(error).toJSON());
    return JSON.stringify({ ...result, ...(errors ? { errors } : {}) });
  }
}
