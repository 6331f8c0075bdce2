import { createHash } from 'node:crypto';
import { slices } from '../../platform/turns/slices.ts';
import { tooLarge } from './cost-errors.ts';
import { MAX_ANSWER_BYTES } from './limits.ts';

/** About the characters that are made into text at a time: some tenths of a millisecond. */
const PIECE_CHARS = 64 * 1024;
/** What a number, a boolean or null takes, and the punctuation of any value. */
const PLAIN_CHARS = 8;

/** JSON as UTF-8. Strings of many megabytes would have to be put together and encoded in one go. */
export interface WrittenText {
  readonly pieces: readonly Buffer[];
  readonly bytes: number;
  /** The same for the same text. */
  readonly digest: string;
}

/**
 * The value as `JSON.stringify` would write it, written in slices that let others run. It must be plain data, as
 * execution's results are. Throws when it would be longer than an answer may be, before it is.
 */
export async function textInSlices(value: unknown, maxBytes = MAX_ANSWER_BYTES): Promise<WrittenText> {
  const writer = new SlicedWriter(maxBytes);
  await slices.turn();
  await writer.write(value);
  return writer.end();
}

/** Whether writing the value takes more than a moment: whether it has more characters, about. No more of it is looked at. */
export function isLong(value: unknown, chars = PIECE_CHARS): boolean {
  return sizeOf(value, chars) > chars;
}

class SlicedWriter {
  readonly #maxBytes: number;
  readonly #pieces: Buffer[] = [];
  readonly #hash = createHash('sha1');
  #bytes = 0;
  /** Not yet a piece. */
  #text = '';

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  async write(value: unknown): Promise<void> {
    if (typeof value !== 'object' || value === null || sizeOf(value, PIECE_CHARS) <= PIECE_CHARS) {
      await this.#add(JSON.stringify(value) ?? 'null');
    } else if (Array.isArray(value)) {
      await this.#writeList(value);
    } else {
      await this.#writeObject(value as Readonly<Record<string, unknown>>);
    }
  }

  end(): WrittenText {
    this.#flush();
    return { pieces: this.#pieces, bytes: this.#bytes, digest: this.#hash.digest('base64url') };
  }

  async #writeObject(object: Readonly<Record<string, unknown>>): Promise<void> {
    let before = '{';
    for (const [key, value] of Object.entries(object)) {
      if (value === undefined) continue;
      await this.#add(`${before}${JSON.stringify(key)}:`);
      before = ',';
      await this.write(value);
    }
    await this.#add(before === '{' ? '{}' : '}');
  }

  /** Entries that are short are written many at a time. */
  async #writeList(list: readonly unknown[]): Promise<void> {
    let before = '[';
    for (let start = 0; start < list.length; ) {
      const end = endOfPiece(list, start);
      await this.#add(before);
      before = ',';
      if (end === start) await this.write(list[start]);
      else await this.#add(JSON.stringify(list.slice(start, end)).slice(1, -1));
      start = Math.max(end, start + 1);
    }
    await this.#add(']');
  }

  async #add(text: string): Promise<void> {
    this.#text += text;
    if (this.#text.length >= PIECE_CHARS) this.#flush();
    if (slices.isOver) await slices.turn();
  }

  #flush(): void {
    const piece = Buffer.from(this.#text);
    this.#text = '';
    this.#bytes += piece.length;
    if (this.#bytes > this.#maxBytes) throw tooLarge(this.#maxBytes);
    this.#hash.update(piece);
    this.#pieces.push(piece);
  }
}

/** How far the list's entries are a piece; `start` when the first is longer than that. */
function endOfPiece(list: readonly unknown[], start: number): number {
  let size = 0;
  for (let end = start; end < list.length; end += 1) {
    size += sizeOf(list[end], PIECE_CHARS - size);
    if (size > PIECE_CHARS) return end;
  }
  return list.length;
}

/** About how long the value's text is; what is beyond `limit` is not looked at. */
function sizeOf(value: unknown, limit: number): number {
  if (typeof value === 'string') return value.length + PLAIN_CHARS;
  if (typeof value !== 'object' || value === null) return PLAIN_CHARS;
  let size = PLAIN_CHARS;
  if (Array.isArray(value)) {
    for (const entry of value) {
      size += sizeOf(entry, limit - size);
      if (size > limit) return size;
    }
    return size;
  }
  for (const key in value) {
    size += key.length + PLAIN_CHARS + sizeOf((value as Record<string, unknown>)[key], limit - size);
    if (size > limit) return size;
  }
  return size;
}
