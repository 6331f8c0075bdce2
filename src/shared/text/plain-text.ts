/**
 * Whether the text can be stored, mailed and shown as it is: no control characters (NUL can't be stored at all, line breaks
 * would end a mail's header), no half of a surrogate pair.
 */
export function isPlainText(text: string): boolean {
  return text.isWellFormed() && !/\p{Cc}/u.test(text);
}

/** The beginning of a well-formed text, of so many characters at most: no half of a surrogate pair is left at its end. */
export function beginningOf(text: string, length: number): string {
  const cut = text.slice(0, length);
  return cut.isWellFormed() ? cut : cut.slice(0, -1);
}

/** Whether there is anything to see in the text: marks, blanks and characters without a shape alone are nothing. */
export function hasVisibleText(text: string): boolean {
  return /[\p{L}\p{N}\p{P}\p{S}]/u.test(withoutInvisible(text));
}

/** What a text that turns the reading direction of its surroundings is refused with. */
export const NO_DIRECTION_OVERRIDES = 'must not have invisible characters that turn the direction of text around';

/**
 * Whether the text has characters (U+202A to U+202E, U+2066 to U+2069) that make others read from the other side: what is shown is
 * not what is there, as far as text beside it. The marks that Hebrew and Arabic are written with (U+200E, U+200F, U+061C) turn nothing.
 */
export function overridesDirection(text: string): boolean {
  return /[\u202A-\u202E\u2066-\u2069]/.test(text);
}

/** The same for all names that a reader can not tell apart: compatible and invisible characters, case and blanks make no difference. */
export function lookOfName(name: string): string {
  const visible = withoutInvisible(name.normalize('NFKC'));
  // Upper case first: "ß" is "ss" then.
  return visible.toUpperCase().toLowerCase().normalize('NFKC').replace(/\s+/gu, ' ').trim();
}

function withoutInvisible(text: string): string {
  return text.replace(/[\p{Default_Ignorable_Code_Point}\u2800]/gu, '');
}

/** As `isPlainText`, for text of several lines: line breaks and tabs are fine. */
export function isPlainProse(text: string): boolean {
  return isPlainText(text.replace(/[\r\n\t]/g, ' '));
}
