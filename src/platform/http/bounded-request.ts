import { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';

export interface RequestBounds {
  /** The body comes in too many pieces; what more comes of it is dropped. */
  refuse(request: IncomingMessage): void;
  /**
   * Calls `goOn` when it is the turn of a body that comes in small pieces to be read on. Null: at once; else what gives the
   * turn up, or that there will be none: the connection is being closed.
   */
  readOn(request: IncomingMessage, goOn: () => void): (() => void) | 'refused' | null;
}

/** Of any body. */
const FREE_PIECES = 512;
/** What is sent over a network comes in larger pieces. */
const MIN_BYTES_PER_PIECE = 512;
/** Of a body, that may be small before its reads take turns. */
const FREE_SMALL_PIECES = 4;

/** What Node's HTTP keeps at a connection and has no types for. */
type HttpSocket = Socket & {
  readonly parser?: Record<string, unknown> | null;
  /** Node has paused it until its peer has read answers. */
  readonly _paused?: boolean;
};

/**
 * The class of a server's requests whose bodies come in pieces of a sane size: each piece is an object that takes some 350
 * bytes while it waits to be read, so a body of 1 MB in chunks of one byte would take 350 MB. Each also takes its time,
 * however small it is: beyond a few, a connection with small ones is read again when that is its turn. What has come meanwhile
 * is one piece then.
 */
export function boundedRequests({ refuse, readOn }: RequestBounds): typeof IncomingMessage {
  return class BoundedRequest extends IncomingMessage {
    #pieces = 0;
    #smallPieces = 0;
    #bytes = 0;
    #isWaiting = false;
    /** Whether its reader has asked for more meanwhile. */
    #isAskedFor = false;

    override push(chunk: Buffer | null, encoding?: BufferEncoding): boolean {
      if (chunk === null) return super.push(chunk);
      // Its reader has failed, and Node has taken the socket from it: what still comes is for nobody.
      if (this.destroyed) return true;
      const isFirst = this.#isWithinBounds;
      this.#pieces += 1;
      this.#bytes += chunk.length;
      if (chunk.length < MIN_BYTES_PER_PIECE) this.#smallPieces += 1;
      if (this.#isWithinBounds) {
        if (this.#smallPieces > FREE_SMALL_PIECES) this.#waitToReadOn();
        return super.push(chunk, encoding);
      }
      if (isFirst) {
        dropPieces(this.socket);
        refuse(this);
      }
      return false;
    }

    override _read(size: number): void {
      if (this.#isWaiting) this.#isAskedFor = true;
      else super._read(size);
    }

    #waitToReadOn(): void {
      if (this.#isWaiting) return;
      this.#isWaiting = true;
      const { socket } = this;
      let leave: (() => void) | null = null;
      const entered = readOn(this, () => {
        if (leave) socket.off('close', leave);
        this.#isWaiting = false;
        this.#goOn(socket);
      });
      if (entered === null) return;
      socket.pause();
      if (entered === 'refused') return;
      leave = entered;
      socket.once('close', leave);
    }

    #goOn(socket: HttpSocket): void {
      if (this.#isAskedFor) {
        this.#isAskedFor = false;
        super._read(0);
      } else if (this.readableLength < this.readableHighWaterMark && !socket._paused && socket.readable) {
        // It is complete, or nobody has begun to read it.
        socket.resume();
      }
    }

    get #isWithinBounds(): boolean {
      return this.#pieces <= FREE_PIECES + this.#bytes / MIN_BYTES_PER_PIECE;
    }
  };
}

/**
 * What was read of the connection may be ten thousand pieces more, and the parser can't be told to stop in the middle: it
 * would make a buffer and a call of each, which takes 13 of 15 milliseconds. It does neither while nobody takes them. It is used
 * for another connection afterwards. Where Node names that function differently all is as it was, only slower.
 */
function dropPieces(socket: HttpSocket): void {
  const { parser } = socket;
  if (!parser) return;
  const key = Object.keys(parser).find((name) => (parser[name] as { name?: unknown } | null)?.name === 'parserOnBody');
  if (key === undefined) return;
  const onBody = parser[key];
  parser[key] = null;
  socket.once('close', () => {
    parser[key] = onBody;
  });
}
