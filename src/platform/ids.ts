import { createHash } from 'node:crypto';
import { TypeID, typeid } from 'typeid-js';

/** The prefixes of all public ids: type-prefixed, sortable by creation, globally unique (TypeID, UUIDv7 inside). */
export type IdPrefix = keyof IdPrefixes;

// biome-ignore lint/suspicious/noEmptyInterface: each module adds its own, in its index.ts.
export interface IdPrefixes {}

/** A new id, for example `booking_01j…`. */
export function newId(prefix: IdPrefix): string {
  return typeid(prefix).toString();
}

/** The id of what is named so: always the same. For what is made by name, as in tests of shops. */
export function idOf(prefix: IdPrefix, name: string): string {
  const hex = createHash('sha256').update(`${prefix} ${name}`).digest('hex');
  // As a UUID of version 8, which is for such, and of the usual variant.
  const uuid = [hex.slice(0, 8), hex.slice(8, 12), `8${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)];
  return TypeID.fromUUID(prefix, uuid.join('-')).toString();
}

/** What stands behind `show_`: 128 bits in Crockford's base 32. By hand, since ids are checked several times in a request. */
const SUFFIX = /^[0-7][0-9a-hjkmnp-tv-z]{25}$/;

/** Whether the text is a well-formed id of that kind. Says nothing about whether such a thing exists. */
export function isId(prefix: IdPrefix, text: string): boolean {
  return text.startsWith(prefix) && text[prefix.length] === '_' && SUFFIX.test(text.slice(prefix.length + 1));
}
