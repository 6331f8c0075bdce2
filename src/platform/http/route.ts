import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';

/**
 * Charges the request's address with time of this thread, in milliseconds: that which the request takes beyond what every request is
 * charged for when it comes.
 */
export type ChargeTime = (time_ms: number) => void;

/**
 * Answers the request and says true, or says false (having touched nothing) when it is not for this route. `charge`: not given where
 * nobody waits for others.
 */
export type HttpRoute = (
  request: IncomingMessage,
  response: ServerResponse,
  charge?: ChargeTime,
) => boolean | Promise<boolean>;

/** Takes over the socket and says true, or says false (having touched nothing) when it is not for this one. */
export type UpgradeRoute = (request: IncomingMessage, socket: Duplex, head: Buffer) => boolean;
