import type { Socket } from 'node:net';
import { CloseCode, type WebSocket as ProtocolSocket } from 'graphql-ws';
import { WebSocket } from 'ws';
import { holdBack } from '../../platform/websocket/hold-back.ts';
import { partialBytes } from '../../platform/websocket/partial-bytes.ts';
import { completedId, parsedMessage } from './parsed-message.ts';
import { ProtocolSpeaker, type Receive } from './protocol-speaker.ts';

type Closed = (code: number, reason: string) => Promise<void>;

/** Told what happens on sockets: one for all of them. */
export interface SocketKeeper {
  /** Asked at each message and ping, before it is looked at; false: it is not to be. */
  admit(socket: GraphqlSocket): boolean;
  /**
   * Calls `begin` when it is the turn of a long message to be parsed. Null: at once; else what gives the turn up, or that
   * there will be none: the socket is being closed.
   */
  turn(socket: GraphqlSocket, bytes: number, begin: () => void): (() => void) | 'refused' | null;
  /**
   * Calls `goOn` when it is the turn of a long message that is on its way to be read on, after so much of it was. Null: at
   * once; else what gives the turn up, or that there will be none: the socket is being closed.
   */
  readOn(socket: GraphqlSocket, bytes: number, goOn: () => void): (() => void) | 'refused' | null;
  /** Told of each message that needs no turn, before it is parsed. */
  heard(socket: GraphqlSocket, bytes: number): void;
  /** So much of a message has come, and is held until there is more. Returns what is to be called then. */
  holdPartial(socket: GraphqlSocket, bytes: number): () => void;
  /** So much is held until its peer reads it. Returns what is to be called then. */
  holdUnread(socket: GraphqlSocket, bytes: number): () => void;
  /** Its peer has answered a ping. */
  answered(socket: GraphqlSocket): void;
  closed(socket: GraphqlSocket): void;
  failed(error: unknown): void;
}

/** What graphql-ws knows of a socket's operations, by their ids. */
interface Operations {
  readonly subscriptions: object;
}

/** What a close frame takes. */
const MAX_REASON_BYTES = 123;
/** Shorter messages that are not complete are bounded by the number of sockets. */
const SHORT_PARTIAL_BYTES = 4 * 1024;
/** Longer ones have their turn among all that takes time, before they are parsed. */
const SHORT_MESSAGE_BYTES = 16 * 1024;

const OWNER = Symbol('the WebSocket that was made on it');
type OwnedSocket = Socket & { [OWNER]?: GraphqlSocket };

/** The same for all sockets. Comes after what ws does with the data. */
function onData(this: OwnedSocket, chunk: Buffer): void {
  this[OWNER]?.received(chunk.length);
}

/**
 * A WebSocket with what the protocol needs of it. There are many thousands of them, most of them silent: so what belongs to
 * one is in its fields, and what happens on it is told by name. Lists of listeners would be an eighth of what it holds.
 */
export class GraphqlSocket extends WebSocket {
  #raw: Socket | null = null;
  #keeper: SocketKeeper | null = null;
  #receive: Receive | null = null;
  #closed: Closed | null = null;
  #initTimeout: NodeJS.Timeout | null = null;
  /** Since it was let in. */
  #operations: Operations | null = null;
  /** Since more than a short part of a message has come. */
  #releasePartial: (() => void) | null = null;
  /** While a message waits for its turn: that, and what had been received behind it. */
  #waitingMessages: Buffer[] | null = null;
  /** Gives that turn up, and what is held for it. */
  #leave: (() => void) | null = null;
  /** While it waits until it may be read on: gives that up. */
  #leaveReading: (() => void) | null = null;
  /** To be called when it is closed, while anything waits for that. */
  #onceClosed: Set<() => void> | null = null;
  /** To be called when its peer completes the operation of that id, while anything waits for that. */
  #onceCompleted: Map<string, Set<() => void>> | null = null;

  /** What it was made on. */
  get raw(): Socket {
    return this.#raw!;
  }

  get isOpen(): boolean {
    return this.readyState === WebSocket.OPEN;
  }

  /** Whether an operation runs on it. Until it is let in it is busy with that. */
  get isBusy(): boolean {
    return this.#operations === null || Object.keys(this.#operations.subscriptions).length > 0;
  }

  /** Lets graphql-ws's `opened` speak on the socket. */
  begin(raw: Socket, keeper: SocketKeeper, opened: (socket: ProtocolSocket) => Closed): void {
    this.#raw = raw;
    this.#keeper = keeper;
    (raw as OwnedSocket)[OWNER] = this;
    raw.on('data', onData);
    this.#closed = opened(new ProtocolSpeaker(this));
  }

