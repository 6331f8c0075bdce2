import type { OutboundSocket } from '../../platform/websocket/outbound-socket.ts';
import type { Principal } from '../../shared/principal.ts';
import type { SubscriptionOwner } from '../limits/subscription-limits.ts';
import type { AnswerQueue } from './answer-queue.ts';
import type { GraphqlSocket } from './graphql-socket.ts';

export type ConnectionParams = Record<string, unknown>;

/** What is known of a socket. */
export interface Extra {
  readonly socket: GraphqlSocket;
  /** The id of the request that it began with. */
  readonly requestId: string;
  /** Where that came from: kept here, since an operation may still run when its socket is closed. */
  readonly address: string;
  /** What its `Accept-Language` prefers. */
  readonly locale: string | null;
  /** That request's header: programs may send one. */
  readonly authorization: string | null;
  /** Who it has said it is. */
  principal: Principal | null;
  /** Since it has subscriptions. */
  out: OutboundSocket | null;
  /** Whom its subscriptions are counted for, since it has any. */
  owner: SubscriptionOwner | null;
  /** Ids of operations that are under way to their first result; none for most of a socket's life. */
  starting: Set<string> | null;
  /** Queries and mutations that are under way; none for most of a socket's life. */
  answers: AnswerQueue | null;
}
