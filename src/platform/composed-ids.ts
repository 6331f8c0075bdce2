import { type IdPrefix, isId } from './ids.ts';

/** Of what stands behind an id's prefix. */
const SUFFIX_CHARACTERS = 26;

/** Global ids of what has a name in its owner alone, where another owner may have the same: `seat_`, the show's without `show_`, `_A-1`. */
export interface ComposedIds {
  /** How many characters stand before the name. */
  readonly headCharacters: number;
  /** What stands before the names of all that the owner has. */
  headOf(ownerId: string): string;
  /** The owner's id and the name; null when the text is no such id. */
  parse(id: string): { ownerId: string; name: string } | null;
}

export function composedIds(prefix: string, owner: IdPrefix): ComposedIds {
  const [before, beforeOwner] = [`${prefix}_`, `${owner}_`];
  const headCharacters = before.length + SUFFIX_CHARACTERS + 1;
  return {
    headCharacters,
    headOf: (ownerId) => `${before}${ownerId.slice(beforeOwner.length)}_`,
    parse(id) {
      if (!id.startsWith(before) || id.charAt(headCharacters - 1) !== '_' || id.length === headCharacters) return null;
      const ownerId = `${beforeOwner}${id.slice(before.length, headCharacters - 1)}`;
      return isId(owner, ownerId) ? { ownerId, name: id.slice(headCharacters) } : null;
    },
  };
}