  /** Closes the socket unless it says who it is within that time. */
  requireInitWithin(timeout_ms: number): void {
    this.#initTimeout = setTimeout(() => {
      this.close(CloseCode.ConnectionInitialisationTimeout, 'Connection initialisation timeout');
    }, timeout_ms);
  }

  initReceived(): void {
    if (this.#initTimeout) clearTimeout(this.#initTimeout);
    this.#initTimeout = null;
  }

  acknowledge(operations: Operations): void {
    this.#operations = operations;
  }

  /** So much has come from its peer. */
  received(chunk_bytes: number): void {
    const bytes = partialBytes(this);
    if (bytes <= SHORT_PARTIAL_BYTES && this.#releasePartial === null) return;
    this.#releasePartial?.();
    const isHeld = bytes > SHORT_PARTIAL_BYTES && this.isOpen;
    this.#releasePartial = isHeld ? (this.#keeper?.holdPartial(this, bytes) ?? null) : null;
    if (isHeld && bytes > SHORT_MESSAGE_BYTES && !this.isPaused) this.#waitToReadOn(chunk_bytes);
  }

  /** What more there is of a long message waits with its peer meanwhile. */
  #waitToReadOn(chunk_bytes: number): void {
    const entered = this.#keeper!.readOn(this, chunk_bytes, () => {
      this.#leaveReading = null;
      // Unless a message waits that had come before.
      if (!this.#waitingMessages) this.resume();
    });
    if (typeof entered !== 'function') return;
    this.#leaveReading = entered;
    this.pause();
  }

  /** To be called after so much was sent: what its peer has not read is held until then. Null when that is nothing. */
  holdUnread(bytes: number): (() => void) | null {
    const isRead = this.#raw === null || this.#raw.writableLength === 0;
    return isRead ? null : (this.#keeper?.holdUnread(this, bytes) ?? null);
  }

  listen(receive: Receive): void {
    this.#receive = receive;
  }

  /** Closes with as much of the reason as a close frame takes: `close` throws where there is more. */
  closeWith(code: number, reason: string): void {
    let short = reason.slice(0, MAX_REASON_BYTES);
    while (Buffer.byteLength(short) > MAX_REASON_BYTES) short = short.slice(0, -1);
    this.close(code, short);
  }

  override emit(event: string | symbol, ...args: unknown[]): boolean {
    switch (event) {
      case 'message':
        if (this.#keeper?.admit(this)) this.#receiveInOrder(args[0] as Buffer);
        break;
      case 'ping':
        this.#keeper?.admit(this);
        break;
      case 'pong':
        this.#keeper?.answered(this);
        break;
      case 'close':
        this.#end(args[0] as number, String(args[1] as Buffer));
        break;
      case 'error':
        // What a peer did wrong. ws closes the socket with the right code; without a listener it would be thrown.
        this.#fail(args[0]);
        return true;
    }
    return super.emit(event, ...args);
  }

  /** Calls `gone` when it is closed, unless the returned function was called before. No listeners: see above. */
  onceClosed(gone: () => void): () => void {
    const all = this.#onceClosed ?? new Set();
    this.#onceClosed = all.add(gone);
    return () => {
      all.delete(gone);
      if (all.size === 0) this.#onceClosed = null;
    };
  }

  /** Calls `completed` when its peer completes the operation, unless the returned function was called before. */
  onceCompleted(id: string, completed: () => void): () => void {
    const ids = this.#onceCompleted ?? new Map<string, Set<() => void>>();
    this.#onceCompleted = ids;
    const all = ids.get(id) ?? new Set();
    ids.set(id, all.add(completed));
    return () => {
      all.delete(completed);
      if (all.size === 0 && ids.get(id) === all) ids.delete(id);
      if (ids.size === 0) this.#onceCompleted = null;
    };
  }

  #complete(id: string | null): void {
    const waiting = id === null ? undefined : this.#onceCompleted?.get(id);
    for (const completed of waiting ?? []) completed();
  }

  /** The messages of a socket are taken in their order: those behind one that waits wait with it. */
  #receiveInOrder(message: Buffer): void {
    if (this.#waitingMessages) {
      this.#waitingMessages.push(message);
      // Whoever else held it back may have let it go on meanwhile.
      if (!this.isPaused) this.pause();
      return;
    }
    if (message.length <= SHORT_MESSAGE_BYTES) {
      this.#keeper!.heard(this, message.length);
      this.#take(String(message));
      return;
    }
    const entered = this.#keeper!.turn(this, message.length, () => this.#takeTurn(message));
    if (typeof entered === 'function') this.#holdForTurn(message, entered);
  }

  /** Nothing more is read from its peer: that waits there, not in our memory. */
  #holdForTurn(message: Buffer, giveUp: () => void): void {
    this.#waitingMessages = [message];
    if (!this.isPaused) this.pause();
    const release = this.#keeper!.holdPartial(this, message.length);
    this.#leave = () => {
      this.#leave = null;
      this.#waitingMessages = null;
      giveUp();
      release();
    };
  }

  /** It is the message's turn. */
  #takeTurn(message: Buffer): void {
    const behind = this.#waitingMessages?.slice(1) ?? [];
    const hasWaited = this.#leave !== null;
    this.#leave?.();
    for (const next of [message, ...behind]) {
      // Nobody is told any more what became of it.
      if (!this.isOpen) break;
      if (next === message) this.#take(String(message));
      else this.#receiveInOrder(next);
    }
    if (!hasWaited || this.#waitingMessages) return;
    // Also when it is being closed: its peer's part of that has to be read.
    this.resume();
    holdBack(this, this.raw);
  }

  #take(message: string): void {
    holdBack(this, this.raw);
    const parsed = parsedMessage(message);
    if (this.#onceCompleted) this.#complete(completedId(parsed));
    this.#receive?.(parsed).catch((error: unknown) => {
      this.#fail(error);
      this.close(CloseCode.InternalServerError, 'Internal server error');
    });
  }

  #end(code: number, reason: string): void {
    this.#releasePartial?.();
    this.#releasePartial = null;
    this.#leave?.();
    this.#leaveReading?.();
    for (const gone of this.#onceClosed ?? []) gone();
    this.#onceClosed = null;
    this.initReceived();
    this.#keeper?.closed(this);
    this.#closed?.(code, reason).catch((error: unknown) => this.#fail(error));
  }

  #fail(error: unknown): void {
    this.#keeper?.failed(error);
  }
}
