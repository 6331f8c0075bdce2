import type { Slot } from '../platform/load/slot.ts';
import type { LiveSource } from '../platform/streaming/live-source.ts';
import type { ServiceUnavailableError } from '../shared/errors.ts';
import type { Principal } from '../shared/principal.ts';
import type { OperationRun } from './cost/operation-run.ts';

/** What resolvers may call. Resolvers only translate: the rules are in the services. */
// biome-ignore lint/suspicious/noEmptyInterface: each module adds its own, in its index.ts.
export interface Services {}

/** One per operation, the same shape over HTTP, WebSocket and SSE. */
export interface GraphqlContext {
  /** Who is calling; null without a token. Fields with the scope `authenticated` never see null: `callerOf(context)`. */
  principal: Principal | null;
  /** The `Authorization` that the caller has sent, where its token's time is over. */
  expired?: string | null;
  /** The HTTP request's id, or the WebSocket connection's with the operation's id: stands in every log line. */
  requestId: string;
  services: Services;
  /** What a subscription follows, left here by its resolver for those who share it (see server/sharing). */
  liveSource?: LiveSource<{ version: number }>;
  /** Where the versions of the seat maps that were read are noted, for who keeps the answer (see server/response-cache). */
  mapVersions?: number[];
  /** The caller's address; null where it is not known. */
  address?: string | null;
  /** The header of the HTTP request, or of the one that the WebSocket began with. */
  acceptLanguage?: string | null | undefined;
  /** When nobody waits for the answer any more, by `performance.now`; null or missing: that is not known. */
  deadline_ms?: number | null | undefined;
  /** Leave to be executed, where the transport has got it before; whoever executes the operation gives it back. */
  slot?: Slot | undefined;
  /** Of a mutation that is refused as a whole: what each of its fields answers. */
  refusal?: ServiceUnavailableError;
  /** Of an operation over WebSocket: whether there is nobody to answer any more. */
  isGone?: (() => boolean) | undefined;
  /** Of an operation over WebSocket: calls `gone` when there is nobody any more, unless the returned function was called before. */
  onceGone?: ((gone: () => void) => () => void) | undefined;
  /** Of a subscription over HTTP: the id of the last event that its reader has seen, by the header `Last-Event-ID`. */
  lastEventId?: string | null;
  /** What the operation costs, and its turns among others, once it is executed (see cost/). */
  run?: OperationRun;
}
