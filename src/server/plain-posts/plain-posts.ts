import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ExecutionResult, GraphQLSchema } from 'graphql';
import { noteShed } from '../../platform/http/request-log.ts';
import type { Shed } from '../../platform/load/load-gate.ts';
import type { Slot } from '../../platform/load/slot.ts';
import type { Caller } from '../caller.ts';
import { checkVariables } from '../documents/variables.ts';
import { Refusals } from '../load/refusals.ts';
import type { MaskError } from '../mask-error.ts';
import type { Yoga } from '../yoga.ts';
import { type ReadyAnswers, readyAnswers, sendPlainAnswer, sendReady } from './plain-answer.ts';
import type { PlainPost } from './plain-post.ts';

export interface PlainPostsDeps {
  schema: GraphQLSchema;
  yoga: Pick<Yoga, 'getEnveloped'>;
  maskError: MaskError;
  /** Told of each answer that is made for its peer alone. */
  onOwnAnswer(response: ServerResponse): void;
}

/**
 * Answers what nearly all requests are, a JSON POST of a document that is known, straight from Node's request: yoga's pipeline of
 * plugins executes it as any other operation (as it does with those of a WebSocket), but no Request and Response of the fetch API are
 * made for it, which takes as long as a small operation itself. The answers are the same to the byte.
 */
export class PlainPosts {
  readonly #deps: PlainPostsDeps;
  readonly #refusals: Refusals<ReadyAnswers>;

  constructor(deps: PlainPostsDeps) {
    this.#deps = deps;
    this.#refusals = new Refusals({ schema: deps.schema, isOverHttp: true, make: readyAnswers });
  }

  /** False, and nothing done: its variables can't be read, and yoga says what is wrong with them. */
  async answer(
    request: IncomingMessage,
    response: ServerResponse,
    { caller, post }: { caller: Caller & { slot?: Slot }; post: PlainPost },
  ): Promise<boolean> {
    if (!isReadable(post.variables)) return false;
    const result = await this.#execute(post, { ...caller, req: request, res: response });
    this.#deps.onOwnAnswer(response);
    await sendPlainAnswer(request, response, result, post.mediaType);
    return true;
  }

  /** Answers what the gate has refused. */
  async refuse(
    request: IncomingMessage,
    response: ServerResponse,
    { post, shed }: { post: PlainPost; shed: Shed },
  ): Promise<void> {
    noteShed(response);
    const answers = this.#refusals.of(post, shed);
    sendReady(request, response, (answers instanceof Promise ? await answers : answers)[post.mediaType]);
  }

  async #execute({ known, operationName, variables }: PlainPost, context: object): Promise<ExecutionResult> {
    try {
      const { schema, contextFactory, execute } = this.#deps.yoga.getEnveloped(context as never);
      return await execute({
        schema,
        document: known.document,
        operationName,
        variableValues: variables,
        contextValue: await contextFactory(),
      });
    } catch (error) {
      return { errors: [this.#deps.maskError(error)] };
    }
  }
}

/** What is not, yoga refuses. */
function isReadable(variables: PlainPost['variables']): boolean {
  try {
    checkVariables(variables);
    return true;
  } catch {
    return false;
  }
}
