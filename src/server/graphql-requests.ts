import type { IncomingMessage, ServerResponse } from 'node:http';
import { GraphQLError } from 'graphql';
import { can } from '../modules/identity/rights.ts';
import type { ClientAddress } from '../platform/http/client-address.ts';
import { letAnyOriginRead } from '../platform/http/cross-origin-read.ts';
import { answerJson } from '../platform/http/json-response.ts';
import { deadlineOf } from '../platform/http/request-deadline.ts';
import { Slot } from '../platform/load/slot.ts';
import { type Caller, callerOf } from './caller.ts';
import { knownOperationOf } from './documents/known-operation.ts';
import { tooMuchToReadOverHttp } from './limits/reading-budget.ts';
import { enterGate } from './load/enter-gate.ts';
import type { Pipeline } from './pipeline.ts';
import { type PlainPost, plainPostOf } from './plain-posts/plain-post.ts';
import { PlainPosts } from './plain-posts/plain-posts.ts';
import { readBody } from './request-body/read-body.ts';
import { sendReadyAnswer } from './response-cache/answers-route.ts';
import type { MapAnswers } from './response-cache/map-answers.ts';
import type { Yoga } from './yoga.ts';

export interface GraphqlRequestsDeps extends Pipeline {
  yoga: Yoga;
  answers: MapAnswers;
  addressOf: ClientAddress;
  /** Told of each answer that is made for its peer alone. */
  onOwnAnswer(response: ServerResponse): void;
}

/** What is known of a request before anything is done for it. */
interface Asked {
  address: string;
  deadline_ms: number | null;
}

type Known = Caller & { principal: Exclude<Caller['principal'], Error> };

/**
 * Answers requests for GraphQL over HTTP. Plain ones of documents that are known, nearly all, ask the gate before anything else is done
 * for them, the check of who asks included: what is refused while there is too much to do costs no more than reading it and a
 * ready-made answer. All others go to yoga, whose plugins ask the gate once they know what is asked.
 */
export class GraphqlRequests {
  readonly #deps: GraphqlRequestsDeps;
  readonly #plainPosts: PlainPosts;

  constructor(deps: GraphqlRequestsDeps) {
    this.#deps = deps;
    this.#plainPosts = new PlainPosts(deps);
  }

  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { addressOf, reading, documents, services } = this.#deps;
    const address = addressOf(request);
    const turn = reading.turn(address, Number(request.headers['content-length'] ?? 0));
    if (turn instanceof Promise) await turn;
    else if (turn) return refuse(response, tooMuchToReadOverHttp(turn.retryAfter_s));
    if (request.destroyed) return;
    const asked = { address, deadline_ms: deadlineOf(request) };
    let caller: Promise<Caller> | null = null;
    const callerOnce = () => {
      caller ??= callerOf(services.identity, request, asked);
      return caller;
    };
    const body = await readBody(request, {
      mayBeLong: async () => {
        const { principal } = await callerOnce();
        return !(principal instanceof Error) && can(principal, 'request.large', null);
      },
      onUntoldBytes: (bytes) => reading.chargeBytes(address, bytes),
    });
    // There is nobody to answer.
    if (body === 'gone') return;
    if (body instanceof GraphQLError) return refuse(response, body);
    const { json } = body;
    if (json) documents.trusted.fill(json);
    const known = json && knownOperationOf(json, documents);
    const post = known && plainPostOf(request, json, known);
    if (post) await this.#answerPlain(request, response, { post, asked, callerOnce });
    else await this.#deps.yoga.handle(request, response, await callerOnce());
  }

  async #answerPlain(
    request: IncomingMessage,
    response: ServerResponse,
    { post, asked, callerOnce }: { post: PlainPost; asked: Asked; callerOnce: () => Promise<Caller> },
  ): Promise<void> {
    const { gate, schema, yoga } = this.#deps;
    const operation = { schema, document: post.known.document, operationName: post.operationName };
    const entering = enterGate(gate, operation, { ...asked, res: response });
    const entered = entering instanceof Promise ? await entering : entering;
    if (entered === 'gone') return;
    if (entered && !(entered instanceof Slot)) {
      await this.#plainPosts.refuse(request, response, { post, shed: entered });
      return;
    }
    try {
      // Who waits for an identity provider's keys takes no place meanwhile.
      const known = await (entered ? entered.run(callerOnce) : callerOnce());
      const caller = { ...known, ...(entered ? { slot: entered } : {}) };
      if (isKnown(caller) && (await this.#answerKnown(request, response, { post, caller }))) return;
      await yoga.handle(request, response, caller);
    } finally {
      // Unless it was executed, whoever did has left it.
      entered?.leave(false);
    }
  }

  /** False, and nothing done: it is yoga's to answer. */
  async #answerKnown(
    request: IncomingMessage,
    response: ServerResponse,
    { post, caller }: { post: PlainPost; caller: Known & { slot?: Slot } },
  ): Promise<boolean> {
    const { principal } = caller;
    const ready = await sendReadyAnswer(this.#deps.answers, { request, response, principal, asked: post });
    if (ready !== null) return ready === 'sent';
    return await this.#plainPosts.answer(request, response, { caller, post });
  }
}

function isKnown<Of extends Caller>(caller: Of): caller is Of & Known {
  return !(caller.principal instanceof Error);
}

/** Of its body nothing was read, or there may be more to come: the connection is of no more use. */
function refuse(response: ServerResponse, { message, extensions }: GraphQLError): void {
  const { http, ...told } = extensions as { http: { status: number; headers?: Record<string, string> } };
  for (const [name, value] of Object.entries(http.headers ?? {})) response.setHeader(name, value);
  letAnyOriginRead(response);
  response.setHeader('connection', 'close');
  answerJson(response, http.status, { errors: [{ message, extensions: told }] });
}
