import type { Writable } from 'node:stream';
import { ownBytes } from '../bounds/own-memory.ts';

/** FIN and the opcode of a text message (RFC 6455, 5.2): a server's frames are not masked. */
const TEXT = '\x81';
const LONGEST_SHORT_LENGTH = 125;
const LONGEST_MEDIUM_LENGTH = 0xffff;
/** Longer messages are not copied for each receiver: those whose peers read slowly would hold a copy each. */
const LONGEST_COPIED = 8 * 1024;
/** Forms that are kept, each a copy. */
const MAX_FRAMED = 4;
const EVENT_END = '\n\n';

/** What a message is as a server-sent event. */
export interface EventForm {
  /** From there on the message is the event's data: one line. */
  dataAt: number;
  /** What its reader comes again with; null: nothing. */
  id: string | null;
}

/**
 * A WebSocket text message for many: all but its end, the tail, is the same for everyone. It is encoded and framed once
 * (once per length of the tail) and goes out with one write per socket, straight to the socket under the `ws` WebSocket.
 * `ws` itself writes whole frames at once unless it compresses, so the two don't get into each other's frames. For readers
 * of server-sent events the same bytes go out as an event.
 */
export class SharedMessage {
  /** The shared part's UTF-8 bytes, a character each: Node writes such a string without a buffer of its own. */
  readonly #bytes: string;
  readonly #long: Buffer | null;
  readonly #framed = new Map<number, string>();
  readonly #event: EventForm;

  /** `text` as it is, or as UTF-8. */
  constructor(text: string | Buffer<ArrayBuffer>, event: EventForm = { dataAt: 0, id: null }) {
    this.#event = event;
    const encoded = typeof text === 'string' ? Buffer.from(text) : text;
    this.#long = encoded.length > LONGEST_COPIED ? ownBytes(encoded) : null;
    this.#bytes = this.#long ? '' : encoded.toString('latin1');
  }

  /** How much it takes in memory, about. */
  get bytes(): number {
    return this.#long?.length ?? this.#bytes.length;
  }

  /** Writes the message to an open WebSocket's raw socket. `tail` is from `tailOf`. */
  writeTo(socket: Writable, tail: string): void {
    if (this.#long) {
      socket.cork();
      socket.write(header(this.#long.length + tail.length), 'latin1');
      socket.write(this.#long);
      socket.write(tail, 'latin1');
      socket.uncork();
      return;
    }
    let framed = this.#framed.get(tail.length);
    if (framed === undefined) {
      framed = header(this.#bytes.length + tail.length) + this.#bytes;
      // Ids are of any length, if their clients like it; those of most have one.
      if (this.#framed.size < MAX_FRAMED) this.#framed.set(tail.length, framed);
    }
    socket.write(framed + tail, 'latin1');
  }

  /** Writes the message as a server-sent event, without a tail. */
  writeEventTo(response: Writable): void {
    const { dataAt, id } = this.#event;
    const head = `event: next\n${id === null ? '' : `id: ${id}\n`}data: `;
    if (!this.#long) {
      response.write(`${head}${this.#bytes.slice(dataAt)}${EVENT_END}`, 'latin1');
      return;
    }
    response.cork();
    response.write(head, 'latin1');
    response.write(this.#long.subarray(dataAt));
    response.write(EVENT_END, 'latin1');
    response.uncork();
  }
}

/** The end of a message as `SharedMessage` takes it. */
export function tailOf(text: string): string {
  return Buffer.from(text).toString('latin1');
}

function header(length: number): string {
  if (length <= LONGEST_SHORT_LENGTH) return TEXT + String.fromCharCode(length);
  const bytes = Buffer.alloc(length <= LONGEST_MEDIUM_LENGTH ? 3 : 9);
  if (bytes.length === 3) {
    bytes[0] = 126;
    bytes.writeUInt16BE(length, 1);
  } else {
    bytes[0] = 127;
    bytes.writeUIntBE(length, 3, 6);
  }
  return TEXT + bytes.toString('latin1');
}
