import type { ExecutionResult, GraphQLError } from 'graphql';
import { bytesOfResult } from '../../schema/cost/written-result.ts';
import type { GraphqlSocket } from './graphql-socket.ts';
import { sendText } from './protocol-speaker.ts';

/**
 * An answer that has been written already. To graphql-ws it is a stream that has nothing: it would write the answer anew, in
 * one go. Its one message goes straight to the socket.
 */
export class WrittenAnswer implements AsyncIterableIterator<ExecutionResult> {
  readonly #socket: GraphqlSocket;
  readonly #message: Buffer;

  constructor(socket: GraphqlSocket, id: string, result: ExecutionResult) {
    const errors = result.errors?.map((error) => error.toJSON());
    const before = `{"id":${JSON.stringify(id)},"type":"next","payload":`;
    this.#socket = socket;
    this.#message = bytesOfResult({ ...result, ...(errors ? { errors: errors as never } : {}) }, before, '}');
  }

  /** Resolves when the message is with the kernel, as those do that graphql-ws sends. */
  async next(): Promise<IteratorResult<ExecutionResult>> {
    await sendText(this.#socket, this.#message);
    return { done: true, value: undefined };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}

/** Ends the subscription with an `error` message of the protocol, which is what graphql-ws makes of a stream that fails. */
export function refusedStream(error: GraphQLError): AsyncIterableIterator<ExecutionResult> {
  const refused: AsyncIterableIterator<ExecutionResult> = {
    [Symbol.asyncIterator]: () => refused,
    next: () => Promise.reject(error),
    return: () => Promise.resolve({ done: true, value: undefined }),
  };
  return refused;
}
