/** What a text may have that bookings are searched for. */
export const MAX_SEARCH_CHARACTERS = 100;
/** More are looked for as if they were not there. */
export const MAX_SEARCH_WORDS = 6;

/** Crockford's, as references are made of. */
const REFERENCE = /^[0-9A-HJKMNP-TV-Z]{4,8}$/;

/** What references begin with that are meant by the text, in any case, with or without the dash; null: it is none. */
export function referenceStart(text: string): string | null {
  const letters = text
    .toUpperCase()
    .replaceAll(/[\s\p{Pd}]/gu, '')
    .replaceAll('O', '0')
    .replaceAll(/[IL]/g, '1');
  if (!REFERENCE.test(letters)) return null;
  return letters.length > 4 ? `${letters.slice(0, 4)}-${letters.slice(4)}` : `${letters}-`;
}

/**
 * Regular expressions of PostgreSQL for the words of the text, each of which is to be found in a name or an address. Upper and
 * lower case are spelled out: what PostgreSQL takes for them depends on the database's locale. So are letters that are written as one
 * character or as two ("ü").
 */
export function wordPatterns(text: string): string[] {
  const words = text.normalize('NFC').trim().split(/\s+/u);
  return words
    .filter((word) => word !== '')
    .slice(0, MAX_SEARCH_WORDS)
    .map((word) => Array.from(word.replaceAll(/ss/gi, 'ß'), spellingsOf).join(''));
}

function spellingsOf(character: string): string {
  // "ß" is "SS" in upper case, and so may be "ss" in names.
  if (/ß/i.test(character)) return '(?:[ßẞ]|[sS][sS])';
  const cases = [character, character.toLowerCase(), character.toUpperCase()];
  const spellings = new Set(cases.flatMap((one) => [one.normalize('NFC'), one.normalize('NFD')]));
  const escaped = [...spellings].map((spelling) => spelling.replaceAll(/[!-/:-@[-`{-~]/g, '\\$&'));
  return escaped.length === 1 ? escaped[0]! : `(?:${escaped.join('|')})`;
}
