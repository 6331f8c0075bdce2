import { type JsonMeasure, noteMeasure } from './json-measure.ts';

/** A part of a JSON value, in the order of its text. All but long texts take a moment to be read. */
export type JsonPiece =
  /** A list or object begins, in the one that was begun last: under the key, where that is an object. */
  | { readonly kind: 'list' | 'object'; readonly key: string; readonly measure: JsonMeasure }
  /** Entries of the list, or members of the object, as JSON of such a one. */
  | { readonly kind: 'entries'; readonly json: string }
  /** One value that is short. */
  | { readonly kind: 'value'; readonly key: string; readonly json: string }
  /** A long text. It is passed as it is: as JSON it would have to be read in one go. */
  | { readonly kind: 'text'; readonly key: string; readonly text: string }
  | { readonly kind: 'end' };

/** About the characters of a piece: less than a millisecond's reading. */
const PIECE_CHARS = 64 * 1024;
/** What a number, a boolean or null takes, and the punctuation of any value. */
const PLAIN_CHARS = 8;
/** Far beyond what any request may have. */
const MAX_LEVELS = 100;

/**
 * Of one list, and of one object: far more than a plan has seats, points of a drawing, or an object members. One that grows entry by
 * entry is copied as a whole again and again: three million of them take 30 milliseconds at a stretch each time.
 */
const MAX_ENTRIES = 1_000_000;
const MAX_MEMBERS = 10_000;

/** A list or object has so much in it that putting it together would hold up the event loop. */
export class TooWideError extends Error {
  constructor(what: 'list' | 'object') {
    const most = what === 'list' ? `${MAX_ENTRIES} entries` : `${MAX_MEMBERS} members`;
    super(`The JSON has a ${what} of more than ${most}.`);
  }
}

/** A value is nested so deep that what looks at it would call itself too often. */
export class TooDeepError extends Error {
  constructor() {
    super(`The JSON is more than ${MAX_LEVELS} levels deep.`);
  }
}

interface Size extends JsonMeasure {
  readonly chars: number;
}

type Large = Map<object, Size>;

/** The value in pieces. Throws TooDeepError, TooWideError. */
export function* piecesOf(value: unknown): Generator<JsonPiece> {
  const large: Large = new Map();
  sizeOf(value, large, 1);
  yield* pieces(value, '', large);
}

function* pieces(value: unknown, key: string, large: Large): Generator<JsonPiece> {
  const size = typeof value === 'object' && value !== null ? large.get(value) : undefined;
  if (size) {
    const { levels, values } = size;
    const isList = Array.isArray(value);
    yield { kind: isList ? 'list' : 'object', key, measure: { levels, values } };
    yield* isList ? entries(value, large) : members(value as object, large);
    yield { kind: 'end' };
  } else if (typeof value === 'string' && value.length > PIECE_CHARS) {
    yield { kind: 'text', key, text: value };
  } else {
    yield { kind: 'value', key, json: JSON.stringify(value) };
  }
}

function* entries(list: readonly unknown[], large: Large): Generator<JsonPiece> {
  let [start, chars] = [0, 0];
  for (let index = 0; index <= list.length; index += 1) {
    const entry = list[index];
    const isWhole = index === list.length || isLong(entry, large);
    if (!isWhole) chars += charsOf(entry);
    if (!isWhole && chars <= PIECE_CHARS) continue;
    const end = isWhole ? index : index + 1;
    if (end > start) yield { kind: 'entries', json: JSON.stringify(list.slice(start, end)) };
    if (isWhole && index < list.length) yield* pieces(entry, '', large);
    [start, chars] = [index + 1, 0];
  }
}

function* members(object: object, large: Large): Generator<JsonPiece> {
  let [short, chars] = [{}, 0];
  for (const [key, member] of Object.entries(object)) {
    const isWhole = isLong(member, large) || key.length > PIECE_CHARS;
    if (!isWhole) {
      setMember(short, key, member);
      chars += key.length + charsOf(member);
      if (chars <= PIECE_CHARS) continue;
    }
    if (chars > 0) yield { kind: 'entries', json: JSON.stringify(short) };
    if (isWhole) yield* pieces(member, key, large);
    [short, chars] = [{}, 0];
  }
  if (chars > 0) yield { kind: 'entries', json: JSON.stringify(short) };
}

function isLong(value: unknown, large: Large): boolean {
  if (typeof value === 'string') return value.length > PIECE_CHARS;
  return typeof value === 'object' && value !== null && large.has(value);
}

/** Of a value that is not long. */
function charsOf(value: unknown): number {
  return sizeOf(value, null, 0).chars;
}

function sizeOf(value: unknown, large: Large | null, level: number): Size {
  if (typeof value === 'string') return { chars: value.length + PLAIN_CHARS, values: 1, levels: 0 };
  if (typeof value !== 'object' || value === null) return { chars: PLAIN_CHARS, values: 1, levels: 0 };
  if (level > MAX_LEVELS) throw new TooDeepError();
  let [chars, values, levels] = [PLAIN_CHARS, 1, 0];
  const add = (key: string, member: unknown) => {
    const size = sizeOf(member, large, level + 1);
    chars += key.length + size.chars;
    values += size.values;
    if (size.levels > levels) levels = size.levels;
  };
  if (Array.isArray(value)) {
    if (value.length > MAX_ENTRIES) throw new TooWideError('list');
    for (const entry of value) add('', entry);
  } else {
    let members = 0;
    for (const key in value) {
      members += 1;
      if (members > MAX_MEMBERS) throw new TooWideError('object');
      add(key, (value as Record<string, unknown>)[key]);
    }
  }
  const size = { chars, values, levels: levels + 1 };
  if (chars > PIECE_CHARS) large?.set(value, size);
  return size;
}

/** Puts a value together again, a piece at a time. */
export class PieceReader {
  readonly #open: object[] = [];
  #value: unknown;

  /** The whole, when every piece was added. */
  get value(): unknown {
    return this.#value;
  }

  add(piece: JsonPiece): void {
    switch (piece.kind) {
      case 'list':
      case 'object': {
        const container = piece.kind === 'list' ? [] : {};
        noteMeasure(container, piece.measure);
        this.#put(piece.key, container);
        this.#open.push(container);
        return;
      }
      case 'entries':
        this.#putAll(JSON.parse(piece.json));
        return;
      case 'value':
        this.#put(piece.key, JSON.parse(piece.json));
        return;
      case 'text':
        this.#put(piece.key, piece.text);
        return;
      case 'end':
        this.#open.pop();
    }
  }

  #putAll(short: object): void {
    const container = this.#open.at(-1)!;
    if (Array.isArray(container)) for (const entry of short as unknown[]) container.push(entry);
    else for (const [key, member] of Object.entries(short)) setMember(container, key, member);
  }

  #put(key: string, value: unknown): void {
    const container = this.#open.at(-1);
    if (!container) this.#value = value;
    else if (Array.isArray(container)) container.push(value);
    else setMember(container, key, value);
  }
}

/** As JSON.parse does: `__proto__` is a key like any other. */
function setMember(object: object, key: string, value: unknown): void {
  if (key === '__proto__') {
    Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
  } else {
    (object as Record<string, unknown>)[key] = value;
  }
}
