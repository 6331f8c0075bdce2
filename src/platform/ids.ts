import { TypeID, typeid } from 'typeid-js';

/** The prefixes of all public ids: type-prefixed, sortable by creation, globally unique (TypeID, UUIDv7 inside). */
export type IdPrefix =
  | 'venue'
  | 'plan'
  | 'show'
  | 'tier'
  | 'lock'
  | 'booking'
  | 'payment'
  | 'ticket'
  | 'notification'
  | 'guest'
  | 'event';

/** A new id, for example `booking_01j…`. */
export function newId(prefix: IdPrefix): string {
  return typeid(prefix).toString();
}

/** What stands behind `show_`: 128 bits in base 32. */
const SUFFIX_CHARACTERS = 26;

/** Whether the text is a well-formed id of that kind. Says nothing about whether such a thing exists. */
export function isId(prefix: IdPrefix, text: string): boolean {
  if (text.length !== prefix.length + 1 + SUFFIX_CHARACTERS) return false;
  try {
    return TypeID.fromString(text).getType() === prefix;
  } catch {
    return false;
  }
}
