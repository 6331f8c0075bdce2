import type { ExecutionArgs, ExecutionResult } from 'graphql';
import { Slot } from '../../platform/load/slot.ts';
import { enterGate } from '../load/enter-gate.ts';
import type { Refusals } from '../load/refusals.ts';
import { GONE } from '../load/refused-operation.ts';
import type { Pipeline } from '../pipeline.ts';
import type { Yoga } from '../yoga.ts';
import { AnswerQueue } from './answer-queue.ts';
import type { Extra } from './socket-extra.ts';

type Result = ExecutionResult | AsyncIterable<ExecutionResult>;

export interface SocketOperationDeps extends Pipeline {
  yoga: Yoga;
  refusals: Refusals<ExecutionResult>;
}

interface Asked {
  id: string;
  deadline_ms: number | null;
  /** What its span is a child of. */
  traceparent: string | null;
}

/**
 * An operation of a WebSocket that was found right, and how it goes on: a query or mutation in the socket's turn, all of them through the gate
 * before anything else is done for them. A subscription keeps it for as long as it runs, so it holds on to nothing that was sent.
 */
export class SocketOperation {
  readonly #deps: SocketOperationDeps;
  readonly #extra: Extra;
  readonly #id: string;
  readonly #deadline_ms: number | null;
  readonly #traceparent: string | null;
  #isCompleted = false;

  constructor(deps: SocketOperationDeps, extra: Extra, { id, deadline_ms, traceparent }: Asked) {
    this.#deps = deps;
    this.#extra = extra;
    this.#id = id;
    this.#deadline_ms = deadline_ms;
    this.#traceparent = traceparent;
  }

  /** A query or mutation. */
  async execute(args: ExecutionArgs): Promise<Result> {
    return await this.#untilCompleted(async () => {
      await this.#turn();
      return await this.#throughGate(args, 'execute');
    });
  }

  /** A subscription, until it has begun. */
  async subscribe(args: ExecutionArgs): Promise<Result> {
    return await this.#untilCompleted(() => this.#throughGate(args, 'subscribe'));
  }

  /** Its client may complete it at any time; graphql-ws tells nobody of that before there is a result. */
  async #untilCompleted(run: () => Promise<Result>): Promise<Result> {
    const stay = this.#extra.socket.onceCompleted(this.#id, () => {
      this.#isCompleted = true;
    });
    try {
      return await run();
    } finally {
      stay();
    }
  }

  #turn(): Promise<void> {
    this.#extra.answers ??= new AnswerQueue();
    return this.#extra.answers.turn(this.#id);
  }

  async #throughGate(args: ExecutionArgs, how: 'execute' | 'subscribe'): Promise<Result> {
    const { gate, yoga, refusals } = this.#deps;
    const asker = this.#asker();
    const entering = enterGate(gate, args, asker);
    const entered = entering instanceof Promise ? await entering : entering;
    if (entered === 'gone') return GONE;
    if (entered && !(entered instanceof Slot)) {
      const { document, operationName, variableValues: variables } = args;
      return await refusals.of({ known: { document }, operationName, variables }, entered);
    }
    try {
      const context = {
        ...asker,
        requestId: `${this.#extra.requestId}/${this.#id}`,
        acceptLanguage: this.#extra.locale,
        traceparent: this.#traceparent,
      };
      const enveloped = yoga.getEnveloped({ ...context, ...(entered ? { slot: entered } : {}) } as never);
      args.contextValue = await enveloped.contextFactory();
      return (await enveloped[how](args)) as Result;
    } finally {
      // Unless it came to its execution, which has left it.
      entered?.leave(false);
    }
  }

  #asker() {
    const { principal, address } = this.#extra;
    return {
      principal,
      address,
      deadline_ms: this.#deadline_ms,
      isGone: () => this.#isCompleted || !this.#extra.socket.isOpen,
      onceGone: (gone: () => void) => this.#onceGone(gone),
    };
  }

  #onceGone(gone: () => void): () => void {
    const { socket } = this.#extra;
    const ends = [socket.onceClosed(gone), socket.onceCompleted(this.#id, gone)];
    return () => {
      for (const end of ends) end();
    };
  }
}
