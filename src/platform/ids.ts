import { typeid } from 'typeid-js';

/** The prefixes of all public ids: type-prefixed, sortable by creation, globally unique (TypeID, UUIDv7 inside). */
export type IdPrefix = keyof IdPrefixes;

// biome-ignore lint/suspicious/noEmptyInterface: each module adds its own, in its index.ts.
export interface IdPrefixes {}

/** A new id, for example `booking_01j…`. */
export function newId(prefix: IdPrefix): string {
  return typeid(prefix).toString();
}

/** What stands behind `show_`: 128 bits in Crockford's base 32. By hand, since ids are checked several times in a request. */
const SUFFIX = /^[0-7][0-9a-hjkmnp-tv-z]{25}$/;

/** Whether the text is a well-formed id of that kind. Says nothing about whether such a thing exists. */
export function isId(prefix: IdPrefix, text: string): boolean {
  return text.startsWith(prefix) && text[prefix.length] === '_' && SUFFIX.test(text.slice(prefix.length + 1));
}
