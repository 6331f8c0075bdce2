import type { TokenOption } from './ask-token.ts';
import type { RetryOptions } from './backoff.ts';

export interface SeatMapOptions {
  /**
   * The GraphQL endpoint: `https://tickets.example/graphql`, or the same with `wss:`. Where no balancer stands before several
   * nodes, all of their endpoints: after a drop the map goes on at the next one.
   */
  url: string | readonly string[];
  /** `show_…` */
  showId: string;
  /** The map is public: only needed where the endpoint asks for one. A function is asked at each connection. */
  token?: TokenOption;
  /** Only seats of these zones; without it, all. */
  zones?: readonly string[];
  /** Also follows the show itself over the same connection: status, times, prices, title. Then the state has `show`. */
  followShow?: boolean;
  /** Also follows how many places the areas without numbers have. Then the state has `areas`. */
  followAreas?: boolean;
  /** Needed in runtimes without a global WebSocket, such as Node before 22: the `ws` package's, for example. */
  webSocketImpl?: unknown;
  /** The wait before the first attempt to reconnect (default 1,000) and the longest (default 15,000), in ms. */
  retry?: RetryOptions;
  /** How long a map that has come outlives its last listener, in ms (default 2,000): the next view may want it again. */
  linger_ms?: number;
}
