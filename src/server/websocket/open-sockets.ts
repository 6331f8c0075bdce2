import type { IncomingMessage } from 'node:http';
import { HeldBytes } from '../../platform/bounds/held-bytes.ts';
import type { Logger } from '../../platform/observability/logger.ts';
import { KeepAlive } from '../../platform/websocket/keep-alive.ts';
import type { SocketRefusal } from '../limits/socket-limits.ts';
import type { Pipeline } from '../pipeline.ts';
import { SocketClose } from './close-codes.ts';
import type { GraphqlSocket, SocketKeeper } from './graphql-socket.ts';

export interface OpenSocketsDeps extends Pick<Pipeline, 'limits' | 'reading' | 'fair'> {
  logger: Logger;
  /** Told of each socket that is cut off for what is held of it. */
  onCutOff(reason: SocketRefusal): void;
}

/** Of messages that their peers have not read, but for those that are shared. */
const UNREAD_MESSAGES = { max_bytes: 128 * 1024 * 1024, maxPerOwner_bytes: 32 * 1024 * 1024 };
/** Of messages that are not complete. */
const PARTIAL_MESSAGES = { max_bytes: 64 * 1024 * 1024, maxPerOwner_bytes: 16 * 1024 * 1024 };
/** Measured: parsing a megabyte takes 2 ms (texts) to 40 ms (lists in lists), 8 to 15 ms of what most clients send. */
const MS_PER_MESSAGE_BYTE = 20e-6;
/** Measured: reading and unmasking a megabyte takes 2.8 ms. */
const READING_MS_PER_BYTE = 3e-6;
const KEEP_ALIVE_MS = 12_000;

type Turn = ReturnType<SocketKeeper['turn']>;

/** The open sockets of the node: what they may make it hold and do, and how they are closed. */
export class OpenSockets implements SocketKeeper {
  readonly #deps: OpenSocketsDeps;
  readonly #open = new Set<GraphqlSocket>();
  readonly #keepAlive = new KeepAlive(KEEP_ALIVE_MS);
  readonly #partial = new HeldBytes(PARTIAL_MESSAGES);
  readonly #unread = new HeldBytes(UNREAD_MESSAGES);
  readonly #allClosed = Promise.withResolvers<void>();
  #stopped: Promise<void> | null = null;

  constructor(deps: OpenSocketsDeps) {
    this.#deps = deps;
  }

  get isStopping(): boolean {
    return this.#stopped !== null;
  }

  add(socket: GraphqlSocket, request: IncomingMessage): void {
    this.#open.add(socket);
    this.#deps.limits.watch(socket, request);
    this.#keepAlive.add(socket);
  }

  /** Closes them with 1001 and cuts off those still there at the deadline. Idempotent. */
  stop(deadline_ms: number): Promise<void> {
    this.#stopped ??= this.#stop(deadline_ms);
    return this.#stopped;
  }

  holdPartial(socket: GraphqlSocket, bytes: number): ReturnType<SocketKeeper['holdPartial']> {
    return this.#partial.hold(this.#addressOf(socket), bytes, () => this.#cutOff(socket, 'partial'));
  }

  holdUnread(socket: GraphqlSocket, bytes: number): ReturnType<SocketKeeper['holdUnread']> {
    return this.#unread.hold(this.#addressOf(socket), bytes, () => this.#cutOff(socket, 'unread'));
  }

  admit(socket: GraphqlSocket): boolean {
    return this.#deps.limits.admitMessage(socket);
  }

  heard(socket: GraphqlSocket, bytes: number): void {
    const { limits, reading, fair } = this.#deps;
    const address = limits.addressOf(socket);
    if (address === null) return;
    reading.charge(address, bytes * MS_PER_MESSAGE_BYTE);
    fair.charge(address, bytes * MS_PER_MESSAGE_BYTE);
  }

  turn(socket: GraphqlSocket, bytes: number, begin: () => void): Turn {
    const { reading, fair } = this.#deps;
    const address = this.#addressOf(socket);
    const time_ms = bytes * MS_PER_MESSAGE_BYTE;
    reading.charge(address, time_ms);
    return this.#enteredOrRefused(socket, fair.enter(address, time_ms, begin));
  }

  readOn(socket: GraphqlSocket, bytes: number, goOn: () => void): Turn {
    const { fair } = this.#deps;
    return this.#enteredOrRefused(socket, fair.enterLast(this.#addressOf(socket), bytes * READING_MS_PER_BYTE, goOn));
  }

  answered(socket: GraphqlSocket): void {
    this.#keepAlive.pongReceived(socket);
  }

  closed(socket: GraphqlSocket): void {
    this.#deps.limits.forget(socket);
    this.#open.delete(socket);
    if (this.isStopping && this.#open.size === 0) this.#allClosed.resolve();
  }

  failed(error: unknown): void {
    this.#deps.logger.debug({ err: error }, 'a socket failed');
  }

  #enteredOrRefused(socket: GraphqlSocket, entered: ReturnType<OpenSocketsDeps['fair']['enter' | 'enterLast']>): Turn {
    if (typeof entered === 'function' || entered === null) return entered;
    this.#deps.limits.refuseMessages(socket);
    return 'refused';
  }

  #addressOf(socket: GraphqlSocket): string {
    return this.#deps.limits.addressOf(socket) ?? '';
  }

  /** Without a word: it takes none, or there is no room for what it says. */
  #cutOff(socket: GraphqlSocket, reason: SocketRefusal): void {
    this.#deps.onCutOff(reason);
    socket.terminate();
  }

  async #stop(deadline_ms: number): Promise<void> {
    // ws itself would wait 30 s for a peer that does not answer the close.
    const deadline = setTimeout(() => {
      for (const socket of this.#open) socket.terminate();
    }, deadline_ms);
    for (const socket of this.#open) socket.close(SocketClose.GOING_AWAY, 'Going away');
    if (this.#open.size > 0) await this.#allClosed.promise;
    clearTimeout(deadline);
    this.#keepAlive.stop();
    this.#deps.limits.stop();
  }
}
