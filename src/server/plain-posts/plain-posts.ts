import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ExecutionResult } from 'graphql';
import type { Caller } from '../caller.ts';
import type { KnownOperation } from '../documents/known-operation.ts';
import { checkVariables } from '../documents/variables.ts';
import type { MaskError } from '../mask-error.ts';
import type { Yoga } from '../yoga.ts';
import { sendPlainAnswer } from './plain-answer.ts';
import { type PlainPost, plainPostOf } from './plain-post.ts';

export interface PlainPostsDeps {
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

  constructor(deps: PlainPostsDeps) {
    this.#deps = deps;
  }

  /** False, and nothing done: the request is none of those. `json` is its body, parsed. */
  async answer(
    request: IncomingMessage,
    response: ServerResponse,
    { caller, json, asked }: { caller: Caller; json: object; asked: KnownOperation },
  ): Promise<boolean> {
    const post = plainPostOf(request, json, asked);
    if (!post || !isReadable(post.variables)) return false;
    const result = await this.#execute(post, { ...caller, req: request, res: response });
    this.#deps.onOwnAnswer(response);
    await sendPlainAnswer(request, response, result, post.mediaType);
    return true;
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
